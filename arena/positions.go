package arena

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// positionFormat is one line of the table of position files: how a line of
// JSON becomes a position of a world. A line about a position that is over
// gives ok = false.
type positionFormat struct {
	game string // Spec.Name
	read func(game envs.Game, line []byte) (p Position, ok bool, err error)
}

var positionFormats = []positionFormat{
	{"connect4", readConnectFour},
	{"tictactoe", readTicTacToe},
}

// ReadPositions reads a file of positions of game, one JSON object a line:
//
//	connect4   {"moves":"4453","value_keeping":[4],"best_exact":[4]}   columns 1 to 7
//	tictactoe  {"board":"X..O.....","optimal":[4]}                     cells 0 to 8
//
// Keys that it does not know are passed over, and so are empty lines and
// positions that are over; a file with no other is an error. The error names
// the file, as name, and the line.
func ReadPositions(r io.Reader, name string, game envs.Game) ([]Position, error) {
	world := game.Spec().Name
	i := slices.IndexFunc(positionFormats, func(f positionFormat) bool { return f.game == world })
	if i < 0 {
		return nil, fmt.Errorf("no form of position file is known for %s", world)
	}
	const longestLine = 1 << 20
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	var positions []Position
	number := 0
	for lines.Scan() {
		number++
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		p, ok, err := positionFormats[i].read(game, lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, number, err)
		}
		if ok {
			positions = append(positions, p)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s, line %d: %w", name, number+1, err)
	}
	if len(positions) == 0 {
		return nil, fmt.Errorf("%s: no position with a move to make", name)
	}
	return positions, nil
}

func readConnectFour(game envs.Game, line []byte) (p Position, ok bool, err error) {
	var label struct {
		Moves        *string
		ValueKeeping []int `json:"value_keeping"`
		BestExact    []int `json:"best_exact"`
	}
	if err := decode(line, &label); err != nil {
		return p, false, err
	}
	if label.Moves == nil {
		return p, false, errors.New(`no "moves"`)
	}
	p.State = game.New(0)
	if _, err := PlayMoves(game, p.State, *label.Moves); err != nil {
		return p, false, err
	}
	if p.State.ToPlay() == envs.Over {
		return p, false, nil
	}
	if p.Optimal, err = named(game, p.State, label.ValueKeeping); err != nil {
		return p, false, fmt.Errorf("value_keeping: %w", err)
	}
	if len(p.Optimal) == 0 {
		return p, false, errors.New(`no "value_keeping"`)
	}
	if p.Exact, err = named(game, p.State, label.BestExact); err != nil {
		return p, false, fmt.Errorf("best_exact: %w", err)
	}
	return p, true, nil
}

// named returns the actions of s that have these numbers for names.
func named(game envs.Game, s envs.State, numbers []int) ([]envs.Action, error) {
	var actions []envs.Action
	for _, n := range numbers {
		a, err := agents.Notation(game).ParseAction(s, strconv.Itoa(n))
		if err != nil {
			return nil, err
		}
		actions = append(actions, a)
	}
	return actions, nil
}

func readTicTacToe(game envs.Game, line []byte) (p Position, ok bool, err error) {
	var label struct {
		Board   *string
		Optimal []envs.Action // the file counts cells as the world does
	}
	if err := decode(line, &label); err != nil {
		return p, false, err
	}
	if label.Board == nil {
		return p, false, errors.New(`no "board"`)
	}
	if p.State, err = ParsePosition(game, *label.Board); err != nil {
		return p, false, err
	}
	if p.State.ToPlay() == envs.Over {
		return p, false, nil
	}
	legal := p.State.Legal(nil)
	for _, a := range label.Optimal {
		if !slices.Contains(legal, a) {
			return p, false, fmt.Errorf("optimal: cell %d is not free: want some of %d", a, legal)
		}
	}
	if len(label.Optimal) == 0 {
		return p, false, errors.New(`no "optimal"`)
	}
	p.Optimal = label.Optimal
	return p, true, nil
}

func decode(line []byte, label any) error {
	if err := json.Unmarshal(line, label); err != nil {
		return fmt.Errorf("not the JSON object of a position: %w", err)
	}
	return nil
}
