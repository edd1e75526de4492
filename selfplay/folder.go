package selfplay

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/tensor"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Folder is the folder of a run of AlphaZero:
//
//	weights/000012.safetensors   one file a generation
//	state/000012.safetensors     the optimiser at the newest generation
//	games/000012.jsonl.zst       the records of a generation (replay/shard)
//
// beside the files that every run has. The state file of a generation is its
// commit: written last, it names the generation that a resumed run goes on
// from.
type Folder struct{ rundir.Dir }

func (f Folder) stateFile(generation int) string {
	return f.Path("state", fmt.Sprintf("%06d%s", generation, stateSuffix))
}

const stateSuffix = ".safetensors"

func (f Folder) gamesFile(generation int) string {
	return f.Path("games", fmt.Sprintf("%06d.jsonl.zst", generation))
}

// Create makes the folder of a new run with the given config, which is valid
// whose opponents can be had and whose weights to begin with fit. A run that
// stands there is an error, unless force is set: then its files are removed
// first, and no others. One that is being trained, or a folder that holds
// anything but a run, is never touched.
func Create(dir string, config Config, force bool) (Folder, error) {
	if err := cmp.Or(config.checkOpponents(), config.checkStart(dir, force)); err != nil {
		return Folder{}, err
	}
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(config); err != nil {
		return Folder{}, err
	}
	f := Folder{rundir.Dir(dir)}
	return f, f.Dir.Create(text.Bytes(), force)
}

// FreeName returns dir, or the first of dir-2, dir-3, … that does not exist.
func FreeName(dir string) string { return rundir.FreeName(dir) }

// OpenFolder returns the folder of an existing run and its config.
func OpenFolder(dir string) (Folder, Config, error) {
	d, _, text, err := rundir.OpenFormat(dir, Format)
	if err != nil {
		return Folder{}, Config{}, err
	}
	config, err := readConfig(text)
	if err != nil {
		return Folder{}, Config{}, fmt.Errorf("%s: %w", d.Path(rundir.ConfigName), err)
	}
	return Folder{d}, config, nil
}

func readConfig(text string) (Config, error) {
	var c Config
	meta, err := knobs.Merge(&c, text)
	if err != nil {
		return Config{}, err
	}
	if key, missing := knobs.Missing(c, meta); missing {
		return Config{}, fmt.Errorf("the key %q is missing: the file is not whole", key)
	}
	return c, c.Validate()
}

// Change replaces the config of a run that nobody trains by a valid one. What
// generations that stand were made by cannot be changed any more.
func (f Folder) Change(config Config, changes []knobs.Change) error {
	for _, c := range changes {
		if c.Key == "seed" || c.Key == "selfplay.games" || c.Key == "train.optimizer" || shapesNetwork(c.Key) {
			return fmt.Errorf("%s: a run keeps its seed, its network with its auxiliary targets, its optimiser and the number of games of a generation", c)
		}
	}
	if err := config.checkOpponents(); err != nil {
		return err
	}
	lock, err := f.Lock()
	if err != nil {
		return err
	}
	defer lock.Close()
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(config); err != nil {
		return err
	}
	return f.WriteConfig(text.Bytes())
}

// shapesNetwork reports whether the network depends on a knob.
func shapesNetwork(key string) bool {
	return strings.HasPrefix(key, "network.") || slices.Contains(auxiliaryKnobs, key)
}

// auxiliaryKnobs are those that give a network its auxiliary heads.
var auxiliaryKnobs = []string{
	"train.reply_weight", "train.soft_weight", "train.short_value_weight", "train.owner_weight", "train.lead_weight",
}

// newestState returns the generation that the run has reached, or -1 if it
// has not saved its first weights.
func (f Folder) newestState() (int, error) { return f.NewestState(stateSuffix) }

// commit writes the state of the optimiser at a generation, whose weights
// stand already, and removes older ones.
func (f Folder) commit(generation int, state []tensor.Named, counters map[string]string) error {
	if err := nets.SaveTensors(f.stateFile(generation), state, counters); err != nil {
		return err
	}
	return f.RemoveStates(generation, stateSuffix, f.stateFile)
}

// prepare makes the folders that are missing and removes what a killed process
// has left half-written.
func (f Folder) prepare() error { return f.Prepare("weights", "state", "games") }
