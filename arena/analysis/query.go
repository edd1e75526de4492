package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/goban"
)

// query is a request that has been understood.
type query struct {
	id         string
	world      envs.Game
	positions  []envs.State // by turn; nil for those that are not looked at
	turns      []int
	priorities []int // of the turns

	visits           int           // at most, 0 for the agent's own measure
	every            time.Duration // between reports, 0 for none before the last
	policy, owners   bool
	line             int // moves of a pv, at most
	allow, avoid     []restriction
	perspective      envs.Player // whose win rates are told; Over for the side to move
	warnings         []*fieldError
	secondSeatsBlack bool
}

const (
	longestLine = 64          // moves of a pv, where nothing is said of them
	mostVisits  = 1 << 30     // of a query
	mostSeconds = 7 * 86400.0 // between reports
)

// understand checks all that a request says.
func (s *server) understand(r *request) (*query, error) {
	q := &query{id: r.ID, policy: r.IncludePolicy, owners: r.IncludeOwnership, line: longestLine, allow: r.AllowMoves, avoid: r.AvoidMoves}
	for _, name := range r.unknown() {
		q.warnings = append(q.warnings, &fieldError{name, errors.New("the field is not known here; it is passed over")})
	}
	world, warnings, err := s.world(r)
	if err != nil {
		return nil, err
	}
	q.world, q.warnings = world, append(q.warnings, warnings...)
	_, q.secondSeatsBlack = world.(chess.Game)
	if err := q.limits(r); err != nil {
		return nil, err
	}
	if err := q.readTurns(r); err != nil {
		return nil, err
	}
	if err := q.play(r); err != nil {
		return nil, err
	}
	for _, turn := range q.turns {
		if _, err := q.only(q.positions[turn]); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// limits reads how far to look and what to tell.
func (q *query) limits(r *request) error {
	if v := r.MaxVisits; v != nil {
		if *v < 1 || *v > mostVisits {
			return wrong("maxVisits", "%d visits: want 1 to %d", *v, mostVisits)
		}
		q.visits = *v
	}
	if e := r.ReportEvery; e != nil {
		if !(*e >= 0.001 && *e <= mostSeconds) {
			return wrong("reportDuringSearchEvery", "every %v seconds: want 0.001 to %v", *e, mostSeconds)
		}
		q.every = time.Duration(*e * float64(time.Second))
	}
	if n := r.PVLen; n != nil {
		if *n < 1 {
			return wrong("analysisPVLen", "%d moves: want 1 or more", *n)
		}
		q.line = *n
	}
	if _, ok := q.world.(*goban.Game); q.owners && !ok {
		return wrong("includeOwnership", "ownership is known in Go only, not in %s", q.world.Spec().Name)
	}
	black, white := envs.Player(0), envs.Player(1)
	if q.secondSeatsBlack {
		black, white = white, black
	}
	switch strings.ToUpper(r.Override.WinratesAs) {
	case "", "BLACK":
		q.perspective = black
	case "WHITE":
		q.perspective = white
	case "SIDETOMOVE":
		q.perspective = envs.Over
	default:
		return wrong("overrideSettings", "reportAnalysisWinratesAs %q: want BLACK, WHITE or SIDETOMOVE", r.Override.WinratesAs)
	}
	return nil
}

// readTurns reads the turns, the last if none is named, and their priorities.
func (q *query) readTurns(r *request) error {
	q.turns = r.AnalyzeTurns
	if q.turns == nil {
		q.turns = []int{len(r.Moves)}
	}
	for _, turn := range q.turns {
		if turn < 0 || turn > len(r.Moves) {
			return wrong("analyzeTurns", "turn %d of a game of %d moves: want 0 to %d", turn, len(r.Moves), len(r.Moves))
		}
	}
	q.priorities = r.Priorities
	if q.priorities == nil {
		q.priorities = slices.Repeat([]int{r.Priority}, len(q.turns))
	}
	if len(q.priorities) != len(q.turns) {
		return wrong("priorities", "%d priorities of %d turns: want one for each", len(q.priorities), len(q.turns))
	}
	return nil
}

// seat reads a player: B, W, or the number of the seat.
func (q *query) seat(text string) (envs.Player, error) {
	black := envs.Player(0)
	if q.secondSeatsBlack {
		black = 1
	}
	switch strings.ToUpper(text) {
	case "B", "BLACK":
		return black, nil
	case "W", "WHITE":
		return 1 - black, nil
	case "1", "2":
		n, _ := strconv.Atoi(text)
		return envs.Player(n - 1), nil
	}
	return 0, fmt.Errorf("player %q: want B, W, 1 or 2", text)
}

// player names a seat as seat reads it.
func (q *query) player(seat envs.Player) string {
	if (seat == 1) == q.secondSeatsBlack {
		return "B"
	}
	return "W"
}

// play sets up the start and plays the moves.
func (q *query) play(r *request) error {
	s, err := q.start(r)
	if err != nil {
		return err
	}
	q.positions = make([]envs.State, len(r.Moves)+1)
	for turn := 0; ; turn++ {
		if slices.Contains(q.turns, turn) {
			q.positions[turn] = q.world.New(0)
			q.positions[turn].CopyFrom(s)
		}
		if turn == len(r.Moves) {
			return nil
		}
		if err := q.move(s, r.Moves[turn]); err != nil {
			return wrong("moves", "move %d: %w", turn, err)
		}
	}
}

// move plays a move. In Go a side may move twice, and on after two passes.
func (q *query) move(s envs.State, m moveText) error {
	if m.player != "" {
		seat, err := q.seat(m.player)
		if err != nil {
			return err
		}
		state, isGo := s.(*goban.State)
		if isGo && s.ToPlay() != seat {
			state.Resume(seat)
		}
		if s.ToPlay() == envs.Over {
			return errors.New("the game is over")
		}
		if s.ToPlay() != seat {
			return fmt.Errorf("%s is not to move", m.player)
		}
	}
	if s.ToPlay() == envs.Over {
		return errors.New("the game is over")
	}
	a, err := agents.Notation(q.world).ParseAction(s, m.move)
	if err != nil {
		return err
	}
	s.Play(a)
	return nil
}

// start returns the position before the first move.
func (q *query) start(r *request) (envs.State, error) {
	s := q.world.New(0)
	if r.InitialPosition != "" {
		n, ok := q.world.(envs.PositionNotation)
		if !ok {
			return nil, wrong("initialPosition", "%s has no way to write a position", q.world.Spec().Name)
		}
		var err error
		if s, err = n.ParsePosition(r.InitialPosition); err != nil {
			return nil, &fieldError{"initialPosition", err}
		}
	}
	state, isGo := s.(*goban.State)
	if len(r.InitialStones) > 0 {
		if !isGo {
			return nil, wrong("initialStones", "stones are set up in Go only; initialPosition is a position of %s", q.world.Spec().Name)
		}
		if err := q.setUp(state, r.InitialStones); err != nil {
			return nil, &fieldError{"initialStones", err}
		}
	}
	first := r.InitialPlayer
	if first == "" && len(r.Moves) > 0 {
		first = r.Moves[0].player
	}
	if first == "" {
		return s, nil
	}
	seat, err := q.seat(first)
	switch {
	case err != nil:
		return nil, &fieldError{"initialPlayer", err}
	case isGo && s.ToPlay() != seat:
		state.Resume(seat)
	case s.ToPlay() != seat:
		return nil, wrong("initialPlayer", "%s is not to move", first)
	}
	return s, nil
}

// setUp puts stones on a board of Go.
func (q *query) setUp(s *goban.State, stones []moveText) error {
	size := s.Game().Config().Size
	var edits []goban.Stone
	for _, m := range stones {
		seat, err := q.seat(m.player)
		if err != nil {
			return err
		}
		a, ok := goban.ParseVertex(size, m.move)
		if !ok || int(a) == size*size {
			return fmt.Errorf("stone %q: want a vertex such as A1", m.move)
		}
		edits = append(edits, goban.Stone{Point: a, Seat: seat})
	}
	return s.Edit(edits...)
}

// only returns the moves that may be considered at a position, nil for all.
func (q *query) only(s envs.State) ([]envs.Action, error) {
	var only []envs.Action
	for _, list := range []struct {
		field        string
		restrictions []restriction
		avoid        bool
	}{{"allowMoves", q.allow, false}, {"avoidMoves", q.avoid, true}} {
		for _, r := range list.restrictions {
			seat, err := q.seat(r.Player)
			if err != nil {
				return nil, &fieldError{list.field, err}
			}
			if seat != s.ToPlay() {
				continue
			}
			var named []envs.Action
			for _, text := range r.Moves {
				if a, err := agents.Notation(q.world).ParseAction(s, text); err == nil {
					named = append(named, a)
				}
			}
			if only == nil {
				only = s.Legal(nil)
			}
			only = slices.DeleteFunc(only, func(a envs.Action) bool { return slices.Contains(named, a) == list.avoid })
			if len(only) == 0 {
				return nil, wrong(list.field, "no legal move is left")
			}
		}
	}
	return only, nil
}

// number is what an agent draws at random from for a turn.
func (q *query) number(turn int) uint64 {
	hash := uint64(14695981039346656037) // FNV-1a
	for _, c := range []byte(q.id) {
		hash = (hash ^ uint64(c)) * 1099511628211
	}
	return hash ^ uint64(turn)<<32 ^ uint64(math.MaxUint32&turn)
}
