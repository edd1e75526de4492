package agents

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// Notation returns the way that game names its moves, or, for a world that
// has no such power, plain numbers: action 3 is "3".
func Notation(game envs.Game) envs.Notation {
	if n, ok := game.(envs.Notation); ok {
		return n
	}
	return numbers{}
}

// Moves returns the names of the legal actions of s, ascending by action.
func Moves(n envs.Notation, s envs.State) []string {
	legal := s.Legal(nil)
	names := make([]string, len(legal))
	for i, a := range legal {
		names[i] = n.FormatAction(s, a)
	}
	return names
}

// LineNames returns the names of moves played one after the other from s, which
// stays as it is: at most so many of them, and those before the first that is
// illegal.
func LineNames(game envs.Game, s envs.State, line []envs.Action, most int) []string {
	notation, at := Notation(game), game.New(0)
	at.CopyFrom(s)
	names := []string{}
	var legal []envs.Action
	for _, a := range line[:min(len(line), most)] {
		if legal = at.Legal(legal[:0]); !slices.Contains(legal, a) {
			break
		}
		names = append(names, notation.FormatAction(at, a))
		at.Play(a)
	}
	return names
}

// numbers is the notation of a world that has none of its own.
type numbers struct{}

func (numbers) FormatAction(_ envs.State, a envs.Action) string {
	return strconv.Itoa(int(a))
}

func (numbers) ParseAction(s envs.State, text string) (envs.Action, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	legal := s.Legal(nil)
	for _, a := range legal {
		if err == nil && a == envs.Action(n) {
			return a, nil
		}
	}
	return 0, fmt.Errorf("%q is no legal move: want one of %s", text, list(Moves(numbers{}, s)))
}

// list joins names for an error message, the first forty of them.
func list(names []string) string {
	const most = 40
	if len(names) <= most {
		return strings.Join(names, " ")
	}
	return fmt.Sprintf("%s … (%d in all)", strings.Join(names[:most], " "), len(names))
}
