package selfplay_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay"
)

// Every preset of every file is a config that can be trained.
func TestPresetsAreValid(t *testing.T) {
	presets := 0
	for file, names := range presetTables(t) {
		for _, name := range names {
			config, err := selfplay.Preset(file.game, name)
			require.NoError(t, err)
			assert.NoError(t, config.Validate(), "%s, %s", file.game, name)
			presets++
		}
		first, err := selfplay.Preset("", file.name)
		require.NoError(t, err)
		same, err := selfplay.Preset(file.game, "")
		require.NoError(t, err)
		assert.Equal(t, names[0], first.Preset)
		assert.Equal(t, first, same)
	}
	assert.Greater(t, presets, 8)
}

// presetFile is a file of presets.
type presetFile struct{ name, game string }

// presetTables returns the names of the presets in each file, in their order.
func presetTables(t *testing.T) map[presetFile][]string {
	t.Helper()
	files, err := filepath.Glob("presets/*.toml")
	require.NoError(t, err)
	all := map[presetFile][]string{}
	for _, path := range files {
		file := presetFile{name: strings.TrimSuffix(filepath.Base(path), ".toml")}
		if file.name == "defaults" {
			continue
		}
		var tables map[string]toml.Primitive
		meta, err := toml.DecodeFile(path, &tables)
		require.NoError(t, err)
		require.NoError(t, meta.PrimitiveDecode(tables["game"], &file.game), "%s names its game", path)
		for _, key := range meta.Keys() {
			if name := key[0]; len(key) == 1 && name != "game" {
				var known selfplay.Config
				require.NoError(t, meta.PrimitiveDecode(tables[name], &known))
				all[file] = append(all[file], name)
			}
		}
		assert.Empty(t, meta.Undecoded(), "%s has knobs that a run has not", path)
	}
	return all
}

// The defaults set and explain every knob, and nothing else.
func TestEveryKnobIsDocumented(t *testing.T) {
	var text strings.Builder
	require.NoError(t, toml.NewEncoder(&text).Encode(selfplay.Config{Evaluate: selfplay.EvaluateConfig{Opponents: []string{}}}))
	var config map[string]any
	meta, err := toml.Decode(text.String(), &config)
	require.NoError(t, err)
	own := map[string]bool{"format": true, "version": true, "game": true, "agent": true, "preset": true, "start": true, "seed": true}
	data, err := os.ReadFile("presets/defaults.toml")
	require.NoError(t, err)
	explained := map[string]bool{}
	table := ""
	for _, line := range strings.Split(string(data), "\n") {
		if m := regexp.MustCompile(`^\[(\S+)\]`).FindStringSubmatch(line); m != nil {
			table = m[1]
		}
		if m := regexp.MustCompile(`^(\w+) = .*# \S`).FindStringSubmatch(line); m != nil {
			explained[strings.TrimPrefix(table+"."+m[1], ".")] = true
		}
	}
	for _, key := range meta.Keys() {
		if name := key.String(); meta.Type(key...) != "Hash" && !own[name] {
			assert.True(t, explained[name], "the defaults explain %s", name)
			delete(explained, name)
		}
	}
	assert.Empty(t, explained, "the defaults have knobs that a run has not")
}

func TestWrongConfigs(t *testing.T) {
	_, err := selfplay.Preset("go:11", "quick")
	assert.ErrorContains(t, err, `no presets for the game "go:11"; there are some for connect4, minigrid/doorkey-5x5:obs=full`)
	_, err = selfplay.Preset("", "go11")
	assert.ErrorContains(t, err, `no preset "go11" without a game; there are connect4, doorkey, gardner, go5, go579, go7, go9, hex5, othello6, tictactoe`)
	_, err = selfplay.Preset("connect4", "slow")
	assert.ErrorContains(t, err, `connect4 has no preset "slow"; it has quick, long`)

	for _, c := range []struct{ key, value, want string }{
		{"train.bacth", "64", `unknown key "train.bacth"; a run has`},
		{"train.batch", "many", "train.batch=many"},
		{"train", "3", "train=3"},
		{"train.batch", "99999999999999999999", "out of range"},
		{"format", "2", `the key "format" is no knob`},
		{"game", "connect4", `the key "game" is no knob`},
		{"preset", "../x", `the key "preset" is no knob`},
		{"", "3", "=3"},
	} {
		config := tiny(t)
		before := config
		assert.ErrorContains(t, config.Set(c.key, c.value), c.want)
		assert.Equal(t, before, config, "a knob that was not understood changes nothing")
	}
	for _, c := range []struct{ key, value, want string }{
		{"train.batch", "0", "train.batch is 0; it should be between 1 and 1e+06"},
		{"generations", "-1", "generations is -1"},
		{"selfplay.c_puct", "nan", "selfplay.c_puct is NaN"},
		{"selfplay.dirichlet_fraction", "1.5", "selfplay.dirichlet_fraction is 1.5; it should be between 0 and 1"},
		{"network.channels", "100000", "network.channels is 100000"},
		{"train.optimizer", "lbfgs", `train.optimizer is "lbfgs"; it should be "adam" or "sgd"`},
		{"evaluate.opponents", `["human"]`, "nobody can sit at a run's matches"},
		{"evaluate.opponents", `["stockfish"]`, "stockfish"},
		{"evaluate.opponents", `["alphabeta:depth=-3"]`, "depth"},
	} {
		config := tiny(t)
		require.NoError(t, config.Set(c.key, c.value))
		assert.ErrorContains(t, config.Validate(), c.want)
	}
	config := tiny(t)
	config.Agent = "dqn"
	assert.ErrorContains(t, config.Validate(), `agent is "dqn"`)
	config = tiny(t, "evaluate.opponents", `["az:nowhere"]`)
	dir := filepath.Join(t.TempDir(), "run")
	_, err = selfplay.Create(dir, config, false)
	assert.ErrorContains(t, err, "nowhere")
	assert.NoDirExists(t, dir, "what cannot be measured is not begun")
}

func TestMergeFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.toml")
	require.NoError(t, os.WriteFile(file, []byte("generations = 7\n[train]\nbatch = 99\n"), 0o644))
	c := tiny(t)
	require.NoError(t, c.MergeFile(file))
	assert.Equal(t, 7, c.Generations)
	assert.Equal(t, 99, c.Train.Batch)
	assert.Equal(t, 8, c.Train.MicroBatch, "the rest stays")

	for text, want := range map[string]string{
		"[train]\nlr = 3\n":       `unknown key "train.lr"`,
		"generations = \n":        "mine.toml",
		"generations = \"ten\"\n": "mine.toml",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
		assert.ErrorContains(t, c.MergeFile(file), want)
	}
	assert.Error(t, c.MergeFile(file+".absent"))
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	_, err := selfplay.Create(run, tiny(t), false)
	require.NoError(t, err)
	config, err := os.ReadFile(filepath.Join(run, "config.toml"))
	require.NoError(t, err)

	_, err = selfplay.Create(run, tiny(t, "seed", "9"), false)
	assert.ErrorContains(t, err, "exists: `selfplay resume "+run)
	after, err := os.ReadFile(filepath.Join(run, "config.toml"))
	require.NoError(t, err)
	assert.Equal(t, config, after, "an existing run is left alone")

	note := filepath.Join(run, "note.txt")
	require.NoError(t, os.WriteFile(note, []byte("mine"), 0o644))
	_, err = selfplay.Create(run, tiny(t, "seed", "9"), true)
	require.NoError(t, err)
	assert.FileExists(t, note, "what is no part of a run stays")
	_, c, err := selfplay.OpenFolder(run)
	require.NoError(t, err)
	assert.EqualValues(t, 9, c.Seed)

	other := filepath.Join(dir, "other")
	require.NoError(t, os.Mkdir(other, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(other, "thesis.tex"), nil, 0o644))
	_, err = selfplay.Create(other, tiny(t), true)
	assert.ErrorContains(t, err, "exists and is no run")
	foreign := filepath.Join(dir, "foreign")
	require.NoError(t, os.Mkdir(foreign, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(foreign, "config.toml"), []byte("theirs = 1\n"), 0o644))
	_, err = selfplay.Create(foreign, tiny(t), true)
	assert.ErrorContains(t, err, "exists and is no run")
	_, err = selfplay.Create(filepath.Join(other, "thesis.tex"), tiny(t), true)
	assert.ErrorContains(t, err, "is a file; a run needs a folder")

	folder, c, err := selfplay.OpenFolder(run)
	require.NoError(t, err)
	precious := filepath.Join(run, "weights", "precious")
	require.NoError(t, os.MkdirAll(filepath.Dir(precious), 0o755))
	require.NoError(t, os.WriteFile(precious, nil, 0o644))
	live, err := selfplay.Start(folder, c, options(1))
	require.NoError(t, err)
	_, err = selfplay.Create(run, tiny(t), true)
	assert.ErrorContains(t, err, "is being trained by another process", "not even by force")
	assert.FileExists(t, filepath.Join(run, "weights", "000000.safetensors"))
	require.NoError(t, live.Close())
	_, err = selfplay.Create(run, tiny(t), true)
	require.NoError(t, err)
	assert.FileExists(t, precious)
	assert.NoFileExists(t, filepath.Join(run, "weights", "000000.safetensors"))

	killed := filepath.Join(dir, "killed")
	require.NoError(t, os.Mkdir(killed, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(killed, ".new-config.toml-1234"), nil, 0o600))
	_, err = selfplay.Create(killed, tiny(t), false)
	assert.NoError(t, err, "a run that was killed before it had a config is no run")
	assert.Equal(t, run+"-2", selfplay.FreeName(run))
	assert.Equal(t, filepath.Join(dir, "new"), selfplay.FreeName(filepath.Join(dir, "new")))
}

func TestBrokenFolders(t *testing.T) {
	whole := t.TempDir()
	require.NoError(t, train(t, t.Context(), whole, tiny(t), options(1)))
	for name, c := range map[string]struct {
		file string
		edit func([]byte) []byte // nil: remove the file
		want string
	}{
		"no config":         {"config.toml", nil, "is no folder of a run: it has no config.toml"},
		"newer format":      {"config.toml", replace("format = 4", "format = 5"), "this version reads format 4"},
		"config cut off":    {"config.toml", func(b []byte) []byte { return b[:len(b)/2] }, "config.toml"},
		"config shortened":  {"config.toml", func(b []byte) []byte { return b[:strings.Index(string(b), "[train]")] }, `the key "train.window" is missing`},
		"config edited":     {"config.toml", replace("batch = 32", "batch = -2"), "train.batch is -2"},
		"unknown key":       {"config.toml", replace("batch = 32", "btach = 32"), `unknown key "train.btach"`},
		"weights flipped":   {"weights/000004.safetensors", flip, "000004.safetensors"},
		"weights truncated": {"weights/000004.safetensors", func(b []byte) []byte { return b[:len(b)-9] }, "000004.safetensors"},
		"weights lost":      {"weights/000004.safetensors", nil, "000004.safetensors"},
		"state flipped":     {"state/000004.safetensors", flip, "000004.safetensors"},
		"state lost":        {"state/000004.safetensors", nil, "has weights but no state"},
		"games flipped":     {"games/000003.jsonl.zst", flip, "000003.jsonl.zst: record"},
		"games truncated":   {"games/000003.jsonl.zst", func(b []byte) []byte { return b[:len(b)/2] }, "generation 3 has 12"},
		"reports damaged":   {"metrics.jsonl", func(b []byte) []byte { b[0] ^= 4; return b }, "metrics.jsonl: line 1 is damaged"},
		"games lost":        {"games/000003.jsonl.zst", nil, "000003.jsonl.zst"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.CopyFS(dir, os.DirFS(whole)))
			path := filepath.Join(dir, c.file)
			if c.edit == nil {
				require.NoError(t, os.Remove(path))
			} else {
				data, err := os.ReadFile(path)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, c.edit(data), 0o644))
			}
			folder, config, err := selfplay.OpenFolder(dir)
			if err == nil {
				var run *selfplay.Run
				if run, err = selfplay.Start(folder, config, options(1)); err == nil {
					require.NoError(t, run.Close())
				}
			}
			assert.ErrorContains(t, err, c.want)
			if name != "state lost" { // nothing that Verify knows is missing then
				_, err = selfplay.Verify(dir)
				assert.ErrorContains(t, err, c.want)
			}
		})
	}
}

func replace(old, new string) func([]byte) []byte {
	return func(b []byte) []byte { return []byte(strings.Replace(string(b), old, new, 1)) }
}

// flip flips a bit in the middle.
func flip(b []byte) []byte {
	b[len(b)/2] ^= 4
	return b
}
