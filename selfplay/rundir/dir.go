package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/internal/durable"
)

// Dir is the folder of a run:
//
//	config.toml       every knob as resolved
//	weights/          what plays: one file a generation
//	state/            what an exact resume needs beside them
//	games/            the records of a generation, where the kind of agent keeps any
//	metrics.jsonl     a line a report
//	events.out.tfevents.run      the same for TensorBoard
//	report.html       the same as curves
type Dir string

// The names of the files that every run has.
const (
	ConfigName  = "config.toml"
	MetricsName = "metrics.jsonl"
	EventsName  = "events.out.tfevents.run"
	ReportName  = "report.html"
	lockName    = "lock"
)

// String returns the path as it was given.
func (d Dir) String() string { return string(d) }

// Path returns the path of a file in the folder.
func (d Dir) Path(name ...string) string {
	return filepath.Join(append([]string{string(d)}, name...)...)
}

// Create makes the folder of a new run with the given text of config.toml. A
// run that stands there is an error, unless force is set: then its files are
// removed first, and no others. One that is being trained, or a folder that
// holds anything but a run, is never touched.
func (d Dir) Create(config []byte, force bool) error {
	if err := d.clear(force); err != nil {
		return err
	}
	if err := os.MkdirAll(string(d), 0o755); err != nil {
		return err
	}
	return d.WriteConfig(config)
}

// WriteConfig replaces config.toml.
func (d Dir) WriteConfig(config []byte) error {
	return durable.WriteBytes(d.Path(ConfigName), config)
}

// clear makes sure that nothing stands in the way of a new run.
func (d Dir) clear(force bool) error {
	entries, err := os.ReadDir(string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return d.noFolder(err)
	}
	if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !durable.Leftover(e.Name()) }) {
		return nil // empty, or killed before it had a config
	}
	if !d.isRun() {
		return fmt.Errorf("%s exists and is no run: choose another folder", d)
	}
	if !force {
		return fmt.Errorf("%s exists: `selfplay resume %s` goes on with it, --force replaces it, --out names another folder", d, d)
	}
	return d.remove()
}

// noFolder makes err, of reading d as a folder, plain if d is a file.
func (d Dir) noFolder(err error) error {
	if info, statErr := os.Stat(string(d)); statErr == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; a run needs a folder", d)
	}
	return err
}

// Head is what the config of any run begins with.
type Head struct {
	Format  int
	Version string // of the code that began the run
	Game    string
	Agent   string // its kind: az, dqn, …
}

// isRun reports whether the folder has the config of a run, of any format.
func (d Dir) isRun() bool {
	var head Head
	_, err := toml.DecodeFile(d.Path(ConfigName), &head)
	return err == nil && head.Format > 0 && head.Game != ""
}

// remove removes the files of a run that nobody is training, but for the
// config, which marks the folder as that of a run until the new one replaces it.
func (d Dir) remove() error {
	lock, err := d.Lock()
	if err != nil {
		return err
	}
	defer lock.Close() // the file stays: others may wait for it
	for _, pattern := range []string{
		"weights/*.safetensors", "weights/*.json", "state/*.safetensors", "state/*.state", "games/*.jsonl.zst",
		MetricsName, EventsName, ReportName, "summary.json",
	} {
		files, err := filepath.Glob(d.Path(filepath.FromSlash(pattern)))
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

// Open returns the folder of an existing run, the head of its config and the
// whole text of it, whatever its format.
func Open(dir string) (d Dir, head Head, config string, err error) {
	d = Dir(dir)
	data, err := os.ReadFile(d.Path(ConfigName))
	if errors.Is(err, fs.ErrNotExist) {
		return d, head, "", fmt.Errorf("%s is no folder of a run: it has no %s", dir, ConfigName)
	}
	if err != nil {
		return d, head, "", d.noFolder(err)
	}
	if _, err := toml.Decode(string(data), &head); err != nil {
		return d, head, "", fmt.Errorf("%s: %w", d.Path(ConfigName), err)
	}
	return d, head, string(data), nil
}

// OpenFormat is Open of a run whose config must be of the given format.
func OpenFormat(dir string, format int) (d Dir, head Head, config string, err error) {
	d, head, config, err = Open(dir)
	if err == nil && head.Format != format {
		err = fmt.Errorf("%s: format %d, written by version %q; this version reads format %d",
			d.Path(ConfigName), head.Format, head.Version, format)
	}
	return d, head, config, err
}

// Prepare makes the folders that are missing and removes what a killed process
// has left half-written in them.
func (d Dir) Prepare(subs ...string) error {
	for _, sub := range append([]string{"."}, subs...) {
		if err := os.MkdirAll(d.Path(sub), 0o755); err != nil {
			return err
		}
		if err := durable.Sweep(d.Path(sub)); err != nil {
			return err
		}
	}
	return nil
}
