package imitation

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/replay/shard"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// archive is games to learn from, and games held out, as samples.
type archive struct {
	train, held part
	skipped     int    // games of which nobody knows who won
	digest      uint64 // of all games
}

// part is samples, and the ply of each in its game, from 0.
type part struct {
	games   int
	samples []alphazero.Sample
	plies   []int
}

// A reader reads the games of files and deals them out.
type reader struct {
	game    envs.Game
	config  *Config
	archive archive
}

// read reads all games that the config names.
func read(game envs.Game, config *Config) (*archive, error) {
	r := &reader{game: game, config: config}
	for _, path := range config.From {
		if err := r.path(path); err != nil {
			return nil, err
		}
	}
	a := &r.archive
	if len(a.train.samples) == 0 || len(a.held.samples) == 0 {
		return nil, fmt.Errorf("%d games to learn from and %d held out, %d of unknown result passed over: want at least one of each; name more games, or change held_out (%g)",
			a.train.games, a.held.games, a.skipped, config.HeldOut)
	}
	return a, nil
}

// path reads a file, a run, or a folder of files.
func (r *reader) path(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return r.file(path)
	}
	if _, err := os.Stat(filepath.Join(path, rundir.ConfigName)); err == nil {
		return r.run(path)
	}
	found := false
	err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if _, known := gamefile.FormatOf(name); err != nil || entry.IsDir() || !known {
			return err
		}
		found = true
		return r.file(name)
	})
	if err == nil && !found {
		err = fmt.Errorf("%s: a folder without games: want files of %s, or a run of self-play", path, gamefile.Formats)
	}
	return err
}

// file reads a file of games.
func (r *reader) file(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	games, err := gamefile.Read(r.game, name, text)
	if err != nil {
		return err
	}
	for i, g := range games {
		if err := r.add(g); err != nil {
			return fmt.Errorf("%s: game %d: %w", name, i+1, err)
		}
	}
	return nil
}

// add deals out a game of a file.
func (r *reader) add(g *gamefile.Game) error {
	g.Finish(r.game)
	returns, ok := returnsOf(g.Result)
	if !ok || len(g.Moves) == 0 {
		r.archive.skipped++
		return nil
	}
	actions := g.Opening().Actions
	samples, err := alphazero.Imitation(r.game, g.Start(r.game), actions, returns)
	if err != nil {
		return err
	}
	r.deal(actions, samples, 0)
	return nil
}

// returnsOf returns what each of two seats has of a result, false if it is not
// known.
func returnsOf(result string) ([]float32, bool) {
	switch result {
	case gamefile.FirstWins:
		return []float32{1, -1}, true
	case gamefile.SecondWins:
		return []float32{-1, 1}, true
	case gamefile.Drawn:
		return []float32{0, 0}, true
	}
	return nil, false
}

// run reads the records of a run of self-play: of their moves, those that were
// searched, with the policies of the search.
func (r *reader) run(dir string) error {
	_, head, _, err := rundir.Open(dir)
	if err != nil {
		return err
	}
	if head.Game != r.config.Game || head.Agent != "az" {
		return fmt.Errorf("%s is a run of %s by %s; want one of %s by az", dir, head.Game, head.Agent, r.config.Game)
	}
	files, err := filepath.Glob(filepath.Join(dir, "games", "*.jsonl.zst"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, file := range files {
		lines, err := shard.Read(file)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := r.record(line); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	if len(files) == 0 {
		return errors.New(dir + ": the run has no games yet")
	}
	return nil
}

// record deals out a game of self-play.
func (r *reader) record(line []byte) error {
	record, err := alphazero.DecodeRecord(line)
	if err != nil {
		return err
	}
	samples, err := record.Samples(r.game, alphazero.Targets{})
	if err != nil {
		return err
	}
	r.deal(record.Actions, samples, record.Opening)
	return nil
}

// deal puts a game on one side or the other: which one depends on its moves,
// so that a game that stands twice stands twice on the same side.
func (r *reader) deal(actions []envs.Action, samples []alphazero.Sample, first int) {
	h := fnv.New64a()
	for _, a := range actions {
		h.Write(binary.LittleEndian.AppendUint32(nil, uint32(a)))
	}
	sum := h.Sum64()
	r.archive.digest = seed.Mix(r.archive.digest, sum)
	to := &r.archive.train
	if float64(seed.Mix(r.config.Seed, sum)>>11)/(1<<53) < r.config.HeldOut {
		to = &r.archive.held
	}
	to.games++
	to.samples = append(to.samples, samples...)
	for i := range samples {
		to.plies = append(to.plies, first+i)
	}
}
