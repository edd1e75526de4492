package console

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
)

// show draws the board, and says which move was the last and whose turn it is.
func (c *Console) show() {
	if board, ok := c.state.(fmt.Stringer); ok {
		c.say("%s\n", strings.TrimRight(board.String(), "\n"))
	}
	if c.over() {
		return
	}
	text := fmt.Sprintf("move %d", len(c.actions)+1)
	if len(c.config.Players) > 1 {
		text += fmt.Sprintf(", seat %d", c.state.ToPlay()+1)
		if symbol := c.symbol(); symbol != "" {
			text += " (" + symbol + ")"
		}
	}
	if n := len(c.actions); n > 0 {
		text += "; the last was " + c.lastName()
	}
	c.say("%s\n", text)
}

// symbol is what the board shows for the seat to move, where that is known.
func (c *Console) symbol() string {
	names := map[gamefile.Format][2]string{gamefile.SGF: {"X", "O"}, gamefile.PGN: {"capital letters", "small letters"}}
	return names[gamefile.Usual(c.config.World)][c.state.ToPlay()&1]
}

// lastName is the name of the last move.
func (c *Console) lastName() string {
	s := c.start.Start(c.config.World)
	last := len(c.actions) - 1
	for _, a := range c.actions[:last] {
		s.Play(a)
	}
	return c.notation.FormatAction(s, c.actions[last])
}

// announce says how the game went.
func (c *Console) announce() {
	result := c.Game().Result
	mine := envs.Over // the seat of the only person
	for seat, p := range c.config.Players {
		if p.Agent == nil && c.people() == 1 {
			mine = envs.Player(seat)
		}
	}
	winner := map[string]envs.Player{gamefile.FirstWins: 0, gamefile.SecondWins: 1}
	switch seat, won := winner[result]; {
	case len(c.returns) != 2:
		c.say("The game is over. Your return: %g\n", c.returns[max(mine, 0)])
	case !won:
		c.say("A draw.\n")
	case mine == envs.Over:
		c.say("Seat %d wins.\n", seat+1)
	case seat == mine:
		c.say("You win.\n")
	default:
		c.say("You lose.\n")
	}
}
