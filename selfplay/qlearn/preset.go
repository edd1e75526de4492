package qlearn

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/selfplay/knobs"
)

//go:embed presets
var presetFiles embed.FS

// DefaultPreset is the preset of each kind of agent that fits any world; every
// other one says how it differs.
const DefaultPreset = "default"

// preset is one table of the preset files. A star in its name stands for a
// word, which the same star in its game repeats: "minatar/*-rainbow" with the
// game "minatar/*" is a preset for each of those worlds.
type preset struct {
	name  string
	game  string // "" in the default one
	like  string // the preset that it differs from
	knobs string // the table as TOML of its own
}

// readPresets returns the presets of a kind of agent, in the order of the
// files and of the tables in them.
func readPresets(agent string) []preset {
	files, err := presetFiles.ReadDir("presets/" + agent)
	if err != nil {
		panic(fmt.Sprintf("qlearn: presets of %s: %v", agent, err))
	}
	var all []preset
	for _, f := range files {
		data, err := presetFiles.ReadFile(path.Join("presets", agent, f.Name()))
		if err != nil {
			panic(fmt.Sprintf("qlearn: %v", err))
		}
		some, err := parsePresets(string(data))
		if err != nil {
			panic(fmt.Sprintf("qlearn: presets/%s/%s: %v", agent, f.Name(), err)) // our own file
		}
		all = append(all, some...)
	}
	return all
}

// parsePresets reads the tables of one file.
func parsePresets(text string) ([]preset, error) {
	var tables map[string]map[string]any
	meta, err := toml.Decode(text, &tables)
	if err != nil {
		return nil, err
	}
	var all []preset
	for _, key := range meta.Keys() {
		name := key[0]
		if slices.ContainsFunc(all, func(p preset) bool { return p.name == name }) {
			continue
		}
		table := tables[name]
		p := preset{name: name, like: DefaultPreset}
		if like, ok := table["like"].(string); ok {
			p.like = like
		}
		p.game, _ = table["game"].(string)
		delete(table, "like")
		var knobs strings.Builder
		if err := toml.NewEncoder(&knobs).Encode(table); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p.knobs = knobs.String()
		all = append(all, p)
	}
	return all, nil
}

// PresetNames returns the names of the presets of a kind of agent, with stars.
func PresetNames(agent string) []string {
	var names []string
	for _, p := range readPresets(agent) {
		names = append(names, p.name)
	}
	return names
}

// Preset returns the config of a preset of a kind of agent, not yet validated.
// Its game is empty if the preset fits any.
func Preset(agent, name string) (Config, error) {
	k, err := kindOf(agent)
	if err != nil {
		return Config{}, err
	}
	c := Config{}
	k.table(&c)
	star, err := c.build(readPresets(agent), agent, name)
	if err != nil {
		return Config{}, err
	}
	c.Game = strings.Replace(c.Game, "*", star, 1)
	c.Format, c.Agent, c.Preset = Format, agent, name
	return c, nil
}

// build sets in c what the preset so named says, what it is like coming first,
// and returns the word that the star in its name stands for.
func (c *Config) build(presets []preset, agent, name string) (star string, err error) {
	found, star := findPreset(presets, name)
	if found == nil {
		var names []string
		for _, p := range presets {
			names = append(names, p.name)
		}
		return "", fmt.Errorf("%s has no preset %q; it has %s", agent, name, strings.Join(names, ", "))
	}
	if name != DefaultPreset {
		if _, err := c.build(presets, agent, strings.Replace(found.like, "*", star, 1)); err != nil {
			panic(fmt.Sprintf("qlearn: preset %s is like %s: %v", name, found.like, err))
		}
	}
	if _, err := knobs.Merge(c, found.knobs); err != nil {
		panic(fmt.Sprintf("qlearn: preset %s of %s: %v", found.name, agent, err))
	}
	return star, nil
}

// findPreset returns the preset so named; of several with stars that match,
// the one with the longest name.
func findPreset(presets []preset, name string) (found *preset, star string) {
	for i := range presets {
		p := &presets[i]
		word, ok := match(p.name, name)
		if ok && (found == nil || len(p.name) > len(found.name)) {
			found, star = p, word
		}
	}
	return found, star
}

// match reports whether pattern, in which a star stands for a word of small
// letters and digits, is text.
func match(pattern, text string) (word string, ok bool) {
	before, after, hasStar := strings.Cut(pattern, "*")
	if !hasStar {
		return "", pattern == text
	}
	if len(text) <= len(before)+len(after) || !strings.HasPrefix(text, before) || !strings.HasSuffix(text, after) {
		return "", false
	}
	word = text[len(before) : len(text)-len(after)]
	other := strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789")
	return word, other == ""
}

// PresetFor returns the name of the first preset for a game whatever its
// options and wrappers are, the default one if there is none.
func PresetFor(agent, game string) string {
	for _, p := range readPresets(agent) {
		if word, ok := match(Family(p.game), Family(game)); ok && p.game != "" {
			return strings.Replace(p.name, "*", word, 1)
		}
	}
	return DefaultPreset
}

// Family is the name of a world without its options and wrappers.
func Family(game string) string {
	if end := strings.IndexAny(game, ":+"); end >= 0 {
		return game[:end]
	}
	return game
}
