package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/search"
	"github.com/tengen-rl/tengen/selfplay"
)

type replayCommand struct {
	Folder string `arg:"" name:"run" help:"Folder of a run of AlphaZero."`
	Game   string `arg:"" help:"The game as GENERATION:GAME, both from 0: 3:17 is game 17 of the weights of generation 3."`
	Move   int    `placeholder:"N" help:"Show the search behind this move alone, with every action; 1 is the first."`
	JSON   bool   `name:"json" help:"One JSON object a searched move on standard output, then the summary."`
}

// Run plays the game again and shows it. A game that comes out otherwise than
// it was recorded is a failure.
func (c *replayCommand) Run(ctx context.Context, std *cli.Streams) error {
	id, err := c.id()
	if err != nil {
		return err
	}
	game, err := selfplay.World(c.Folder)
	if err != nil {
		return err
	}
	p := &replayPrinter{command: c, out: newOutput(std, c.JSON), to: std.Out, game: game, notation: agents.Notation(game)}
	played, err := selfplay.Replay(ctx, c.Folder, id, selfplay.Options{Now: time.Now}, p.move)
	if err != nil {
		return err
	}
	if c.Move > 0 && !p.found {
		return c.notSearched(played)
	}
	p.summary(id, played)
	if !played.Same {
		return fmt.Errorf("%s: game %s is not what the run recorded, from move %d on: its knobs of self-play or the program that played it were others",
			c.Folder, c.Game, played.Differs()+1)
	}
	return nil
}

func (c *replayCommand) id() (id selfplay.GameID, err error) {
	if c.Move < 0 {
		return id, cli.Usagef("--move %d: want 1 for the first move, or greater", c.Move)
	}
	var rest string
	if n, _ := fmt.Sscanf(c.Game, "%d:%d%s", &id.Generation, &id.Game, &rest); n != 2 {
		return id, cli.Usagef("game %q: want GENERATION:GAME, such as 3:17", c.Game)
	}
	return id, nil
}

// notSearched tells why there is no search behind the move asked for.
func (c *replayCommand) notSearched(played *selfplay.Replayed) error {
	opening, plies := played.Again.Opening, len(played.Again.Actions)
	if c.Move <= opening {
		return fmt.Errorf("--move %d: the first %d moves are the opening, drawn without a search; want %d to %d", c.Move, opening, opening+1, plies)
	}
	return fmt.Errorf("--move %d: the game has %d moves; want %d to %d", c.Move, plies, opening+1, plies)
}

// A replayPrinter shows moves as they are played.
type replayPrinter struct {
	command  *replayCommand
	out      *output
	to       io.Writer
	game     envs.Game
	notation envs.Notation
	found    bool // the move asked for
}

// moveLine is a searched move for programs.
type moveLine struct {
	Move        int          `json:"move"` // 1 is the game's first
	Seat        int          `json:"seat"` // from 0
	Played      string       `json:"played"`
	Full        bool         `json:"full"` // with noise, and learned; else a quick search
	Simulations int          `json:"simulations"`
	Values      []float32    `json:"values"` // expected return of each seat
	Actions     []actionLine `json:"actions"`
}

// actionLine is what the search found of an action.
type actionLine struct {
	Action string    `json:"action"`
	Visits int       `json:"visits"`
	Prior  float32   `json:"prior"`
	Values []float32 `json:"values,omitempty"` // of each seat after it (Q), none if it was not tried
	Line   string    `json:"line"`             // the best play after it
	End    int       `json:"end,omitempty"`    // plies to the end if that is proven
}

// move takes a move as it was searched.
func (p *replayPrinter) move(m *alphazero.Move) {
	line := moveLine{
		Move: m.Ply + 1, Seat: int(m.State.ToPlay()), Played: p.notation.FormatAction(m.State, m.Action),
		Full: m.Full, Simulations: m.Simulations, Values: m.Values,
	}
	if p.command.Move > 0 && p.command.Move != line.Move {
		return
	}
	p.found = true
	for _, l := range m.Lines {
		line.Actions = append(line.Actions, p.action(m.State, l))
	}
	switch {
	case p.command.JSON:
		p.out.object(line)
	case p.command.Move > 0:
		p.table(m.State, line)
	default:
		best := line.Actions[0]
		fmt.Fprintf(p.to, "%3d  %-6s seat %d expects %+.3f after %d simulations; most tried %s, %d times: %s\n",
			line.Move, line.Played, line.Seat+1, line.Values[line.Seat], line.Simulations, best.Action, best.Visits, best.Line)
	}
}

// action tells what was found of one action of s.
func (p *replayPrinter) action(s envs.State, l search.Line) actionLine {
	a := actionLine{Action: p.notation.FormatAction(s, l.Action), Visits: l.Visits, Prior: l.Prior, Values: l.Values, End: l.End}
	after := p.game.New(0)
	after.CopyFrom(s)
	var names []string
	for _, move := range l.Moves {
		names = append(names, p.notation.FormatAction(after, move))
		after.Play(move)
	}
	a.Line = strings.Join(names, " ")
	return a
}

// table shows the position and every action.
func (p *replayPrinter) table(s envs.State, line moveLine) {
	if board, ok := s.(fmt.Stringer); ok {
		fmt.Fprintf(p.to, "%s", board)
	}
	kind := "a full search"
	if !line.Full {
		kind = "a quick search, which is not learned"
	}
	fmt.Fprintf(p.to, "move %d, seat %d to move: %s of %d simulations expects %+.4f; %s was played\n",
		line.Move, line.Seat+1, kind, line.Simulations, line.Values[line.Seat], line.Played)
	fmt.Fprintf(p.to, "%-8s %7s %7s %8s  %s\n", "action", "visits", "prior", "Q", "line")
	for _, a := range line.Actions {
		q := "-"
		if a.Values != nil {
			q = fmt.Sprintf("%+.4f", a.Values[line.Seat])
		}
		end := ""
		if a.End > 0 {
			end = fmt.Sprintf(" (proven, %d plies)", a.End)
		}
		fmt.Fprintf(p.to, "%-8s %7d %7.4f %8s  %s%s\n", a.Action, a.Visits, a.Prior, q, a.Line, end)
	}
}

// summary tells how the game ended and whether it is the recorded one.
func (p *replayPrinter) summary(id selfplay.GameID, played *selfplay.Replayed) {
	if p.command.JSON {
		p.out.object(map[string]any{
			"run": p.command.Folder, "generation": id.Generation, "game": id.Game, "plies": len(played.Again.Actions),
			"opening": played.Again.Opening, "returns": played.Again.Returns, "same": played.Same,
		})
		return
	}
	if !played.Same {
		return
	}
	fmt.Fprintf(p.to, "generation %d, game %d: %d plies, %d of them the opening, returns %v; bit for bit as it was recorded\n",
		id.Generation, id.Game, len(played.Again.Actions), played.Again.Opening, played.Again.Returns)
}
