package search

import (
	"context"
	"errors"
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// Look is how a search goes about one position: what limits it and what it
// tells. The zero Look is a search by the searcher's own measure.
type Look struct {
	Depth  int           // plies at most, 1 to MaxDepth; 0 is the searcher's own
	Nodes  int           // positions at most; 0 is no limit
	Timer  *Timer        // nil is no limit
	Only   []envs.Action // the actions at the root to consider, legal; nil is all
	Lines  int           // how many of the best actions get an exact score and a line, at least 1
	Forced bool          // search on though there is only one action to choose from

	// Watch, if not nil, is called now and then, often, from within the
	// search, and may call Lines, Nodes and Depth.
	Watch func()
}

// abLine is a Line while it may still change.
type abLine struct {
	score score
	moves []envs.Action
}

// errEnough ends a search that has visited as many positions as it may.
var errEnough = errors.New("search: enough positions")

// Search looks at s as look says; Lines tells what it found. It ends without
// error at a limit of look, and when the context ends, with the context's
// error only if nothing was found before.
//
// It panics if look asks for a depth beyond MaxDepth or leaves no action.
func (ab *AlphaBeta) Search(ctx context.Context, s envs.State, look Look) error {
	if look.Depth < 0 || look.Depth > MaxDepth {
		panic(fmt.Sprintf("search: look to depth %d, want 0 to %d", look.Depth, MaxDepth))
	}
	err := ab.deepen(ctx, s, look)
	if len(ab.lines) > 0 {
		return nil
	}
	return err
}

// Depth returns the plies of the deepest look that was begun, and of the
// longest line that was followed beyond it.
func (ab *AlphaBeta) Depth() (plies, selective int) {
	return ab.reached, max(ab.reached, ab.deepest)
}

// Lines returns the best lines of the last search, or of the one under way,
// best first. The slices are the caller's.
func (ab *AlphaBeta) Lines() []Line {
	mover := ab.line[0].state.ToPlay()
	all := make([]Line, len(ab.lines))
	for i, l := range ab.lines {
		value, plies := l.score.split()
		values := make([]float32, 2)
		values[mover], values[1-mover] = value, -value
		all[i] = Line{Action: l.moves[0], Values: values, Moves: append([]envs.Action(nil), l.moves...)}
		if value >= win || value <= -win {
			all[i].End = plies
		}
	}
	return all
}

// note makes a, with the best play that was found behind it, the line of a
// rank.
func (ab *AlphaBeta) note(rank int, a envs.Action, s score) {
	if rank == len(ab.lines) {
		if rank < cap(ab.lines) {
			ab.lines = ab.lines[:rank+1]
		} else {
			ab.lines = append(ab.lines, abLine{})
		}
	}
	for i := rank + 1; i < len(ab.lines); i++ {
		if ab.lines[i].moves[0] == a { // it has been overtaken
			ab.lines[rank], ab.lines[i] = ab.lines[i], ab.lines[rank]
		}
	}
	l := &ab.lines[rank]
	l.score = s
	l.moves = append(append(l.moves[:0], a), ab.line[1].best...)
}

// lookUp looks at the limits, and lets be watched.
func (ab *AlphaBeta) lookUp() {
	limit := ab.asked.Nodes
	switch {
	case ab.err != nil:
	case limit > 0 && ab.nodes >= limit || ab.asked.Timer.Over():
		ab.err = errEnough
	default:
		ab.err = ab.ctx.Err()
	}
	ab.pause = ab.nodes + cancelInterval
	if ab.judge != nil {
		ab.pause = ab.nodes + 1 // a judgement takes longer than a look
	}
	if limit > 0 {
		ab.pause = min(ab.pause, max(limit, ab.nodes+1))
	}
	if ab.asked.Watch != nil && ab.err == nil {
		ab.asked.Watch()
	}
}

// pace tells from iteration to iteration whether to begin another one.
type pace struct {
	move   envs.Action
	score  score
	steady int // iterations since the best move has changed
}

// enough learns what an iteration has come to and reports whether that will
// do. Another takes longer than all before it: it is begun while there is a
// good part of the soft time left, of which a move that has long been the best
// gets less, and one that is new, or worth less than was thought, gets more.
// Where time cannot be saved for later, it is used.
func (p *pace) enough(t *Timer, move envs.Action, s score) bool {
	share := 0.6
	switch {
	case p.steady == 0 && p.score == 0 && p.move == 0: // the first
	case move != p.move || s < p.score-drop:
		share, p.steady = 1.2, 0
	default:
		if p.steady++; p.steady >= 4 {
			share = 0.4
		}
	}
	p.move, p.score = move, s
	if !t.Saves() {
		return t.Over()
	}
	return t.Spent(share)
}

// drop is a loss of worth that is worth more time: an eighth of a return of 1.
const drop = score(scoreUnit*scorePlies) / 8
