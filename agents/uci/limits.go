package uci

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// limits are what a go command says about the search; zero fields do not.
type limits struct {
	depth, nodes, mate int
	perft              int
	moveTime           time.Duration
	clock              agents.Clock // Seats nil unless the seat to move has a clock
	infinite, ponder   bool
	only               []envs.Action // nil is all
}

const (
	mostNumber       = 1<<31 - 1 // of nodes, plies or moves
	mostMilliseconds = 1 << 40   // some decades
)

// readLimits reads the arguments of go at s. Words that the protocol does not
// have are passed over; wrong tells of those that make no sense.
func readLimits(game chess.Game, s *chess.State, words []string) (l limits, wrong []error) {
	r := limitsReader{words: words}
	var seats [2]agents.Time
	for len(r.words) > 0 {
		switch name := r.next(); name {
		case "infinite":
			l.infinite = true
		case "ponder":
			l.ponder = true
		case "depth":
			l.depth = r.count(name)
		case "nodes":
			l.nodes = r.count(name)
		case "mate":
			l.mate = r.count(name)
		case "perft":
			l.perft = r.count(name)
		case "movetime":
			l.moveTime = r.time(name)
		case "wtime":
			seats[0].Left = max(r.time(name), time.Millisecond)
		case "btime":
			seats[1].Left = max(r.time(name), time.Millisecond)
		case "winc":
			seats[0].Increment = r.time(name)
		case "binc":
			seats[1].Increment = r.time(name)
		case "movestogo":
			n := r.count(name)
			seats[0].MovesToGo, seats[1].MovesToGo = n, n
		case "searchmoves":
			l.only = r.moves(game, s)
		}
	}
	position := s.Position()
	if seats[position.Turn()].Left > 0 {
		l.clock.Seats = seats[:]
	}
	return l, r.wrong
}

// limitsReader takes words from the front.
type limitsReader struct {
	words []string
	wrong []error
}

func (r *limitsReader) next() string {
	word := r.words[0]
	r.words = r.words[1:]
	return word
}

// count reads a whole number from 1, 0 if it is none.
func (r *limitsReader) count(name string) int { return int(r.number(name, 1, mostNumber)) }

// time reads milliseconds. Less than none is none: some controllers let a
// clock run below zero.
func (r *limitsReader) time(name string) time.Duration {
	return time.Duration(max(r.number(name, -mostMilliseconds, mostMilliseconds), 0)) * time.Millisecond
}

func (r *limitsReader) number(name string, least, most int64) int64 {
	if len(r.words) == 0 {
		r.wrong = append(r.wrong, fmt.Errorf("%s: want a number behind it", name))
		return 0
	}
	text := r.next()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		r.wrong = append(r.wrong, fmt.Errorf("%s %s: want a whole number from %d to %d", name, excerpt(text), least, most))
		return 0
	}
	return n
}

// moves reads the moves up to a word that is none, and keeps the legal ones.
func (r *limitsReader) moves(game chess.Game, s *chess.State) []envs.Action {
	var only []envs.Action
	for len(r.words) > 0 && looksLikeMove(r.words[0]) {
		a, err := game.ParseAction(s, r.next())
		switch {
		case err != nil:
			r.wrong = append(r.wrong, fmt.Errorf("searchmoves: %w", err))
		case !slices.Contains(only, a):
			only = append(only, a)
		}
	}
	if only == nil {
		r.wrong = append(r.wrong, errors.New("searchmoves: want legal moves behind it; all are searched"))
	}
	return only
}

// looksLikeMove tells whether a word has the form of a move such as e2e4 or
// a7a8q.
func looksLikeMove(word string) bool {
	if len(word) != 4 && len(word) != 5 {
		return false
	}
	for i := range 4 {
		if first := "a1"[i%2]; word[i] < first || word[i] > first+7 {
			return false
		}
	}
	return true
}

// query is what the limits ask of an agent that looks at a position.
func (l *limits) query() agents.Query {
	q := agents.Query{Visits: l.nodes, Depth: l.depth, Only: l.only}
	if q.Depth == 0 && l.mate > 0 {
		q.Depth = 2*l.mate - 1
	}
	q.Endless = (l.infinite || l.ponder || l.moveTime > 0) && q.Visits == 0 && q.Depth == 0
	return q
}

// overhead is how much earlier than a move's time the search ends, so that the
// answer comes in time: a tenth of it at most.
const overhead = 10 * time.Millisecond

// budget returns how long the search may take; limited is false if there is
// no end to it. An agent that minds the clock itself ends earlier where its
// choice is clear, and may go on to the end of an unclear one.
func (l *limits) budget(seat envs.Player, minds, ponders bool) (d time.Duration, limited bool) {
	own := l.moveTime - min(overhead, l.moveTime/10)
	soft, hard, limited := l.clock.Budget(seat, 0, own)
	switch {
	case minds:
		return hard, limited
	case ponders: // what the opponent's time is likely to give can be spent
		return min(soft+soft/4, hard), limited
	}
	return soft, limited
}
