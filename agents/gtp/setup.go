package gtp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// clear makes the program's board the first one of the game, but for stones
// that are given before it begins.
func (a *Agent) clear(ctx context.Context) error {
	spec := a.game.Spec()
	var commands []string
	if rows, columns := spec.Obs[1], spec.Obs[2]; rows == columns {
		commands = append(commands, "boardsize "+strconv.Itoa(rows))
	}
	commands = append(commands, "clear_board")
	if a.goban != nil {
		c := a.goban.Config()
		commands = append(commands, "komi "+strconv.FormatFloat(c.Komi, 'f', -1, 64))
		if a.client.knows("kata-set-rules") {
			commands = append(commands, "kata-set-rules "+rulesText(c))
		}
	}
	return a.ask(ctx, commands...)
}

func (a *Agent) ask(ctx context.Context, commands ...string) error {
	for _, command := range commands {
		if _, err := a.client.ask(ctx, command); err != nil {
			return err
		}
	}
	return nil
}

// setUp puts the stones of a position on the program's empty board. One after
// the other they capture nothing, for a chain has no fewer liberties while
// stones are missing. Other worlds begin at their beginning.
func (a *Agent) setUp(ctx context.Context, start envs.State) error {
	s, ok := start.(*goban.State)
	if !ok {
		if !same(a.game.New(0), start) {
			return errors.New("the protocol has no way to set up a position of this world: want every move from the first position on")
		}
		return nil
	}
	for p := range a.goban.Pass() {
		if seat := s.At(p); seat != envs.Over {
			command := "play " + colours[seat] + " " + goban.FormatVertex(a.goban.Config().Size, p)
			if err := a.ask(ctx, command); err != nil {
				return err
			}
		}
	}
	return nil
}

// rulesText is the rules as kata-set-rules takes them.
func rulesText(c goban.Config) string {
	return fmt.Sprintf(`{"ko":%q,"scoring":"AREA","tax":"NONE","suicide":%t,"hasButton":false,"whiteHandicapBonus":"0","friendlyPassOk":false}`,
		koTexts[c.Ko], c.Suicide)
}

// koTexts are KataGo's names of the rules against repetition.
var koTexts = [...]string{goban.Positional: "POSITIONAL", goban.Situational: "SITUATIONAL", goban.Simple: "SIMPLE"}

// tellTime tells the program what is on the clocks: once what they began
// with, and before each move what is left.
func (a *Agent) tellTime(ctx context.Context) error {
	if !a.client.knows("time_left") || !a.client.knows("time_settings") {
		return nil
	}
	for seat, t := range a.clock.Seats {
		if t.Total() <= 0 {
			continue // no clock
		}
		main, period, moves := t.Left, time.Duration(0), 0
		switch {
		case t.Periods > 0:
			period, moves = t.Period, 1
		case t.MovesToGo > 0:
			main, period, moves = 0, t.Left, t.MovesToGo
		}
		if !a.timed {
			command := fmt.Sprintf("time_settings %d %d %d", wholeSeconds(main), wholeSeconds(period), moves)
			if err := a.ask(ctx, command); err != nil {
				return err
			}
			a.timed = true
		}
		left, stones := main, 0
		if left <= 0 {
			left, stones = period, moves
		}
		if err := a.ask(ctx, fmt.Sprintf("time_left %s %d %d", colours[seat], wholeSeconds(left), stones)); err != nil {
			return err
		}
	}
	return nil
}

// wholeSeconds rounds down: a program must not believe that it has more.
func wholeSeconds(d time.Duration) int { return int(d / time.Second) }
