package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/viz/session"
)

type matchCommand struct {
	Game        string `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	A           string `arg:"" help:"An agent, such as mcts:sims=1000."`
	B           string `arg:"" help:"Its opponent."`
	Games       int    `default:"100" help:"Number of games; the seats are swapped after each."`
	Seed        uint64 `default:"1" help:"Seed of openings and agents."`
	Concurrency int    `default:"0" help:"Games at once; changes no result (default: one a processor)."`

	openingFlags
	clockFlags
	ClockA string `placeholder:"CLOCK" help:"The clock of the first agent, instead of --clock."`
	ClockB string `placeholder:"CLOCK" help:"The clock of the second agent, instead of --clock."`
	adjudicationFlags
	sprtFlags

	Store string `placeholder:"FILE" help:"Keep the games in this database, and go on with what it has of the match."`
	Event string `placeholder:"NAME" help:"What the store keeps the match under (default: the agents and the game)."`
	viewFlags
	JSON bool `name:"json" help:"One JSON object a game on standard output, then the summary."`
}

// openingFlags say what games begin with.
type openingFlags struct {
	OpeningPlies int    `default:"0" help:"Random moves before the agents take over, and as many more as it takes for openings to differ; with a book, moves taken from it, 0 for all."`
	Book         string `placeholder:"FILE" help:"Begin with the games or positions of this file: .pgn, .sgf, .epd, .fen, .txt."`
	BookOrder    string `default:"random" enum:"random,file" help:"Order in which a book is used: random or file."`
}

// clockFlags say how long agents may think.
type clockFlags struct {
	Clock  string        `placeholder:"CLOCK" help:"Time of each side: 5m, 5m+3s, 40/5m, 10m+3x30s, 1x2s (a move), nodes=1000."`
	Margin time.Duration `default:"20ms" help:"By how much a move may overstep its clock."`
	Limit  time.Duration `placeholder:"TIME" help:"Longest answer of an agent, clock or none (default: any)."`
}

// adjudicationFlags end games before their rules do.
type adjudicationFlags struct {
	Resign   string `placeholder:"V,N" help:"An agent that expects a return of at most -V at N moves in a row loses."`
	Draw     string `placeholder:"V,N[,PLY]" help:"A game is drawn if both expect -V to V at N moves each in a row, after PLY."`
	MaxPlies int    `placeholder:"N" help:"End a game after N plies: by its points where there are any, else as a draw."`
}

// sprtFlags end a match when it has shown enough.
type sprtFlags struct {
	SPRT      string  `name:"sprt" placeholder:"ELO0,ELO1" help:"Stop when it is clear which of the two differences holds, --games at most."`
	Alpha     float64 `default:"0.05" help:"How often ELO1 is accepted though ELO0 holds."`
	Beta      float64 `default:"0.05" help:"How often ELO0 is accepted though ELO1 holds."`
	SPRTModel string  `name:"sprt-model" default:"pentanomial" enum:"pentanomial,trinomial" help:"Count pairs of games or games: pentanomial or trinomial."`
	SPRTScale string  `name:"sprt-scale" default:"logistic" enum:"logistic,normalised" help:"Of the differences: logistic or normalised Elo."`
}

// gameLine is a game of a match for programs.
type gameLine struct {
	Index     int      `json:"index"`
	SeatA     int      `json:"seat_a"`  // from 0
	Outcome   string   `json:"outcome"` // of A: win, draw or loss
	Ending    string   `json:"ending"`
	Plies     int      `json:"plies"`
	Opening   int      `json:"opening"`            // how many of the plies were given
	Position  string   `json:"position,omitempty"` // what the game began with, if not with the first position
	Moves     string   `json:"moves"`
	Duplicate bool     `json:"duplicate"`
	Fault     string   `json:"fault,omitempty"`
	FaultSeat *int     `json:"fault_seat,omitempty"`
	LLR       *float64 `json:"llr,omitempty"` // after this game
}

// matchSummary is a match for programs, in the eyes of A.
type matchSummary struct {
	Game        string  `json:"game"`
	A           string  `json:"a"`
	B           string  `json:"b"`
	Seed        uint64  `json:"seed"`
	Games       int     `json:"games"`
	Wins        int     `json:"wins"`
	Draws       int     `json:"draws"`
	Losses      int     `json:"losses"`
	Score       float64 `json:"score"`
	ScoreLo     float64 `json:"score_lo"`
	ScoreHi     float64 `json:"score_hi"`
	Elo         float64 `json:"elo"`
	EloLo       float64 `json:"elo_lo"`
	EloHi       float64 `json:"elo_hi"`
	Superiority float64 `json:"superiority"` // how likely A is the better one
	Pairs       [5]int  `json:"pairs"`       // pairs of games by the half points of A
	Duplicates  int     `json:"duplicates"`
	Faults      int     `json:"faults"`
	FaultsA     int     `json:"faults_a"`
	FaultsB     int     `json:"faults_b"`
	*testSummary
}

// testSummary is an SPRT for programs.
type testSummary struct {
	LLR      float64 `json:"llr"`
	Lower    float64 `json:"llr_lower"` // at which H0 is accepted
	Upper    float64 `json:"llr_upper"` // at which H1 is accepted
	Decision string  `json:"decision"`  // open, H0 or H1
}

// Run plays the match. Ctrl-C ends it with the summary of the games so far.
func (c *matchCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, config, err := c.parse()
	if err != nil {
		return err
	}
	return c.viewed(ctx, game, c.A+" – "+c.B, func(view *session.Match) error { return c.play(ctx, std, game, config, view) })
}

// play plays the match and tells how it went; view, if not nil, shows it.
func (c *matchCommand) play(ctx context.Context, std *cli.Streams, game envs.Game, config tournament.Config, view *session.Match) error {
	out := newLines(std.Out)
	conduct := conductor{std: std, store: c.Store, watch: view, status: func(s *tournament.Standings) []string { return c.status(s, &config) }}
	if c.JSON {
		conduct.line = func(g *tournament.Game, s *tournament.Standings) { out.write(newGameLine(game, g, s, &config)) }
	}
	s, err := conduct.play(ctx, config)
	if err != nil && !wasInterrupted(err) {
		return err
	}
	if c.JSON {
		out.write(c.summary(s, &config))
	} else {
		c.print(std.Out, s, &config)
	}
	if err != nil {
		return fmt.Errorf("interrupted after %d of %d games", s.Games, c.Games)
	}
	return out.err
}

// parse makes a config of what was typed.
func (c *matchCommand) parse() (game envs.Game, config tournament.Config, err error) {
	if game, err = parseGame(c.Game); err != nil {
		return
	}
	if players := game.Spec().Players; players != 2 {
		return game, config, cli.Usagef("--game %s: a match wants a game of two seats, this one has %d", c.Game, players)
	}
	for _, agent := range []string{c.A, c.B} {
		if _, err = parseMachine(agent, game); err != nil {
			return
		}
	}
	if err = c.check(game); err != nil {
		return
	}
	config = tournament.Default()
	config.Name, config.Game, config.Format = c.Event, c.Game, tournament.Match
	if c.Event == "" {
		config.Name = fmt.Sprintf("%s: %s - %s", c.Game, c.A, c.B)
	}
	config.Games, config.Seed, config.Concurrency = c.Games, c.Seed, c.Concurrency
	config.Players = []tournament.Player{{Name: c.A, Agent: c.A, Clock: c.ClockA}, {Name: c.B, Agent: c.B, Clock: c.ClockB}}
	if c.A == c.B {
		config.Players[1].Name += " (B)"
	}
	c.openingFlags.set(&config)
	c.clockFlags.set(&config)
	if err = c.adjudicationFlags.set(&config); err != nil {
		return
	}
	if err = c.sprtFlags.set(&config); err != nil {
		return
	}
	return game, config, cli.Usage(config.Check())
}

// check checks the numbers whose flags have names of their own.
func (c *matchCommand) check(game envs.Game) error {
	most := game.Spec().MaxPlies
	switch {
	case c.Games < 1:
		return cli.Usagef("--games %d: want at least 1", c.Games)
	case c.Concurrency < 0:
		return cli.Usagef("--concurrency %d: want at least 1, or 0 for one a processor", c.Concurrency)
	case c.OpeningPlies < 0:
		return cli.Usagef("--opening-plies %d: want 0 or more", c.OpeningPlies)
	case most > 0 && c.OpeningPlies >= most:
		return cli.Usagef("--opening-plies %d: %s lasts %d plies at most", c.OpeningPlies, c.Game, most)
	}
	return nil
}

func (f *openingFlags) set(c *tournament.Config) {
	c.Openings = tournament.Openings{Plies: f.OpeningPlies, Book: f.Book, Order: f.BookOrder}
}

func (f *clockFlags) set(c *tournament.Config) {
	c.Clock, c.Margin, c.Limit = f.Clock, f.Margin, f.Limit
}

func (f *adjudicationFlags) set(c *tournament.Config) error {
	a := &c.Adjudication
	a.MaxPlies = f.MaxPlies
	if f.Resign != "" {
		values, err := numbers("--resign", f.Resign, "V,N", 2, 2)
		if err != nil {
			return err
		}
		a.Resign, a.ResignMoves = float32(values[0]), int(values[1])
	}
	if f.Draw != "" {
		values, err := numbers("--draw", f.Draw, "V,N or V,N,PLY", 2, 3)
		if err != nil {
			return err
		}
		values = append(values, 0)
		a.Draw, a.DrawMoves, a.DrawFrom = float32(values[0]), int(values[1]), int(values[2])
	}
	return nil
}

func (f *sprtFlags) set(c *tournament.Config) error {
	if f.SPRT == "" {
		return nil
	}
	elo, err := numbers("--sprt", f.SPRT, "ELO0,ELO1", 2, 2)
	if err != nil {
		return err
	}
	c.SPRT = &tournament.SPRT{
		Elo0: elo[0], Elo1: elo[1], Alpha: f.Alpha, Beta: f.Beta, Model: f.SPRTModel, Scale: f.SPRTScale,
	}
	return nil
}

// numbers reads numbers with commas between them.
func numbers(flag, text, form string, least, most int) (all []float64, err error) {
	parts := strings.Split(text, ",")
	for _, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return nil, cli.Usagef("%s %s: %q is no number; want %s", flag, text, part, form)
		}
		all = append(all, n)
	}
	if len(all) < least || len(all) > most {
		return nil, cli.Usagef("%s %s: want %s", flag, text, form)
	}
	return all, nil
}

// status is the match so far in a line.
func (c *matchCommand) status(s *tournament.Standings, config *tournament.Config) []string {
	r := s.Result(0, 1)
	line := fmt.Sprintf("game %d of %d: %d won, %d drawn, %d lost", r.Games, c.Games, r.Wins, r.Draws, r.Losses)
	if t := newTestSummary(s, config); t != nil {
		line += fmt.Sprintf(", LLR %.2f (%.2f to %.2f)", t.LLR, t.Lower, t.Upper)
	}
	return []string{line}
}

func newGameLine(game envs.Game, g *tournament.Game, s *tournament.Standings, config *tournament.Config) gameLine {
	seatA := g.Seats[0] // A is player 0, who has the second seat where player 1 has the first
	line := gameLine{
		Index: g.Index, SeatA: seatA, Outcome: g.Outcome(envs.Player(seatA)).String(), Ending: string(g.Ending()),
		Plies: len(g.Actions), Opening: g.Opening, Position: g.Position,
		Moves: arena.FormatMoves(game, &g.Record), Duplicate: g.Duplicate,
	}
	if g.Fault != nil {
		seat := int(g.Fault.Seat)
		line.Fault, line.FaultSeat = g.Fault.Err.Error(), &seat
	}
	if t := newTestSummary(s, config); t != nil {
		line.LLR = &t.LLR
	}
	return line
}

// newTestSummary returns nil if there is no test.
func newTestSummary(s *tournament.Standings, config *tournament.Config) *testSummary {
	if config.SPRT == nil {
		return nil
	}
	llr, decision := s.Test(config.SPRT)
	t := &testSummary{LLR: llr, Decision: decision.String()}
	t.Lower, t.Upper = config.SPRT.Test().Bounds()
	return t
}

func (c *matchCommand) summary(s *tournament.Standings, config *tournament.Config) matchSummary {
	r := s.Result(0, 1)
	m := matchSummary{
		Game: c.Game, A: c.A, B: c.B, Seed: c.Seed,
		Games: r.Games, Wins: r.Wins, Draws: r.Draws, Losses: r.Losses,
		Score: r.Score(), Superiority: rating.Superiority(float64(r.Wins), float64(r.Losses)), Pairs: s.Pairs[0][1],
		Duplicates: r.Duplicates, Faults: r.Faults, FaultsA: s.Faults[0], FaultsB: s.Faults[1],
		testSummary: newTestSummary(s, config),
	}
	m.ScoreLo, m.ScoreHi = r.Interval()
	m.Elo, m.EloLo, m.EloHi = r.Elo()
	return m
}

func (c *matchCommand) print(w io.Writer, s *tournament.Standings, config *tournament.Config) {
	m := c.summary(s, config)
	fmt.Fprintf(w, "%s against %s at %s, seed %d\n", c.A, c.B, c.Game, c.Seed)
	if m.Games == 0 {
		fmt.Fprintln(w, "no game was played to its end")
		return
	}
	fmt.Fprintf(w, "games %d: %d won, %d drawn, %d lost\n", m.Games, m.Wins, m.Draws, m.Losses)
	fmt.Fprintf(w, "score %.1f %% (95 %%: %.1f to %.1f)\n", 100*m.Score, 100*m.ScoreLo, 100*m.ScoreHi)
	fmt.Fprintf(w, "Elo %+.0f (95 %%: %+.0f to %+.0f), superiority %.1f %%\n", m.Elo, m.EloLo, m.EloHi, 100*m.Superiority)
	if t := m.testSummary; t != nil {
		fmt.Fprintf(w, "SPRT: LLR %.2f (%.2f to %.2f), %s\n", t.LLR, t.Lower, t.Upper, describe(t.Decision, config.SPRT))
	}
	fmt.Fprintf(w, "duplicates %d, faults %d\n", m.Duplicates, m.Faults)
}

// describe tells what a test came to.
func describe(decision string, test *tournament.SPRT) string {
	switch decision {
	case "H0":
		return fmt.Sprintf("H0 accepted: Elo %g rather than %g", test.Elo0, test.Elo1)
	case "H1":
		return fmt.Sprintf("H1 accepted: Elo %g rather than %g", test.Elo1, test.Elo0)
	}
	return "not decided"
}
