package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
)

type evalCommand struct {
	Game        string `required:"" placeholder:"NAME" help:"A world of one seat; arena games lists them."`
	Agent       string `arg:"" help:"An agent, such as dqn:runs/x."`
	Episodes    int    `default:"100" help:"Number of episodes."`
	Seed        uint64 `default:"1" help:"Seed of worlds and agents; one seed, the same worlds for every agent."`
	MaxSteps    int    `default:"10000" help:"Break an episode off after so many steps, 0 for never; its return so far counts."`
	Concurrency int    `default:"0" help:"Episodes at once; changes no result (default: one a processor)."`
	Show        bool   `help:"Show one episode, position by position, instead."`
	JSON        bool   `name:"json" help:"One JSON object an episode on standard output, then the summary."`
}

// episodeLine is an episode for programs.
type episodeLine struct {
	Index     int     `json:"index"`
	Seed      uint64  `json:"seed"`
	Return    float64 `json:"return"`
	Steps     int     `json:"steps"`
	Truncated bool    `json:"truncated"` // a limit of the world cut it off
	Capped    bool    `json:"capped"`    // --max-steps did
}

// evalSummary is all of them.
type evalSummary struct {
	Game         string  `json:"game"`
	Agent        string  `json:"agent"`
	Seed         uint64  `json:"seed"`
	EvalEpisodes int     `json:"eval_episodes"`
	EvalReturn   float64 `json:"eval_return"` // mean
	EvalLo       float64 `json:"eval_lo"`     // 95 % interval by bootstrap
	EvalHi       float64 `json:"eval_hi"`
	EvalSteps    float64 `json:"eval_steps"` // mean
	EvalCapped   int     `json:"eval_capped"`
}

// Run measures the agent.
func (c *evalCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, spec, err := c.parse()
	if err != nil {
		return err
	}
	if c.Show {
		return c.show(ctx, std.Out, game, spec)
	}
	config := arena.EpisodesConfig{Episodes: c.Episodes, Seed: c.Seed, MaxSteps: c.MaxSteps, Concurrency: c.Concurrency}
	if config.Concurrency == 0 {
		config.Concurrency = runtime.GOMAXPROCS(0)
	}
	episodes, err := arena.Episodes(ctx, game, entrant(spec, game), config)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted before %d episodes were over", c.Episodes)
	case err != nil:
		return err
	}
	s := c.summary(episodes)
	if !c.JSON {
		_, err := fmt.Fprintf(std.Out, "%s at %s: mean return %.3f of %d episodes (95 %%: %.3f to %.3f), mean length %.1f, broken off %d\n",
			c.Agent, c.Game, s.EvalReturn, s.EvalEpisodes, s.EvalLo, s.EvalHi, s.EvalSteps, s.EvalCapped)
		return err
	}
	out := newLines(std.Out)
	for _, e := range episodes {
		out.write(episodeLine(e))
	}
	out.write(s)
	return out.err
}

func (c *evalCommand) parse() (game envs.Game, spec agentcatalog.Spec, err error) {
	if game, err = parseGame(c.Game); err != nil {
		return
	}
	if seats := game.Spec().Players; seats != 1 {
		return game, spec, cli.Usagef("--game %s: eval wants a world of one seat, this one has %d: arena match plays games", c.Game, seats)
	}
	if spec, err = parseMachine(c.Agent, game); err != nil {
		return
	}
	switch {
	case c.Episodes < 1:
		err = cli.Usagef("--episodes %d: want at least 1", c.Episodes)
	case c.MaxSteps < 0:
		err = cli.Usagef("--max-steps %d: want at least 1, or 0 for no limit", c.MaxSteps)
	case c.Concurrency < 0:
		err = cli.Usagef("--concurrency %d: want at least 1, or 0 for one a processor", c.Concurrency)
	}
	return
}

func (c *evalCommand) summary(episodes []arena.Episode) evalSummary {
	mean := arena.MeanReturn(episodes)
	s := evalSummary{
		Game: c.Game, Agent: c.Agent, Seed: c.Seed, EvalEpisodes: len(episodes),
		EvalReturn: mean.Value, EvalLo: mean.Lo, EvalHi: mean.Hi,
	}
	for _, e := range episodes {
		s.EvalSteps += float64(e.Steps) / float64(len(episodes))
		if e.Capped {
			s.EvalCapped++
		}
	}
	return s
}

// show plays the first of the episodes and prints what happens.
func (c *evalCommand) show(ctx context.Context, w io.Writer, game envs.Game, spec agentcatalog.Spec) error {
	shown := arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		agent, err := spec.New(game, number)
		if err != nil {
			return nil, err
		}
		return &narrator{agent, w, agents.Notation(game), 0}, nil
	}}
	episodes, err := arena.Episodes(ctx, game, shown, arena.EpisodesConfig{Episodes: 1, Seed: c.Seed, MaxSteps: c.MaxSteps})
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted")
	case err != nil:
		return err
	}
	e := episodes[0]
	how := "the episode is over"
	switch {
	case e.Capped:
		how = "broken off by --max-steps"
	case e.Truncated:
		how = "a limit of the world cuts the episode off"
	}
	_, err = fmt.Fprintf(w, "%s after %d steps; return %g\n", how, e.Steps, e.Return)
	return err
}

// narrator prints each position that its agent meets, and the answer.
type narrator struct {
	agents.Agent
	w        io.Writer
	notation envs.Notation
	steps    int
}

// Act implements agents.Agent.
func (n *narrator) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	a, err := n.Agent.Act(ctx, s)
	if err != nil {
		return a, err
	}
	if board, ok := s.(fmt.Stringer); ok {
		fmt.Fprint(n.w, board)
	}
	n.steps++
	_, err = fmt.Fprintf(n.w, "%d. %s\n", n.steps, n.notation.FormatAction(s, a))
	return a, err
}
