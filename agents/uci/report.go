package uci

import (
	"slices"
	"strconv"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// report gathers what a program tells of a search: of each line of play the
// last that was said.
type report struct {
	game  chess.Game
	at    envs.State // the position that is searched
	lines []line     // by multipv, from 1
	depth int
	nodes int
}

// line is a line of play and what it is worth to the seat to move.
type line struct {
	value float32
	moves []string
}

func newReport(game chess.Game) report { return report{game: game, at: game.New(0)} }

// begin forgets the last search; the next is of s.
func (r *report) begin(s envs.State) {
	r.at.CopyFrom(s)
	r.lines, r.depth, r.nodes = r.lines[:0], 0, 0
}

// mostLines is the number of lines of play that are taken note of, and told.
const mostLines = 500

// read takes note of an info line; other lines say nothing of the search. A
// score that is a bound is passed over.
func (r *report) read(words []string) {
	if words[0] != "info" {
		return
	}
	found, number, scored := line{}, 1, false
	depth := r.depth
	for i := 1; i < len(words); i++ {
		value := func(ahead int) int {
			if i+ahead >= len(words) {
				return 0
			}
			n, _ := strconv.Atoi(words[i+ahead])
			return n
		}
		switch words[i] {
		case "string":
			i = len(words)
		case "depth":
			depth = value(1)
		case "nodes":
			r.nodes = value(1)
		case "multipv":
			number = value(1)
		case "lowerbound", "upperbound":
			return
		case "score":
			found.value, scored = r.score(words[min(i+1, len(words)-1)], value(2)), true
		case "pv":
			found.moves = slices.Clone(words[i+1:])
			i = len(words)
		}
	}
	if !scored || len(found.moves) == 0 || number < 1 || number > mostLines {
		return
	}
	r.depth = depth
	for len(r.lines) < number {
		r.lines = append(r.lines, line{})
	}
	r.lines[number-1] = found
}

// score is the value of "score cp n" or "score mate n".
func (r *report) score(unit string, n int) float32 {
	switch {
	case unit == "cp":
		return float32(chess.Value(float64(n)))
	case unit == "mate" && n > 0:
		return 1
	case unit == "mate":
		return -1
	}
	return 0
}

// thought is what was gathered. Moves of a line from the first that is not
// legal on are left out.
func (r *report) thought() agents.Thought {
	t := agents.Thought{Visits: r.nodes, Depth: r.depth}
	next := r.game.New(0)
	for _, l := range r.lines {
		var moves []envs.Action
		next.CopyFrom(r.at)
		for _, text := range l.moves {
			a, err := r.game.ParseAction(next, text)
			if err != nil {
				break
			}
			moves = append(moves, a)
			next.Play(a)
		}
		if len(moves) == 0 {
			continue
		}
		values := make([]float32, 2)
		values[r.at.ToPlay()], values[1-r.at.ToPlay()] = l.value, -l.value
		t.Candidates = append(t.Candidates, agents.Candidate{Action: moves[0], Values: values, Line: moves})
	}
	if len(t.Candidates) > 0 {
		t.Values = t.Candidates[0].Values
	}
	return t
}
