package selfplay

import (
	"bytes"
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/replay/shard"
)

// Replayed is a recorded game of self-play, and what became of it when it was
// played again.
type Replayed struct {
	Record *alphazero.Record // as the run holds it
	Again  *alphazero.Record // as it was played now
	Same   bool              // bit for bit: their lines of text are equal
}

// Differs returns the first ply in which the games differ, or the length of
// the shorter one.
func (r *Replayed) Differs() int {
	was, is := r.Record.Actions, r.Again.Actions
	n := 0
	for n < len(was) && n < len(is) && was[n] == is[n] {
		n++
	}
	return n
}

// Replay plays a recorded game of the run in dir again, from its seed and the
// weights of its generation, and tells watch the search behind every move. The
// game comes out as it was if the run's knobs of self-play are those that it
// was played with.
func Replay(ctx context.Context, dir string, id GameID, options Options, watch func(*alphazero.Move)) (*Replayed, error) {
	folder, config, err := OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	game, err := catalog.Game(config.Game)
	if err != nil {
		return nil, err
	}
	r := &Run{folder: folder, config: config, game: game}
	records, lines, err := r.generationOf(id.Generation)
	if err != nil {
		return nil, err
	}
	if id.Game < 0 || id.Game >= len(records) {
		return nil, fmt.Errorf("%s: generation %d has no game %d: want 0 to %d", dir, id.Generation, id.Game, len(records)-1)
	}
	again, err := r.playAgain(ctx, id, options, watch)
	if err != nil {
		return nil, err
	}
	same := bytes.Equal(bytes.TrimSpace(lines[id.Game]), bytes.TrimSpace(again.Encode()))
	return &Replayed{Record: records[id.Game], Again: again, Same: same}, nil
}

// GameID names a game of a run: the weights that played it, and its number
// among their games, both from 0.
type GameID struct{ Generation, Game int }

// World returns the game that the run in dir learns.
func World(dir string) (envs.Game, error) {
	_, config, err := OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	return catalog.Game(config.Game)
}

// NewestGames returns the records of the newest generation of the run in dir
// that is complete, none if there is none yet, and the world.
func NewestGames(dir string) (envs.Game, []*alphazero.Record, error) {
	folder, config, err := OpenFolder(dir)
	if err != nil {
		return nil, nil, err
	}
	game, err := catalog.Game(config.Game)
	if err != nil {
		return nil, nil, err
	}
	r := &Run{folder: folder, config: config, game: game}
	reached, err := folder.newestState()
	if err != nil || reached < 1 {
		return game, nil, err
	}
	records, _, err := r.generationOf(reached - 1)
	return game, records, err
}

// generationOf returns the records that stand in the folder of a generation,
// and their lines of text.
func (r *Run) generationOf(generation int) ([]*alphazero.Record, [][]byte, error) {
	reached, err := r.folder.newestState()
	if err != nil {
		return nil, nil, err
	}
	if generation < 0 || generation > reached {
		return nil, nil, fmt.Errorf("%s has no games of generation %d: want 0 to %d", r.folder, generation, reached)
	}
	lines, err := shard.Read(r.folder.gamesFile(generation))
	if err != nil {
		return nil, nil, err
	}
	records, err := r.decode(generation, lines)
	return records, lines, err
}

// equip gives a crew the weights of its generation and the games that it may
// fork from.
func (r *Run) equip(c *crew) (err error) {
	if c.net, err = alphazero.Load(r.game, r.folder.String(), c.generation); err != nil {
		return err
	}
	if c.generation > 0 && r.config.SelfPlay.ForkShare > 0 {
		if c.previous, _, err = r.generationOf(c.generation - 1); err != nil {
			return fmt.Errorf("the games to fork from: %w", err)
		}
	}
	return nil
}

// playAgain plays the game with the weights of its generation, on one thread.
func (r *Run) playAgain(ctx context.Context, id GameID, options Options, watch func(*alphazero.Move)) (*alphazero.Record, error) {
	crew := crew{
		game: r.game, config: &r.config, generation: id.Generation,
		threads: 1, now: options.Now, work: new(work), watch: watch,
	}
	if err := r.equip(&crew); err != nil {
		return nil, err
	}
	var again *alphazero.Record
	begun := false
	err := crew.run(ctx,
		func() (int, bool) {
			first := !begun
			begun = true
			return id.Game, first
		},
		func(record *alphazero.Record) { again = record })
	return again, err
}
