package sets

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/tictactoe/solver"
	"github.com/tengen-rl/tengen/internal/seed"
)

//go:generate go run ./setgen -out .

// files holds game/set.txt, in the forms that arena.ReadPositions reads; a
// colon in the name of the game is a hyphen.
//
//go:embed chess/*.txt connect4/*.txt gardner/*.txt losalamos/*.txt othello-6/*.txt
var files embed.FS

// listed are the names of the sets of each world, in the order in which they
// are asked.
var listed = map[string][]string{
	"tictactoe": {"all"},
	"connect4":  {"beginning-easy", "middle-easy", "end-easy", "beginning-medium", "middle-medium", "beginning-hard"},
	"othello:6": {"endgame"},
	"chess":     {"mate-in-1", "mate-in-2"},
	"gardner":   {"mate-in-1", "mate-in-2"},
	"losalamos": {"mate-in-1", "mate-in-2"},
}

// Names returns the names of the sets of a game, none if it has no sets.
func Names(game envs.Game) []string { return slices.Clone(listed[game.Spec().Name]) }

// Games returns the names of the games that have sets, in ascending order.
func Games() []string {
	var names []string
	for name := range listed {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Positions returns the positions of a set of a game, or an error that tells
// which sets there are. The caller may keep and change them.
func Positions(game envs.Game, set string) ([]arena.Position, error) {
	world := game.Spec().Name
	names, known := listed[world]
	if !known {
		return nil, fmt.Errorf("no sets of positions for %s; there are some for %s", world, strings.Join(Games(), ", "))
	}
	if !slices.Contains(names, set) {
		return nil, fmt.Errorf("%s has no set %q; it has %s", world, set, strings.Join(names, ", "))
	}
	if world == "tictactoe" {
		return allOfTicTacToe()
	}
	name := path.Join(strings.ReplaceAll(world, ":", "-"), set+".txt")
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return arena.ReadPositions(bytes.NewReader(text), name, game)
}

// allOfTicTacToe returns every position of the game that is not over, in the
// order of a walk from the empty board, shuffled by a fixed stream.
func allOfTicTacToe() ([]arena.Position, error) {
	table, seen := solver.New(), map[uint64]bool{}
	var positions []arena.Position
	var visit func(*tictactoe.State) error
	visit = func(s *tictactoe.State) error {
		if s.ToPlay() == envs.Over || seen[s.Hash()] {
			return nil
		}
		seen[s.Hash()] = true
		scores, err := table.Solve(context.Background(), s, nil)
		if err != nil {
			return err
		}
		legal := s.Legal(nil)
		positions = append(positions, arena.Graded(s, legal, scores))
		for _, a := range legal {
			next := *s
			next.Play(a)
			if err := visit(&next); err != nil {
				return err
			}
		}
		return nil
	}
	if err := visit(tictactoe.New().New(0).(*tictactoe.State)); err != nil {
		return nil, err
	}
	seed.Stream().Shuffle(len(positions), func(i, j int) { positions[i], positions[j] = positions[j], positions[i] })
	return positions, nil
}
