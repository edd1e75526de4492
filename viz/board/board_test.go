package board_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/raster"
)

// played is the position of a world after moves in its own notation, the last
// of them and the position before it.
func played(t *testing.T, name, moves string) (envs.Game, envs.State, board.Options) {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	s := game.New(1)
	o := board.Options{Theme: board.Light(), Last: board.None}
	for _, text := range strings.Fields(moves) {
		a, err := game.(envs.Notation).ParseAction(s, text)
		require.NoError(t, err)
		o.Before, o.Last = game.New(1), a
		o.Before.CopyFrom(s)
		s.Play(a)
	}
	return game, s, o
}

func TestPictures(t *testing.T) {
	for _, c := range []struct {
		file, game, moves string
		change            func(*board.Options)
	}{
		{file: "go-9", game: "go:9", moves: "E5 C3 G7 G3 C7 pass D4 D3 E3 E2 F3 F2"},
		{file: "go-19", game: "go", moves: "Q16 D4 Q3 D17 R5"},
		{file: "go-dark", game: "go:5", moves: "C3 B2 B3", change: func(o *board.Options) { o.Theme = board.Dark() }},
		{file: "chess-start", game: "chess"},
		{file: "chess-check", game: "chess", moves: "e4 e5 Qh5 Nc6 Bc4 Nf6 Qxf7#"},
		{file: "chess-flip", game: "chess", moves: "d4", change: func(o *board.Options) { o.Flip = true }},
		{file: "gardner", game: "gardner", moves: "b3"},
		{file: "losalamos", game: "losalamos"},
		{file: "connect4", game: "connect4", moves: "4 4 4 3 5 2 5"},
		{file: "othello", game: "othello", moves: "d3 c5 f6"},
		{file: "othello-6", game: "othello:6"},
		{file: "tictactoe", game: "tictactoe", moves: "5 1 3"},
		{file: "hex-5", game: "hex:5", moves: "c3 b4 b3 a4"},
		{file: "frozenlake", game: "frozenlake"},
		{file: "cliffwalking", game: "cliffwalking", moves: "up right"},
		{file: "taxi", game: "taxi"},
		{file: "gridworld", game: "gridworld", moves: "right"},
		{file: "catch", game: "catch", moves: "left"},
		{file: "deepsea", game: "deepsea:6"},
		{file: "breakout", game: "minatar/breakout", moves: "left"},
		{file: "asterix", game: "minatar/asterix", moves: "left"},
		{file: "freeway", game: "minatar/freeway", moves: "up"},
		{file: "seaquest", game: "minatar/seaquest", moves: "down fire"},
		{file: "spaceinvaders", game: "minatar/spaceinvaders", moves: "fire"},
		{file: "cartpole", game: "cartpole", moves: "right right right right right"},
		{file: "mountaincar", game: "mountaincar"},
		{file: "acrobot", game: "acrobot"},
		{file: "hex-swap", game: "hex:4,swap", moves: "b2"},
	} {
		t.Run(c.file, func(t *testing.T) {
			game, s, o := played(t, c.game, c.moves)
			if c.change != nil {
				c.change(&o)
			}
			golden.Picture(t, c.file+".png", raster.Image(board.Draw(game, s, o).Scene, 320))
		})
	}
}

// A game on boards of several sizes is drawn on that at hand, whose cells and actions
// are numbered as those of the largest.
func TestABoardOfSeveralSizes(t *testing.T) {
	world, err := catalog.Game("go:5/9")
	require.NoError(t, err)
	var s *goban.SizedState
	for number := uint64(0); s == nil || s.Board().Game().Config().Size != 5; number++ {
		s = world.New(number).(*goban.SizedState)
	}
	o := board.Options{Theme: board.Light()}
	for _, text := range []string{"C3", "B2", "A5"} {
		o.Last, err = world.(envs.Notation).ParseAction(s, text)
		require.NoError(t, err)
		s.Play(o.Last)
	}
	p := board.Draw(world, s, o)
	golden.Picture(t, "go-sizes.png", raster.Image(p.Scene, 320))
	assert.Equal(t, envs.Action(2*9+2), o.Last, "A5 is two rows and two columns from the corner of 9 x 9")
	require.Len(t, p.Cells, 81)
	assert.NotEmpty(t, p.Cells[o.Last])
	assert.Empty(t, p.Cells[0])
	require.Len(t, p.Moves, 23, "22 points and the pass")
	for _, m := range p.Moves {
		spot, ok := p.At(m.At)
		require.True(t, ok, m.Name)
		assert.Equal(t, int(m.Action), spot.Action, m.Name)
	}
	owners := make([]envs.Player, 81)
	s.Owners(owners)
	degrees := make([]float32, 81)
	for i, who := range owners {
		if who != envs.Over {
			degrees[i] = 1 - 2*float32(who)
		}
	}
	assert.NotPanics(t, func() { overlay.Owners(&p, degrees) })
}

// Every legal action of every world can be seen, and where a click on a
// picture means an action, it means the one that lies there.
func TestEveryLegalActionHasAPlace(t *testing.T) {
	for i, name := range catalog.Names() {
		if strings.HasPrefix(name, "minigrid/") && i%9 != 0 {
			continue // all levels are drawn alike
		}
		t.Run(name, func(t *testing.T) {
			game, err := catalog.Game(name)
			require.NoError(t, err)
			rng := seed.Stream(3)
			s := game.New(5)
			for range 40 {
				legal := s.Legal(nil)
				p := board.Draw(game, s, board.Options{Theme: board.Light(), Last: board.None})
				var seen []envs.Action
				for _, m := range p.Moves {
					seen = append(seen, m.Action)
					assert.NotEmpty(t, m.Name)
				}
				assert.ElementsMatch(t, legal, seen)
				for _, spot := range p.Spots {
					m, ok := p.Move(envs.Action(spot.Action))
					if !ok {
						continue
					}
					at, found := p.At(m.At)
					require.True(t, found, "%s", m.Name)
					assert.Equal(t, spot.Action, at.Action, "%s", m.Name)
				}
				assert.Positive(t, p.Unit)
				assert.Positive(t, p.Height)
				if len(legal) == 0 {
					break
				}
				s.Play(legal[rng.IntN(len(legal))])
			}
		})
	}
}

// A board lies as the observation has it: a cell of the first row is above one
// of the second, unless the board is flipped.
func TestCellsLieRowByRow(t *testing.T) {
	for _, name := range []string{"go:9", "chess", "connect4", "othello", "tictactoe", "hex:5"} {
		game, s, o := played(t, name, "")
		spec := game.Spec()
		p := board.Draw(game, s, o)
		require.Len(t, p.Cells, spec.Obs[1]*spec.Obs[2], name)
		first, second := p.Cells[0][0].To, p.Cells[spec.Obs[2]][0].To
		assert.Less(t, first.Y, second.Y, name)
		assert.Less(t, first.X, p.Cells[1][0].To.X, name)
	}
}

// silent is a world of one's own without text and notation.
type silent struct{ envs.Game }

type silentState struct{ envs.State }

func (g silent) New(s uint64) envs.State { return silentState{g.Game.New(s)} }

func TestAWorldOfOnesOwnIsDrawnToo(t *testing.T) {
	game, s, o := played(t, "tictactoe", "5 1")
	mute := silentState{s}
	p := board.Draw(silent{game}, mute, o)
	assert.Len(t, p.Moves, 7)
	golden.Picture(t, "unknown.png", raster.Image(p.Scene, 320))

	type spoken struct {
		envs.State
		fmt.Stringer
	}
	p = board.Draw(silent{game}, spoken{s, s.(fmt.Stringer)}, o)
	golden.Picture(t, "unknown-text.png", raster.Image(p.Scene, 320))
}
