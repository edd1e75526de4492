package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
)

type matchCommand struct {
	Game         string `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	A            string `arg:"" help:"An agent, such as mcts:sims=1000."`
	B            string `arg:"" help:"Its opponent."`
	Games        int    `default:"100" help:"Number of games; the seats are swapped after each."`
	Seed         uint64 `default:"1" help:"Seed of openings and agents."`
	Concurrency  int    `default:"0" help:"Games at once; changes no result (default: one a processor)."`
	OpeningPlies int    `default:"0" help:"Least number of random moves before the agents take over."`
	JSON         bool   `name:"json" help:"One JSON object a game on standard output, then the summary."`
}

// gameLine is a game of a match for programs.
type gameLine struct {
	Index     int    `json:"index"`
	SeatA     int    `json:"seat_a"`  // from 0
	Outcome   string `json:"outcome"` // of A: win, draw or loss
	Plies     int    `json:"plies"`
	Opening   int    `json:"opening"` // how many of the plies were random
	Moves     string `json:"moves"`
	Duplicate bool   `json:"duplicate"`
	Fault     string `json:"fault,omitempty"`
	FaultSeat *int   `json:"fault_seat,omitempty"`
}

// matchSummary is a match for programs, in the eyes of A.
type matchSummary struct {
	Game       string  `json:"game"`
	A          string  `json:"a"`
	B          string  `json:"b"`
	Seed       uint64  `json:"seed"`
	Games      int     `json:"games"`
	Wins       int     `json:"wins"`
	Draws      int     `json:"draws"`
	Losses     int     `json:"losses"`
	Score      float64 `json:"score"`
	ScoreLo    float64 `json:"score_lo"`
	ScoreHi    float64 `json:"score_hi"`
	Elo        float64 `json:"elo"`
	EloLo      float64 `json:"elo_lo"`
	EloHi      float64 `json:"elo_hi"`
	Duplicates int     `json:"duplicates"`
	Faults     int     `json:"faults"`
}

// Run plays the match. Ctrl-C ends it with the summary of the games so far.
func (c *matchCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, a, b, err := c.parse()
	if err != nil {
		return err
	}
	out, progress := newLines(std.Out), newStatus(std.Err)
	var sofar arena.Result
	config := arena.MatchConfig{
		Games: c.Games, Seed: c.Seed, OpeningPlies: c.OpeningPlies, Concurrency: c.Concurrency,
		Each: func(g arena.MatchGame) {
			sofar.Add(g)
			if g.Fault != nil {
				progress.Clear()
				fmt.Fprintf(std.Err, "game %d: %s loses by a fault: %v\n", g.Index, c.side(g), g.Fault.Err)
			}
			progress.show("game %d of %d: %d won, %d drawn, %d lost", sofar.Games, c.Games, sofar.Wins, sofar.Draws, sofar.Losses)
			if c.JSON {
				out.write(newGameLine(game, g))
			}
		},
	}
	if config.Concurrency == 0 {
		config.Concurrency = runtime.GOMAXPROCS(0)
	}
	result, err := arena.Match(ctx, game, entrant(a, game), entrant(b, game), config)
	progress.Clear()
	if err != nil && ctx.Err() == nil {
		return err
	}
	if c.JSON {
		out.write(c.summary(result))
	} else {
		c.print(std.Out, result)
	}
	if err != nil {
		return fmt.Errorf("interrupted after %d of %d games", result.Games, c.Games)
	}
	return out.err
}

func (c *matchCommand) parse() (game envs.Game, a, b agentcatalog.Spec, err error) {
	if game, err = parseGame(c.Game); err != nil {
		return
	}
	if players := game.Spec().Players; players != 2 {
		return game, a, b, cli.Usagef("--game %s: a match wants a game of two seats, this one has %d", c.Game, players)
	}
	if a, err = parseMachine(c.A, game); err != nil {
		return
	}
	if b, err = parseMachine(c.B, game); err != nil {
		return
	}
	most := game.Spec().MaxPlies
	switch {
	case c.Games < 1:
		err = cli.Usagef("--games %d: want at least 1", c.Games)
	case c.Concurrency < 0:
		err = cli.Usagef("--concurrency %d: want at least 1, or 0 for one a processor", c.Concurrency)
	case c.OpeningPlies < 0:
		err = cli.Usagef("--opening-plies %d: want 0 or more", c.OpeningPlies)
	case most > 0 && c.OpeningPlies >= most:
		err = cli.Usagef("--opening-plies %d: %s lasts %d plies at most", c.OpeningPlies, c.Game, most)
	}
	return
}

// side names the agent at fault.
func (c *matchCommand) side(g arena.MatchGame) string {
	if g.Fault.Seat == g.SeatA {
		return c.A
	}
	return c.B
}

func newGameLine(game envs.Game, g arena.MatchGame) gameLine {
	line := gameLine{
		Index: g.Index, SeatA: int(g.SeatA), Outcome: g.Outcome(g.SeatA).String(),
		Plies: len(g.Actions), Opening: g.Opening, Moves: arena.FormatMoves(game, &g.Record), Duplicate: g.Duplicate,
	}
	if g.Fault != nil {
		seat := int(g.Fault.Seat)
		line.Fault, line.FaultSeat = g.Fault.Err.Error(), &seat
	}
	return line
}

func (c *matchCommand) summary(r arena.Result) matchSummary {
	s := matchSummary{
		Game: c.Game, A: c.A, B: c.B, Seed: c.Seed,
		Games: r.Games, Wins: r.Wins, Draws: r.Draws, Losses: r.Losses,
		Score: r.Score(), Duplicates: r.Duplicates, Faults: r.Faults,
	}
	s.ScoreLo, s.ScoreHi = r.Interval()
	s.Elo, s.EloLo, s.EloHi = r.Elo()
	return s
}

func (c *matchCommand) print(w io.Writer, r arena.Result) {
	s := c.summary(r)
	fmt.Fprintf(w, "%s against %s at %s, seed %d\n", c.A, c.B, c.Game, c.Seed)
	if s.Games == 0 {
		fmt.Fprintln(w, "no game was played to its end")
		return
	}
	fmt.Fprintf(w, "games %d: %d won, %d drawn, %d lost\n", s.Games, s.Wins, s.Draws, s.Losses)
	fmt.Fprintf(w, "score %.1f %% (95 %%: %.1f to %.1f)\n", 100*s.Score, 100*s.ScoreLo, 100*s.ScoreHi)
	fmt.Fprintf(w, "Elo %+.0f (95 %%: %+.0f to %+.0f)\n", s.Elo, s.EloLo, s.EloHi)
	fmt.Fprintf(w, "duplicates %d, faults %d\n", s.Duplicates, s.Faults)
}
