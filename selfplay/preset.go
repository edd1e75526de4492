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
	text, err := presetFiles.ReadFile(presetFile(game))
	if err != nil {
		return Config{}, fmt.Errorf("no presets for the game %q; there are some for %s", game, strings.Join(presetGames(), ", "))
	}
	c := Config{Format: Format, Game: game, Agent: "az", Preset: preset}
	if _, err := toml.DecodeFS(presetFiles, defaults, &c); err != nil {
		panic(fmt.Sprintf("selfplay: %s: %v", defaults, err)) // our own file
	}
	var tables map[string]toml.Primitive
	meta, err := toml.Decode(string(text), &tables)
	if err != nil {
		panic(fmt.Sprintf("selfplay: presets of %s: %v", game, err))
	}
	table, ok := tables[preset]
	if !ok {
		return Config{}, fmt.Errorf("%s has no preset %q; it has %s", game, preset, strings.Join(presetNames(meta), ", "))
	}
	if err := meta.PrimitiveDecode(table, &c); err != nil {
		panic(fmt.Sprintf("selfplay: preset %s of %s: %v", preset, game, err))
	}
	return c, nil
}

// defaults is the file of what holds where a preset says nothing else.
const defaults = "presets/defaults.toml"

// presetFile is the file of the presets of a game: that of go:9 is go-9.toml.
func presetFile(game string) string {
	return "presets/" + strings.ReplaceAll(game, ":", "-") + ".toml"
}

func presetGames() []string {
	files, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic(err)
	}
	var games []string
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), ".toml"); presetFile(name) != defaults {
			games = append(games, strings.ReplaceAll(name, "-", ":"))
		}
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
var identity = []string{"format", "version", "game", "agent", "preset", "start"}

// MergeFile sets in c what the TOML file at path says. A key that a Config
// does not have is an error.
func (c *Config) MergeFile(path string) error { return knobs.MergeFile(c, path, identity) }

// Set sets one knob, as in Set("train.batch", "128"). A text needs no quotes.
func (c *Config) Set(key, value string) error { return knobs.Set(c, key, value, identity) }
