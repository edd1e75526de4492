package selfplay

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Folder is the folder of a run:
//
//	config.toml       every knob as resolved
//	weights/000012.safetensors   one file a generation
//	state/000012.safetensors     the optimiser at the newest generation
//	games/000012.jsonl.zst       the records of a generation (replay/shard)
//	metrics.jsonl     a line a report
//	events.out.tfevents.run      the same for TensorBoard
//	report.html       the same as curves
//
// The state file of a generation is its commit: written last, it names the
// generation that a resumed run goes on from.
type Folder string

const (
	configName  = "config.toml"
	metricsName = "metrics.jsonl"
	eventsName  = "events.out.tfevents.run"
	reportName  = "report.html"
	lockName    = "lock"
)

func (f Folder) path(name ...string) string {
	return filepath.Join(append([]string{string(f)}, name...)...)
}

func (f Folder) stateFile(generation int) string {
	return f.path("state", fmt.Sprintf("%06d.safetensors", generation))
}

func (f Folder) gamesFile(generation int) string {
	return f.path("games", fmt.Sprintf("%06d.jsonl.zst", generation))
}

// Create makes the folder of a new run with the given config, which is valid
// and whose opponents can be had. A run that stands there is an error, unless
// force is set: then its files are removed first, and no others. One that is
// being trained, or a folder that holds anything but a run, is never touched.
func Create(dir string, config Config, force bool) (Folder, error) {
	if err := config.checkOpponents(); err != nil {
		return "", err
	}
	f := Folder(dir)
	if err := f.clear(force); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(config); err != nil {
		return "", err
	}
	return f, durable.WriteBytes(f.path(configName), text.Bytes())
}

// clear makes sure that nothing stands in the way of a new run.
func (f Folder) clear(force bool) error {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return f.noFolder(err)
	}
	if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !durable.Leftover(e.Name()) }) {
		return nil // empty, or killed before it had a config
	}
	if !f.isRun() {
		return fmt.Errorf("%s exists and is no run: choose another folder", f)
	}
	if !force {
		return fmt.Errorf("%s exists: `selfplay resume %s` goes on with it, --force replaces it, --out names another folder", f, f)
	}
	return f.remove()
}

// noFolder makes err, of reading f as a folder, plain if f is a file.
func (f Folder) noFolder(err error) error {
	if info, statErr := os.Stat(string(f)); statErr == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; a run needs a folder", f)
	}
	return err
}

// isRun reports whether the folder has the config of a run, of any format.
func (f Folder) isRun() bool {
	var head struct {
		Format int
		Game   string
	}
	_, err := toml.DecodeFile(f.path(configName), &head)
	return err == nil && head.Format > 0 && head.Game != ""
}

// remove removes the files of a run that nobody is training, but for the
// config, which marks the folder as that of a run until the new one replaces it.
func (f Folder) remove() error {
	lock, err := f.lock()
	if err != nil {
		return err
	}
	defer lock.Close() // the file stays: others may wait for it
	for _, pattern := range []string{
		"weights/*.safetensors", "state/*.safetensors", "games/*.jsonl.zst",
		metricsName, eventsName, reportName,
	} {
		files, err := filepath.Glob(f.path(filepath.FromSlash(pattern)))
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// FreeName returns dir, or the first of dir-2, dir-3, … that does not exist.
func FreeName(dir string) string {
	name := dir
	for i := 2; ; i++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
		name = dir + "-" + strconv.Itoa(i)
	}
}

// OpenFolder returns the folder of an existing run and its config.
func OpenFolder(dir string) (Folder, Config, error) {
	f := Folder(dir)
	data, err := os.ReadFile(f.path(configName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", Config{}, fmt.Errorf("%s is no folder of a run: it has no %s", dir, configName)
	}
	if err != nil {
		return "", Config{}, f.noFolder(err)
	}
	config, err := readConfig(string(data))
	if err != nil {
		return "", Config{}, fmt.Errorf("%s: %w", f.path(configName), err)
	}
	return f, config, nil
}

func readConfig(text string) (Config, error) {
	var head struct {
		Format  int
		Version string
	}
	if _, err := toml.Decode(text, &head); err != nil {
		return Config{}, err
	}
	if head.Format != Format {
		return Config{}, fmt.Errorf("format %d, written by version %q; this version reads format %d", head.Format, head.Version, Format)
	}
	var c Config
	meta, err := c.merge(text)
	if err != nil {
		return Config{}, err
	}
	for _, key := range keys() {
		if !meta.IsDefined(strings.Split(key, ".")...) {
			return Config{}, fmt.Errorf("the key %q is missing: the file is not whole", key)
		}
	}
	return c, c.Validate()
}

// states returns the generations whose state stands in the folder: one, or
// two if the process was killed between writing one and removing the other.
func (f Folder) states() ([]int, error) {
	entries, err := os.ReadDir(f.path("state"))
	if err != nil {
		return nil, err
	}
	var generations []int
	for _, e := range entries {
		if n, err := strconv.Atoi(strings.TrimSuffix(e.Name(), ".safetensors")); err == nil {
			generations = append(generations, n)
		}
	}
	return generations, nil
}

// newestState returns the generation that the run has reached, or -1 if it
// has not saved its first weights.
func (f Folder) newestState() (int, error) {
	generations, err := f.states()
	return slices.Max(append(generations, -1)), err
}

// commit writes the state of the optimiser at a generation, whose weights
// stand already, and removes older ones.
func (f Folder) commit(generation int, state []tensor.Named, counters map[string]string) error {
	if err := nets.SaveTensors(f.stateFile(generation), state, counters); err != nil {
		return err
	}
	generations, err := f.states()
	if err != nil {
		return err
	}
	for _, g := range generations {
		if g < generation {
			if err := os.Remove(f.stateFile(g)); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepare makes the folders that are missing and removes what a killed process
// has left half-written.
func (f Folder) prepare() error {
	for _, sub := range []string{".", "weights", "state", "games"} {
		if err := os.MkdirAll(f.path(sub), 0o755); err != nil {
			return err
		}
		if err := durable.Sweep(f.path(sub)); err != nil {
			return err
		}
	}
	return nil
}
