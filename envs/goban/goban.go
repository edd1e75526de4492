package goban

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// Game is the rules of Go on one board.
type Game struct {
	config     Config
	spec       envs.Spec
	komi       float32
	start      *State
	symmetries []envs.Symmetry
}

// New returns the rules that the configuration describes, or an error that
// tells what about it cannot be.
func New(c Config) (*Game, error) {
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("go: %w", err)
	}
	name := "go"
	if text := c.String(); text != "19" {
		name += ":" + text
	}
	g := &Game{config: c, komi: float32(c.Komi), spec: envs.Spec{
		Name:     name,
		Players:  2,
		Actions:  c.Size*c.Size + 1,
		Obs:      [3]int{Planes, c.Size, c.Size},
		MaxPlies: c.MaxPlies,
	}}
	g.start = g.opening()
	g.symmetries = symmetriesOf(g.start)
	return g, nil
}

// opening is the position before the first move.
func (g *Game) opening() *State {
	s := &State{game: g, toMove: black}
	s.board.reset(g.config.Size)
	switch {
	case g.config.Free:
		s.placing = g.config.Handicap
	case g.config.Handicap > 0:
		for _, a := range FixedHandicap(g.config.Size, g.config.Handicap) {
			s.board.put(s.board.pointOf(int(a)), black)
		}
		s.toMove = white
	}
	s.settle()
	return s
}

// Config returns the configuration of the game.
func (g *Game) Config() Config { return g.config }

// Spec returns the static facts: 2 seats, an action for each point and one to
// pass.
func (g *Game) Spec() envs.Spec { return g.spec }

// Pass is the action of passing, the last one.
func (g *Game) Pass() envs.Action { return envs.Action(g.spec.Actions - 1) }

// New returns the board before the first move; the seed plays no part.
func (g *Game) New(uint64) envs.State { return g.newState() }

func (g *Game) newState() *State {
	s := &State{game: g}
	s.CopyFrom(g.start)
	return s
}

// State is a position: the board, whose turn it is, and what the rules
// against repetition remember. Game's New and ParsePosition make one.
type State struct {
	game      *Game
	board     board
	history   history // of superko; empty under simple ko
	hash      uint64  // of the arrangement
	stones    [2]int  // on the board, by seat
	prisoners [2]int  // stones that each seat has taken
	ply       int     // moves and passes so far
	placing   int     // stones of a free handicap that Black still has to place
	ko        uint16  // the point where simple ko forbids to play, or 0
	toMove    colour
	passes    uint8 // in a row, 2 at most
}

// settle makes the state one without a past, whose board is as it is: it
// counts the stones and begins the history.
func (s *State) settle() {
	s.hash = s.board.hash()
	s.stones = [2]int{}
	for v := range s.board.limit {
		if c := s.board.points[v].colour; c == black || c == white {
			s.stones[c.seat()]++
		}
	}
	s.ko = 0
	s.history.clear()
	s.remember()
}

// remember logs the arrangement for superko.
func (s *State) remember() {
	if s.game.config.Ko != Simple {
		s.history.push(s.key(s.hash, s.toMove), s.stones[0]+s.stones[1])
	}
}

// key is what superko compares of an arrangement with the hash and the colour
// to move in it.
func (s *State) key(hash uint64, toMove colour) uint64 {
	if s.game.config.Ko == Situational {
		return hash ^ moverNumbers[toMove.seat()]
	}
	return hash
}

// Game returns the rules that the position is of.
func (s *State) Game() *Game { return s.game }

// Plies returns the number of moves and passes so far.
func (s *State) Plies() int { return s.ply }

// Passes returns the number of passes in a row up to now, 2 at most.
func (s *State) Passes() int { return int(s.passes) }

// Prisoners returns the number of stones that seat p has taken.
func (s *State) Prisoners(p envs.Player) int { return s.prisoners[p] }

// At returns the seat of the stone on a point, Over if it is empty. The point
// is an action other than the pass.
func (s *State) At(a envs.Action) envs.Player {
	return s.board.points[s.board.pointOf(int(a))].colour.seat()
}

// ToPlay returns the seat to move, or Over after two passes in a row or
// MaxPlies.
func (s *State) ToPlay() envs.Player {
	if s.over() {
		return envs.Over
	}
	return s.toMove.seat()
}

func (s *State) over() bool {
	most := s.game.config.MaxPlies
	return s.passes >= 2 || most > 0 && s.ply >= most
}

// Turn returns the seat whose turn it is even if the game is over.
func (s *State) Turn() envs.Player { return s.toMove.seat() }

// Play places a stone of the seat to move, or passes. It panics if a is
// illegal.
func (s *State) Play(a envs.Action) {
	if err := s.Check(a); err != nil {
		panic(err.Error())
	}
	s.ply++
	if a == s.game.Pass() {
		s.pass()
		return
	}
	s.move(s.board.pointOf(int(a)))
}

func (s *State) pass() {
	s.passes++
	s.ko = 0
	s.toMove = s.toMove.opponent()
	if s.game.config.Ko == Situational {
		s.remember()
	}
}

// move places a stone on the point v, where it is legal.
func (s *State) move(v uint16) {
	c := s.toMove
	me, other := c.seat(), c.opponent().seat()
	s.hash = s.board.after(s.hash, v, c)
	captured, suicide := s.board.put(v, c)
	s.stones[me] += 1 - suicide
	s.stones[other] -= captured
	s.prisoners[me] += captured
	s.prisoners[other] += suicide
	s.passes = 0
	s.ko = 0
	if captured == 1 && s.game.config.Ko == Simple {
		s.ko = s.board.retake(v)
	}
	if s.placing > 0 {
		s.placing--
	}
	if s.placing == 0 {
		s.toMove = c.opponent()
	}
	s.remember()
}

// retake returns the point where the stone on v, which has just taken a
// single one, could be taken back alone; 0 if there is none.
func (b *board) retake(v uint16) uint16 {
	if only := b.chains[v]; b.points[v].head != v || only.size != 1 || only.liberties != 1 {
		return 0
	}
	liberty, _ := b.someLiberties(v, 1)
	return liberty[0]
}

// Rewards stores +1 for the seat with more points, -1 for the other, 0 for
// both when they have the same or the game goes on. Points are those of
// Score.
func (s *State) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if !s.over() {
		return
	}
	var points [2]float32
	s.Score(points[:])
	switch {
	case points[0] > points[1]:
		dst[0], dst[1] = 1, -1
	case points[0] < points[1]:
		dst[0], dst[1] = -1, 1
	}
}

// CopyFrom makes the state equal to src, which may be of another game on a
// board of the same size: the position is src's, komi and rules stay those of
// the receiver's game. It panics if the sizes differ.
func (s *State) CopyFrom(src envs.State) {
	from := src.(*State)
	if n, m := s.game.config.Size, from.game.config.Size; n != m {
		panic(fmt.Sprintf("go: copy of a position of size %d to one of size %d", m, n))
	}
	if s == from {
		return
	}
	s.board.copyFrom(&from.board)
	s.history.copyFrom(&from.history)
	s.hash, s.stones, s.prisoners = from.hash, from.stones, from.prisoners
	s.ply, s.placing, s.passes = from.ply, from.placing, from.passes
	s.ko, s.toMove = from.ko, from.toMove
}
