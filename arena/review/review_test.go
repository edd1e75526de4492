package review_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/arena/review"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// record is a game of moves.
func record(t *testing.T, world envs.Game, moves string) *gamefile.Game {
	t.Helper()
	g := &gamefile.Game{}
	actions, err := arena.PlayMoves(world, world.New(0), moves)
	require.NoError(t, err)
	for _, a := range actions {
		g.Moves = append(g.Moves, gamefile.Move{Action: a})
	}
	return g
}

// perfect reviews tic-tac-toe to the end of every game.
func perfect(t *testing.T) *review.Reviewer {
	t.Helper()
	agent, err := alphabeta.New(tictactoe.New(), alphabeta.Config{Depth: 9}, seed.Stream(1))
	require.NoError(t, err)
	return &review.Reviewer{World: tictactoe.New(), Agent: agent, Limits: review.DefaultLimits()}
}

func judge(t *testing.T, r *review.Reviewer, g *gamefile.Game) (all []review.Judgement) {
	t.Helper()
	require.NoError(t, r.Game(context.Background(), g, func(j review.Judgement) { all = append(all, j) }))
	return all
}

// X takes a corner, O an edge, which loses; X misses the win, O gives it back,
// X wins.
func TestJudgementsOfAGameThatIsKnown(t *testing.T) {
	r := perfect(t)
	got := judge(t, r, record(t, r.World, "1 2 9 5 8 7 3 6"))
	require.Len(t, got, 8)
	for i, want := range []struct {
		before, after float64
		mark          gamefile.Mark
	}{
		{0.5, 0.5, gamefile.Unmarked},
		{0.5, 0, gamefile.Blunder},
		{1, 0.5, gamefile.Blunder},
		{0.5, 0.5, gamefile.Unmarked},
		{0.5, 0.5, gamefile.Unmarked},
		{0.5, 0.5, gamefile.Unmarked},
		{0.5, 0.5, gamefile.Unmarked},
		{0.5, 0.5, gamefile.Unmarked},
	} {
		j := got[i]
		assert.Equal(t, i, j.Ply)
		assert.Equal(t, envs.Player(i%2), j.Seat)
		assert.InDelta(t, want.before, j.Before, 1e-6, "before move %d", i+1)
		assert.InDelta(t, want.after, j.After, 1e-6, "after move %d", i+1)
		assert.Equal(t, want.mark, j.Mark, "move %d", i+1)
		assert.InDelta(t, want.before-want.after, j.Loss(), 1e-6)
	}
	assert.NotEqual(t, got[2].Best[0], got[2].Action, "something better is named")
	assert.Positive(t, got[2].Visits)
}

func TestAnnotatedRecordsSayWhatWasWrong(t *testing.T) {
	r := perfect(t)
	g := record(t, r.World, "1 2 9")
	g.Moves[1].Comment = "hm"
	annotated := review.Annotate(r.World, g, judge(t, r, g))
	assert.Equal(t, "hm", g.Moves[1].Comment, "the game itself stays")
	assert.Regexp(t, `^hm; win rate 50\.0 % → 0\.0 %, best 5, visits \d+$`, annotated.Moves[1].Comment)
	assert.Equal(t, gamefile.Blunder, annotated.Moves[1].Mark)
	assert.Equal(t, envs.Action(4), annotated.Moves[1].Line[0])
	assert.Equal(t, []float32{1, -1}, annotated.Moves[1].Thought.Values, "the first seat wins from there")
	assert.Nil(t, annotated.Moves[0].Line)

	half := review.Annotate(r.World, g, judge(t, r, g)[:1])
	assert.Len(t, half.Moves, 3, "what was not judged stays in the record")
	assert.Equal(t, "hm", half.Moves[1].Comment)
}

func TestTheCurveIsOfTheFirstSeat(t *testing.T) {
	points := review.Curve([]review.Judgement{
		{Ply: 0, Seat: 0, Before: 0.5, After: 0.6},
		{Ply: 1, Seat: 1, Before: 0.4, After: 0.1, Mark: gamefile.Blunder},
	})
	require.Len(t, points, 3)
	for i, want := range []float64{50, 60, 90} {
		assert.InDelta(t, float64(i), points[i].X, 1e-9)
		assert.InDelta(t, want, points[i].Y, 1e-9)
	}
}

func TestThePlotIsAnSVGWithADotForEachMark(t *testing.T) {
	judgements := []review.Judgement{
		{Ply: 0, Before: 0.5, After: 0.5},
		{Ply: 1, Seat: 1, Before: 0.5, After: 0.2, Mark: gamefile.Blunder},
		{Ply: 2, Before: 0.8, After: 0.7, Mark: gamefile.Mistake},
	}
	svg, err := review.Plot("X & co", judgements)
	require.NoError(t, err)
	text := elements(t, svg)
	assert.Contains(t, text, "Win rate of X & co")
	assert.Contains(t, string(svg), "#D21414", "a blunder")
	assert.Contains(t, string(svg), "#F06E00", "a mistake")
	assert.NotContains(t, string(svg), "#E6AA00", "nothing doubtful")
	empty, err := review.Plot("nobody", nil)
	require.NoError(t, err)
	elements(t, empty)
}

// elements reads XML and returns its text.
func elements(t *testing.T, svg []byte) string {
	t.Helper()
	var text strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return text.String()
		}
		require.NoError(t, err)
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
}

func TestWhatCannotBeReviewed(t *testing.T) {
	ctx := context.Background()
	world := connectfour.New()
	g := record(t, world, "4453")
	silent := review.Reviewer{World: world, Agent: agents.Random(seed.Stream(1))}
	assert.ErrorContains(t, silent.Game(ctx, g, func(review.Judgement) {}), "does not tell what a position is worth")

	broken := review.Reviewer{World: world, Agent: failing{}}
	assert.ErrorIs(t, broken.Game(ctx, g, func(review.Judgement) {}), errBroken)
}

var errBroken = errors.New("broken")

type failing struct{}

func (failing) Reset()                                               {}
func (failing) Act(context.Context, envs.State) (envs.Action, error) { return 0, errBroken }

// Whatever was told before the context ends stands.
func TestAReviewIsInterruptible(t *testing.T) {
	r := perfect(t)
	ctx, cancel := context.WithCancel(context.Background())
	told := 0
	err := r.Game(ctx, record(t, r.World, "1 2 9 5 8"), func(review.Judgement) {
		if told++; told == 2 {
			cancel()
		}
	})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 2, told)
}
