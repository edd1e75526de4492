package gtp

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// rulesOfAnyGame are the commands by which GoGui lets a program bring its own
// rules, and so other games than Go.
var rulesOfAnyGame = []command{
	{name: "legal_moves", run: legalMoves},
	{name: "gogui-rules_game_id", run: func(e *Engine, _ context.Context, _ []string) (string, error) {
		return e.table.game.Spec().Name, nil
	}},
	{name: "gogui-rules_board", run: showBoard},
	{name: "gogui-rules_board_size", run: func(e *Engine, _ context.Context, _ []string) (string, error) {
		return strconv.Itoa(e.table.game.Spec().Obs[1]), nil
	}},
	{name: "gogui-rules_legal_moves", run: legalMoves},
	{name: "gogui-rules_side_to_move", run: func(e *Engine, _ context.Context, _ []string) (string, error) {
		return seatNames[e.table.turn()], nil
	}},
	{name: "gogui-rules_final_result", run: finalResult},
	{name: "gogui-analyze_commands", run: analyzeCommands},
}

// legalMoves lists the moves of the side to move, or of a colour.
func legalMoves(e *Engine, _ context.Context, arguments []string) (string, error) {
	if e.table.at.ToPlay() == envs.Over && len(arguments) == 0 {
		return "", nil
	}
	seat := e.table.turn()
	if len(arguments) > 0 {
		var err error
		if seat, err = onlyColour(arguments); err != nil {
			return "", err
		}
	}
	s, err := e.table.before(seat)
	if err != nil {
		return "", err
	}
	return strings.Join(agents.Moves(e.table.notation, s), " "), nil
}

// finalResult tells the result once the game is over.
func finalResult(e *Engine, _ context.Context, _ []string) (string, error) {
	if e.table.at.ToPlay() != envs.Over {
		return "", errors.New("the game is not over")
	}
	lead, err := e.lead()
	return scoreText(lead), err
}

// analyzeCommands are what GoGui offers in its menu.
func analyzeCommands(e *Engine, _ context.Context, _ []string) (string, error) {
	list := []string{"plist/Legal Moves/legal_moves"}
	if e.goban() != nil {
		list = append(list, "dboard/Ownership/ownership", "bwboard/Pass Alive/pass_alive", "string/Final Score/final_score")
	}
	return strings.Join(list, "\n"), nil
}
