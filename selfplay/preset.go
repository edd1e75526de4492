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

// A presetFile holds the presets of a game: its name without the ending is
// that of a preset, too, and means the first table.
type presetFile struct {
	name   string // go9
	game   string // go:9
	tables []string
	text   string
	meta   toml.MetaData
	values map[string]toml.Primitive
}

// defaults is the file of what holds where a preset says nothing else.
const defaults = "presets/defaults.toml"

// Preset returns the config of a preset of a game, not yet validated. Either
// may be left out: without a game the preset is the name of a file of presets,
// such as go9, and without a preset it is the game's first. The name of a file
// goes with other games, too, as that of go9 does with go:9,komi=5.5.
func Preset(game, preset string) (Config, error) {
	f, err := findPresets(game, preset)
	if err != nil {
		return Config{}, err
	}
	if preset == "" || preset == f.name {
		preset = f.tables[0]
	}
	table, ok := f.values[preset]
	if !ok {
		return Config{}, fmt.Errorf("%s has no preset %q; it has %s", f.game, preset, strings.Join(f.tables, ", "))
	}
	if game == "" {
		game = f.game
	}
	c := Config{Format: Format, Game: game, Agent: "az", Preset: preset}
	if _, err := toml.DecodeFS(presetFiles, defaults, &c); err != nil {
		panic(fmt.Sprintf("selfplay: %s: %v", defaults, err)) // our own file
	}
	if err := f.meta.PrimitiveDecode(table, &c); err != nil {
		panic(fmt.Sprintf("selfplay: preset %s of %s: %v", preset, f.game, err))
	}
	return c, nil
}

// findPresets returns the file that a preset names, or else that of a game.
func findPresets(game, preset string) (presetFile, error) {
	files := readPresets()
	var names, games []string
	for _, f := range files {
		names, games = append(names, f.name), append(games, f.game)
	}
	if i := slices.Index(names, preset); i >= 0 {
		return files[i], nil
	}
	if i := slices.Index(games, game); i >= 0 {
		return files[i], nil
	}
	if game == "" {
		return presetFile{}, fmt.Errorf("no preset %q without a game; there are %s", preset, strings.Join(names, ", "))
	}
	return presetFile{}, fmt.Errorf("no presets for the game %q; there are some for %s", game, strings.Join(games, ", "))
}

// readPresets returns the files in the order of their names.
func readPresets() []presetFile {
	entries, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic(err)
	}
	var files []presetFile
	for _, e := range entries {
		file := "presets/" + e.Name()
		if file == defaults {
			continue
		}
		text, err := presetFiles.ReadFile(file)
		if err != nil {
			panic(err)
		}
		f := presetFile{name: strings.TrimSuffix(e.Name(), ".toml"), text: string(text)}
		if err := f.parse(); err != nil {
			panic(fmt.Sprintf("selfplay: %s: %v", file, err))
		}
		files = append(files, f)
	}
	return files
}

// parse finds the game and the tables of a file.
func (f *presetFile) parse() (err error) {
	if f.meta, err = toml.Decode(f.text, &f.values); err != nil {
		return err
	}
	for _, key := range f.meta.Keys() {
		if key[0] != "game" && !slices.Contains(f.tables, key[0]) {
			f.tables = append(f.tables, key[0])
		}
	}
	return f.meta.PrimitiveDecode(f.values["game"], &f.game)
}

// identity are the keys that say which run it is: no file of knobs may.
var identity = []string{"format", "version", "game", "agent", "preset", "start"}

// MergeFile sets in c what the TOML file at path says. A key that a Config
// does not have is an error.
func (c *Config) MergeFile(path string) error { return knobs.MergeFile(c, path, identity) }

// Set sets one knob, as in Set("train.batch", "128"). A text needs no quotes.
func (c *Config) Set(key, value string) error { return knobs.Set(c, key, value, identity) }
