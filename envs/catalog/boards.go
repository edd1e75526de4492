package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
)

// othelloOf makes the world of Othello on the board whose side args names, 8
// if it names none.
func othelloOf(args string) (envs.Game, error) {
	if args == "" {
		return othello.New(othello.MaxSide), nil
	}
	side, err := strconv.Atoi(args)
	if err != nil || args != strconv.Itoa(side) || !slices.Contains(othello.Sides(), side) {
		return nil, fmt.Errorf("a board of side %q: want one of %s", args, numbers(othello.Sides()))
	}
	return othello.New(side), nil
}

// numbers lists numbers for an error message.
func numbers(all []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(all), " ", ", "), "[]")
}
