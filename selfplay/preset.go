package selfplay

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/selfplay/knobs"
)

//go:embed presets/*.toml
var presetFiles embed.FS

// Preset returns the config of a preset of a game, not yet validated.
func Preset(game, preset string) (Config, error) {
	data, err := presetFiles.ReadFile("presets/" + strings.ReplaceAll(game, ":", "-") + ".toml")
	if err != nil {
		return Config{}, fmt.Errorf("no presets for the game %q; there are some for %s", game, strings.Join(presetGames(), ", "))
	}
	var tables map[string]toml.Primitive
	meta, err := toml.Decode(string(data), &tables)
	if err != nil {
		panic(fmt.Sprintf("selfplay: presets of %s: %v", game, err)) // our own file
	}
	wanted, ok := tables[preset]
	if !ok {
		return Config{}, fmt.Errorf("%s has no preset %q; it has %s", game, preset, strings.Join(presetNames(meta), ", "))
	}
	c := Config{Format: Format, Game: game, Agent: "az", Preset: preset}
	for _, table := range []toml.Primitive{tables[basePreset], wanted} {
		if err := meta.PrimitiveDecode(table, &c); err != nil {
			panic(fmt.Sprintf("selfplay: preset %s of %s: %v", preset, game, err))
		}
	}
	return c, nil
}

// basePreset is the preset that every other of its file builds on.
const basePreset = "quick"

func presetGames() []string {
	files, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic(err)
	}
	var games []string
	for _, f := range files {
		games = append(games, strings.TrimSuffix(f.Name(), ".toml"))
	}
	return games
}

// presetNames returns the names of the top-level tables, in their order.
func presetNames(meta toml.MetaData) []string {
	var names []string
	for _, key := range meta.Keys() {
		if !slices.Contains(names, key[0]) {
			names = append(names, key[0])
		}
	}
	return names
}

// identity are the keys that say which run it is: no file of knobs may.
var identity = []string{"format", "version", "game", "agent", "preset"}

// MergeFile sets in c what the TOML file at path says. A key that a Config
// does not have is an error.
func (c *Config) MergeFile(path string) error { return knobs.MergeFile(c, path, identity) }

// Set sets one knob, as in Set("train.batch", "128"). A text needs no quotes.
func (c *Config) Set(key, value string) error { return knobs.Set(c, key, value, identity) }
