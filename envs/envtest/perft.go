package envtest

import (
	"context"

	"github.com/tengen-rl/tengen/envs"
)

// Perft counts the ways to play exactly depth actions from a position of the
// game, which is left as it was. Published counts are the best test of rules.
func Perft(game envs.Game, state envs.State, depth int) uint64 {
	count, err := PerftContext(context.Background(), game, state, depth)
	if err != nil {
		panic(err) // that context never ends
	}
	return count
}

// PerftContext is Perft until the context ends, with whose error it fails.
func PerftContext(ctx context.Context, game envs.Game, state envs.State, depth int) (uint64, error) {
	p := &counting{ctx: ctx, err: ctx.Err(), levels: make([]level, depth)}
	for i := range p.levels {
		p.levels[i].state = game.New(0)
	}
	count := p.count(state, p.levels)
	if p.err != nil {
		return 0, p.err
	}
	return count, nil
}

// counting is a Perft under way.
type counting struct {
	ctx     context.Context
	err     error // of ctx
	levels  []level
	parents int // positions whose moves were played
}

// pollMask tells how often the context is asked: once in so many positions
// whose moves are played, fewer than a slow world plays in a tenth of a second.
const pollMask = 1<<10 - 1

// level is the room that one ply of Perft needs.
type level struct {
	state envs.State
	legal []envs.Action
}

func (p *counting) count(state envs.State, levels []level) uint64 {
	if len(levels) == 0 {
		return 1
	}
	here := &levels[0]
	here.legal = state.Legal(here.legal[:0])
	if len(levels) == 1 {
		return uint64(len(here.legal))
	}
	if p.parents&pollMask == 0 && p.err == nil {
		p.err = p.ctx.Err()
	}
	p.parents++
	var count uint64
	for _, a := range here.legal {
		if p.err != nil {
			return 0
		}
		here.state.CopyFrom(state)
		here.state.Play(a)
		count += p.count(here.state, levels[1:])
	}
	return count
}

// Distinct counts the positions that are reached by each number of plies from
// 0 to depth from the start, told apart by their hashes. The State must be a
// Hasher.
func Distinct(game envs.Game, depth int) []int {
	positions := []envs.State{game.New(0)}
	counts := []int{1}
	for range depth {
		seen := map[uint64]bool{}
		var next []envs.State
		for _, s := range positions {
			for _, a := range s.Legal(nil) {
				c := game.New(0)
				c.CopyFrom(s)
				c.Play(a)
				if h := c.(envs.Hasher).Hash(); !seen[h] {
					seen[h] = true
					next = append(next, c)
				}
			}
		}
		positions = next
		counts = append(counts, len(positions))
	}
	return counts
}
