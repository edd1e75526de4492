package selfplay

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
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

// MergeFile sets in c what the TOML file at path says. A key that a Config
// does not have is an error.
func (c *Config) MergeFile(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := c.mergeKnobs(string(data)); err != nil {
		return fmt.Errorf("%s: %w", filepath.ToSlash(path), err)
	}
	return nil
}

// Set sets one knob, as in Set("train.batch", "128"). A text needs no quotes.
func (c *Config) Set(key, value string) error {
	err := c.mergeKnobs(key + " = " + value)
	if err == nil {
		return nil
	}
	quoted := c.mergeKnobs(fmt.Sprintf("%s = %q", key, value))
	if quoted == nil {
		return nil
	}
	if value == "" || !strings.ContainsRune("+-0123456789[", rune(value[0])) {
		err = quoted // a word: that it is no text for this knob says more
	}
	return fmt.Errorf("%s=%s: %w", key, value, err)
}

// identity are the keys that say which run it is: no file of knobs may.
var identity = []string{"format", "version", "game", "agent", "preset"}

// mergeKnobs is merge of a text that must not touch the run's identity.
func (c *Config) mergeKnobs(text string) error {
	changed := *c
	meta, err := changed.merge(text)
	if err != nil {
		return err
	}
	for _, key := range identity {
		if meta.IsDefined(key) {
			return fmt.Errorf("the key %q is no knob: a flag or the program sets it", key)
		}
	}
	*c = changed
	return nil
}

// merge sets in c what the text says, or leaves c alone.
func (c *Config) merge(text string) (toml.MetaData, error) {
	changed := *c
	meta, err := toml.Decode(text, &changed)
	if err != nil {
		return meta, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return meta, fmt.Errorf("unknown key %q; a run has %s", unknown[0], strings.Join(keys(), ", "))
	}
	*c = changed
	return meta, nil
}

// keys returns every key of a Config.
func keys() []string {
	var text strings.Builder
	if err := toml.NewEncoder(&text).Encode(Config{Evaluate: EvaluateConfig{Opponents: []string{}}}); err != nil {
		panic(err)
	}
	var all map[string]any
	meta, err := toml.Decode(text.String(), &all)
	if err != nil {
		panic(err)
	}
	var names []string
	for _, key := range meta.Keys() {
		if meta.Type(key...) != "Hash" {
			names = append(names, key.String())
		}
	}
	return names
}
