package imitation

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/tensor"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Folder is the folder of a run:
//
//	weights/000012.safetensors   one file a measurement; 000000 is untrained
//	state/000012.safetensors     the optimiser at the newest one
//
// beside the files that every run has.
type Folder struct{ rundir.Dir }

const stateSuffix = ".safetensors"

func (f Folder) stateFile(generation int) string {
	return f.Path("state", fmt.Sprintf("%06d%s", generation, stateSuffix))
}

// Create makes the folder of a new run with the given config, which is valid.
// Of what stands there, rundir.Dir.Create tells.
func Create(dir string, config Config, force bool) (Folder, error) {
	text, err := config.encode()
	if err != nil {
		return Folder{}, err
	}
	f := Folder{rundir.Dir(dir)}
	return f, f.Dir.Create(text, force)
}

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

// Change replaces the config of a run that nobody trains by a valid one.
func (f Folder) Change(config Config, changes []knobs.Change) error {
	for _, c := range changes {
		if c.Key == "seed" || c.Key == "held_out" || strings.HasPrefix(c.Key, "network.") {
			return fmt.Errorf("%s: a run keeps its seed, its network and the games held out", c)
		}
	}
	lock, err := f.Lock()
	if err != nil {
		return err
	}
	defer lock.Close()
	text, err := config.encode()
	if err != nil {
		return err
	}
	return f.WriteConfig(text)
}

// commit writes the state of the optimiser at a generation, whose weights
// stand already, and removes older ones.
func (f Folder) commit(generation int, state []tensor.Named, counters map[string]string) error {
	if err := nets.SaveTensors(f.stateFile(generation), state, counters); err != nil {
		return err
	}
	return f.RemoveStates(generation, stateSuffix, f.stateFile)
}
