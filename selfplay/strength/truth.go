package strength

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/sets"
	"github.com/tengen-rl/tengen/envs"
)

// Mistakes is how often an agent erred in a set of positions whose right moves
// are known (see package sets).
type Mistakes struct {
	Set       string  `json:"set"`
	Positions int     `json:"positions"`
	Mistakes  int     `json:"mistakes"`
	Share     float64 `json:"share"` // of the positions
	Lo        float64 `json:"lo"`    // 95 % interval
	Hi        float64 `json:"hi"`
}

// String tells a person, as in "end-easy 2.0 % (0.4 to 10.5)".
func (m Mistakes) String() string {
	return fmt.Sprintf("%s %.1f %% (%.1f to %.1f)", m.Set, 100*m.Share, 100*m.Lo, 100*m.Hi)
}

// Exam is how Truth asks.
type Exam struct {
	Positions   int    // of each set, the first ones
	Seed        uint64 // of the agents
	Concurrency int    // agents at a time; nothing depends on it
}

// Truth asks agents of ours in each of the game's sets and counts their
// mistakes. It returns nothing if the game has no sets.
func Truth(ctx context.Context, game envs.Game, us arena.Entrant, exam Exam) ([]Mistakes, error) {
	var all []Mistakes
	for _, set := range sets.Names(game) {
		positions, err := sets.Positions(game, set)
		if err != nil {
			return nil, err
		}
		share, err := exam.ask(ctx, us, positions[:min(exam.Positions, len(positions))])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", set, err)
		}
		m := Mistakes{Set: set, Positions: share.Positions, Mistakes: share.Mistakes, Share: share.MistakeShare()}
		m.Lo, m.Hi = share.MistakeInterval()
		all = append(all, m)
	}
	return all, nil
}

// ask shares the positions out among agents, a few to each, so that who is
// asked what does not depend on how many there are at a time.
func (e Exam) ask(ctx context.Context, us arena.Entrant, positions []arena.Position) (arena.Share, error) {
	const each = 25
	shares := make([]arena.Share, (len(positions)+each-1)/each)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, e.Concurrency))
	for i := range shares {
		group.Go(func() error {
			agent, err := us.New(e.Seed + uint64(i))
			if err != nil {
				return err
			}
			shares[i], err = arena.Suite(ctx, agent, positions[i*each:min((i+1)*each, len(positions))], nil)
			return err
		})
	}
	var sum arena.Share
	err := group.Wait()
	for _, share := range shares {
		sum.Add(share)
	}
	return sum, err
}

// Describe puts the mistakes of all sets into one line.
func Describe(all []Mistakes) string {
	var texts []string
	for _, m := range all {
		texts = append(texts, m.String())
	}
	return strings.Join(texts, ", ")
}
