package arena

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

func readConnectFour(game envs.Game, line []byte) (p Position, ok bool, err error) {
	if line[0] != '{' {
		return readScoredColumns(game, string(line))
	}
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
	if p.Optimal, err = named(game, p.State, columnNames(label.ValueKeeping)); err != nil {
		return p, false, fmt.Errorf("value_keeping: %w", err)
	}
	if len(p.Optimal) == 0 {
		return p, false, errors.New(`no "value_keeping"`)
	}
	if p.Exact, err = named(game, p.State, columnNames(label.BestExact)); err != nil {
		return p, false, fmt.Errorf("best_exact: %w", err)
	}
	return p, true, nil
}

// readScoredColumns reads a line such as "4453 -2 -4 1 - …": the moves and the
// score of each of the seven columns, a hyphen where it is full.
func readScoredColumns(game envs.Game, line string) (p Position, ok bool, err error) {
	fields := strings.Fields(line)
	if want := 1 + game.Spec().Actions; len(fields) != want {
		return p, false, fmt.Errorf("%q is neither JSON nor %d fields: want moves and the score of each column, such as 4453 -2 -4 1 1 - 2 0", line, want)
	}
	p.State = game.New(0)
	if _, err := PlayMoves(game, p.State, fields[0]); err != nil || p.State.ToPlay() == envs.Over {
		return p, false, err
	}
	legal := p.State.Legal(nil)
	var scores []int
	for i, field := range fields[1:] {
		free := slices.Contains(legal, envs.Action(i))
		score, err := strconv.Atoi(field)
		if free != (err == nil) || !free && field != "-" {
			return p, false, fmt.Errorf("column %d: score %q, want a whole number, or - if the column is full", i+1, field)
		}
		if free {
			scores = append(scores, score)
		}
	}
	return Graded(p.State, legal, scores), true, nil
}

func columnNames(numbers []int) []string {
	var names []string
	for _, n := range numbers {
		names = append(names, strconv.Itoa(n))
	}
	return names
}

// named returns the actions of s that have these names.
func named(game envs.Game, s envs.State, names []string) ([]envs.Action, error) {
	var actions []envs.Action
	for _, name := range names {
		a, err := agents.Notation(game).ParseAction(s, name)
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

// readOthello reads a position with the score of every move: the margin in
// discs after best play, in the eyes of the seat to move.
func readOthello(game envs.Game, line []byte) (p Position, ok bool, err error) {
	if line[0] != '{' {
		return readScoredBoard(game, string(line))
	}
	var label struct {
		Moves, Board *string
		ToMove       string         `json:"to_move"`
		Plain        map[string]int `json:"move_scores_plain"`
		Empties      map[string]int `json:"move_scores_empties_to_winner"`
	}
	if err := decode(line, &label); err != nil {
		return p, false, err
	}
	switch {
	case label.Moves != nil:
		p.State = game.New(0)
		_, err = PlayMoves(game, p.State, *label.Moves)
	case label.Board != nil:
		p.State, err = ParsePosition(game, *label.Board+" "+label.ToMove)
	default:
		err = errors.New(`neither "moves" nor "board"`)
	}
	if err != nil || p.State.ToPlay() == envs.Over {
		return p, false, err
	}
	scores := label.Plain
	if scores == nil {
		scores = label.Empties
	}
	return p, true, p.grade(game, scores)
}

// readScoredBoard reads a line such as "-OX…- X; G8:+18; H1:+12;".
func readScoredBoard(game envs.Game, line string) (p Position, ok bool, err error) {
	board, rest, _ := strings.Cut(line, ";")
	if p.State, err = ParsePosition(game, strings.TrimSpace(board)); err != nil {
		return p, false, err
	}
	if p.State.ToPlay() == envs.Over {
		return p, false, nil
	}
	scores := map[string]int{}
	for item := range strings.SplitSeq(rest, ";") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		move, score, _ := strings.Cut(item, ":")
		n, err := strconv.Atoi(score)
		if err != nil {
			return p, false, fmt.Errorf("%q is no move with its score: want such as G8:+18", item)
		}
		scores[move] = n
	}
	return p, true, p.grade(game, scores)
}

// grade finds the right moves of a position by their scores, those of all
// legal moves by their names. Where there is no choice, none need be told.
func (p *Position) grade(game envs.Game, scores map[string]int) error {
	legal := p.State.Legal(nil)
	if len(scores) == 0 && len(legal) == 1 {
		p.Optimal, p.Exact = legal, legal
		return nil
	}
	if len(scores) == 0 {
		return errors.New("no score of any move")
	}
	byAction := map[envs.Action]int{}
	for _, name := range slices.Sorted(maps.Keys(scores)) {
		a, err := agents.Notation(game).ParseAction(p.State, name)
		if err != nil {
			return fmt.Errorf("score of a move: %w", err)
		}
		byAction[a] = scores[name]
	}
	ordered := make([]int, len(legal))
	for i, a := range legal {
		score, ok := byAction[a]
		if !ok {
			return fmt.Errorf("no score of move %s", agents.Notation(game).FormatAction(p.State, a))
		}
		ordered[i] = score
	}
	*p = Graded(p.State, legal, ordered)
	return nil
}

// readHex reads a position with the moves that win it.
func readHex(game envs.Game, line []byte) (p Position, ok bool, err error) {
	var label struct {
		Size    int
		Moves   *string
		Winning *[]string `json:"winning_moves"`
	}
	if err := decode(line, &label); err != nil {
		return p, false, err
	}
	if label.Moves == nil {
		return p, false, errors.New(`no "moves"`)
	}
	if size := game.Spec().Obs[1]; label.Size != 0 && label.Size != size {
		return p, false, fmt.Errorf("a position of a board of size %d, not %d", label.Size, size)
	}
	p.State = game.New(0)
	if _, err := PlayMoves(game, p.State, *label.Moves); err != nil {
		return p, false, err
	}
	if p.State.ToPlay() == envs.Over {
		return p, false, nil
	}
	if label.Winning == nil {
		return p, false, errors.New(`no "winning_moves"`)
	}
	if p.Optimal, err = named(game, p.State, *label.Winning); err != nil {
		return p, false, fmt.Errorf("winning_moves: %w", err)
	}
	if len(p.Optimal) == 0 {
		p.Optimal = p.State.Legal(nil) // it is lost: no move is worse than another
	}
	return p, true, nil
}

// readChess reads a position of chess or its kin with the moves that solve it,
// those that keep its value, or those to avoid.
func readChess(game envs.Game, line []byte) (p Position, ok bool, err error) {
	if line[0] != '{' {
		return readEPD(game, string(line))
	}
	var label struct {
		FEN       *string
		Best      []string `json:"bm"`
		Solutions []string `json:"all_solutions"`
		Keeping   []string `json:"value_keeping_moves"`
	}
	if err := decode(line, &label); err != nil {
		return p, false, err
	}
	if label.FEN == nil {
		return p, false, errors.New(`no "fen"`)
	}
	if p.State, err = ParsePosition(game, *label.FEN); err != nil || p.State.ToPlay() == envs.Over {
		return p, false, err
	}
	names := slices.Concat(label.Best, label.Solutions, label.Keeping)
	if len(names) == 0 {
		return p, false, errors.New(`none of "bm", "all_solutions" and "value_keeping_moves"`)
	}
	p.Optimal, err = named(game, p.State, names)
	return p, true, err
}

// unquoted returns text without what stands between double quotes.
func unquoted(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 0 {
			b.WriteString(part)
		}
	}
	return b.String()
}

// readEPD reads the four fields of a position and operations that end in
// semicolons (Edwards, "Portable Game Notation Specification", 1994, 16.2).
func readEPD(game envs.Game, line string) (p Position, ok bool, err error) {
	fields := strings.Fields(line)
	if len(fields) < 5 {
		return p, false, fmt.Errorf("%q is neither JSON nor EPD: want four fields of a position and operations such as bm Qd1+;", line)
	}
	if p.State, err = ParsePosition(game, strings.Join(fields[:4], " ")+" 0 1"); err != nil || p.State.ToPlay() == envs.Over {
		return p, false, err
	}
	operations := unquoted(strings.Join(fields[4:], " "))
	for operation := range strings.SplitSeq(operations, ";") {
		words := strings.Fields(operation)
		if len(words) == 0 || words[0] != "bm" && words[0] != "am" {
			continue
		}
		moves, err := named(game, p.State, words[1:])
		if err != nil {
			return p, false, fmt.Errorf("%s: %w", words[0], err)
		}
		if words[0] == "am" {
			moves = slices.DeleteFunc(p.State.Legal(nil), func(a envs.Action) bool { return slices.Contains(moves, a) })
		}
		p.Optimal = append(p.Optimal, moves...)
	}
	if len(p.Optimal) == 0 {
		return p, false, errors.New("no operation bm or am that leaves a move")
	}
	return p, true, nil
}

func decode(line []byte, label any) error {
	if err := json.Unmarshal(line, label); err != nil {
		return fmt.Errorf("not the JSON object of a position: %w", err)
	}
	return nil
}
