package arena

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// ParsePosition returns the position that text describes in the notation of
// game, or the first position for the empty text.
func ParsePosition(game envs.Game, text string) (envs.State, error) {
	if text == "" {
		return game.New(0), nil
	}
	n, ok := game.(envs.PositionNotation)
	if !ok {
		return nil, fmt.Errorf("%s has no way to write a position; want moves from the start", game.Spec().Name)
	}
	return n.ParsePosition(text)
}

// PlayMoves plays on s the moves that text names, separated by blanks or
// commas, and returns them. Where every legal move is one character long, no
// blank is needed. The error tells which move is wrong; s is then the
// position before it.
func PlayMoves(game envs.Game, s envs.State, text string) ([]envs.Action, error) {
	notation := agents.Notation(game)
	var played []envs.Action
	rest := strings.TrimLeft(text, moveSeparators)
	for rest != "" {
		end := strings.IndexAny(rest, moveSeparators)
		if end < 0 {
			end = len(rest)
		}
		if singleCharacters(agents.Moves(notation, s)) {
			_, end = utf8.DecodeRuneInString(rest)
		}
		a, err := notation.ParseAction(s, rest[:end])
		if err != nil {
			return played, fmt.Errorf("move %d of %q: %w", len(played)+1, text, err)
		}
		s.Play(a)
		played = append(played, a)
		rest = strings.TrimLeft(rest[end:], moveSeparators)
	}
	return played, nil
}

const moveSeparators = " ,\t\r\n"

// singleCharacters reports whether there are names and each is one character.
func singleCharacters(names []string) bool {
	for _, name := range names {
		if utf8.RuneCountInString(name) != 1 {
			return false
		}
	}
	return len(names) > 0
}

// FormatMoves returns the moves of a game, from the first position on, as
// PlayMoves reads them.
func FormatMoves(game envs.Game, r *Record) string {
	notation, s := agents.Notation(game), r.Start(game)
	names := make([]string, len(r.Actions))
	for i, a := range r.Actions {
		names[i] = notation.FormatAction(s, a)
		s.Play(a)
	}
	return strings.Join(names, " ")
}

// View is a position in words, for people and for programs.
type View struct {
	Board    string    `json:"board"`    // as people draw it, empty if the world does not
	ToPlay   int       `json:"to_play"`  // the seat, from 0; -1 if the game is over
	Legal    []string  `json:"legal"`    // the names of the moves, ascending by action
	Over     bool      `json:"over"`     // nobody is to move
	Rewards  []float32 `json:"rewards"`  // by seat, of the last move
	Position string    `json:"position"` // as ParsePosition reads it, empty if the world has no such text
	Hash     string    `json:"hash"`     // 16 hexadecimal digits, empty if the world has none

	// Planes are what the seat to move observes, [channels][height][width].
	Planes [][][]float32 `json:"planes"`
}

// NewView describes s, a position of game.
func NewView(game envs.Game, s envs.State) View {
	v := View{
		ToPlay:  int(s.ToPlay()),
		Over:    s.ToPlay() == envs.Over,
		Legal:   agents.Moves(agents.Notation(game), s),
		Rewards: make([]float32, game.Spec().Players),
		Planes:  planesOf(game.Spec(), s),
	}
	s.Rewards(v.Rewards)
	if board, ok := s.(fmt.Stringer); ok {
		v.Board = board.String()
	}
	if n, ok := game.(envs.PositionNotation); ok {
		v.Position = n.FormatPosition(s)
	}
	if h, ok := s.(envs.Hasher); ok {
		v.Hash = fmt.Sprintf("%016x", h.Hash())
	}
	return v
}
