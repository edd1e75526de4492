package catalog

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/agents/solver"
	"github.com/tengen-rl/tengen/envs"
	connectfour "github.com/tengen-rl/tengen/envs/connectfour/solver"
	"github.com/tengen-rl/tengen/envs/hex"
	hexsolver "github.com/tengen-rl/tengen/envs/hex/solver"
	othello "github.com/tengen-rl/tengen/envs/othello/solver"
	tictactoe "github.com/tengen-rl/tengen/envs/tictactoe/solver"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// solved is one line of the table of worlds that have an exact solver.
type solved struct {
	game string // Spec.Name, up to the colon where the world comes in several kinds
	most int    // the largest board that the solver takes on, in cells a side; 0 is any
	make func(game envs.Game) search.Solver
}

var solvedWorlds = []solved{
	{"connect4", 0, func(envs.Game) search.Solver { return connectfour.New(connectfour.Config{}) }},
	{"hex", hexsolver.MaxSize, func(game envs.Game) search.Solver { return hexsolver.New(game.(hex.Game)) }},
	{"othello", 0, func(envs.Game) search.Solver { return othello.New(othello.Config{}) }},
	{"tictactoe", 0, func(envs.Game) search.Solver { return tictactoe.New() }},
}

// Agent is an agent made from a Spec, with its stream of randomness at hand.
type Agent struct {
	agents.Agent
	stream *rand.PCG
}

// Reseed makes the agent play from now on as one that New has just made with
// this seed, without making what is costly again.
func (a *Agent) Reseed(number uint64) {
	a.Reset() // before all else: it may be pondering
	*a.stream = *newStream(number)
}

// Unwrap implements agents.Wrapper.
func (a *Agent) Unwrap() agents.Agent { return a.Agent }

// Close gives back what the agent holds outside of memory, if anything.
func (a *Agent) Close() error {
	if c, ok := a.Agent.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

func newStream(number uint64) *rand.PCG {
	return rand.NewPCG(seed.Mix(number, 0), seed.Mix(number, 1))
}

// New makes the agent for game; whatever it draws at random is a function of
// number. It fails where Fits does, and if something that the agent needs is
// not to be had: a run folder that is missing, damaged or of another world.
func (s Spec) New(game envs.Game, number uint64) (*Agent, error) {
	if err := s.Fits(game); err != nil {
		return nil, err
	}
	stream := newStream(number)
	made, err := s.kind.make(s, game, rand.New(stream))
	if err != nil {
		return nil, fmt.Errorf("agent %q: %w", s, err)
	}
	return &Agent{Agent: made, stream: stream}, nil
}

// Fits tells whether the agent can play game at all; the error names the
// worlds that it could.
func (s Spec) Fits(game envs.Game) error {
	if s.kind.fits == nil {
		return nil
	}
	if err := s.kind.fits(game.Spec()); err != nil {
		return fmt.Errorf("agent %q: %w", s, err)
	}
	return nil
}

func twoSeats(world envs.Spec) error {
	if world.Players != 2 {
		return fmt.Errorf("it plays worlds of two seats; %s has %d", world.Name, world.Players)
	}
	return nil
}

func oneSeat(world envs.Spec) error {
	if world.Players != 1 {
		return fmt.Errorf("it plays worlds of one seat; %s has %d", world.Name, world.Players)
	}
	return nil
}

func isSolved(world envs.Spec) error {
	line := solverOf(world.Name)
	switch {
	case line == nil:
		return fmt.Errorf("it plays %s; %s has no solver", strings.Join(solvedNames(), ", "), world.Name)
	case line.most > 0 && world.Obs[1] > line.most:
		return fmt.Errorf("it plays %s up to %d cells a side; %s has %d", line.game, line.most, world.Name, world.Obs[1])
	}
	return nil
}

func makeRandom(_ Spec, _ envs.Game, rng *rand.Rand) (agents.Agent, error) {
	return agents.Random(rng), nil
}

func makeGreedy(_ Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	return agents.Greedy(game, rng), nil
}

func makeHuman(Spec, envs.Game, *rand.Rand) (agents.Agent, error) {
	return nil, errors.New("a person plays at a terminal: arena play")
}

func makeAlphaBeta(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	config := alphabeta.Config{
		Depth: s.number("depth"), Nodes: s.number("nodes"), Time: time.Duration(s.number("time")) * time.Millisecond,
		MaxBytes: s.number("memory") << 20, Ponder: s.number("ponder") == on,
	}
	// Who asks for a depth gets all of it; and where no mover could pass, the
	// shortcuts have not been seen to pay: see docs/results/alphabeta.md.
	_, passes := game.New(0).(envs.Passer)
	if s.number("null") == on && !passes {
		return nil, fmt.Errorf("null=true: no mover can pass in %s; it serves chess and its kin", game.Spec().Name)
	}
	usual := passes && config.Depth == 0
	config.Shortcuts = search.Shortcuts{
		NullMove: s.toggled("null", usual), Reductions: s.toggled("reduce", usual),
		Memory: s.toggled("reuse", usual), Exchanges: s.toggled("exchange", usual),
		Aspiration: s.toggled("aspire", usual),
	}
	if s.run != "" {
		net, err := alphazero.Load(game, s.run, s.generation)
		if err != nil {
			return nil, err
		}
		config.Evaluator = search.NewCache(alphazero.NewEvaluator(net.Compile(1)), game.Spec(), judgements(game.Spec()))
	}
	made, err := alphabeta.New(game, config, rng)
	if err != nil {
		return nil, err // and not a nil pointer that passes for an agent
	}
	return made, nil
}

// judgements is how many of a network's are remembered: 64 MiB of them.
func judgements(world envs.Spec) int { return 64 << 20 / (4 * (world.Actions + world.Players)) }

// toggled returns an option of true or false, or what is usual.
func (s Spec) toggled(name string, usual bool) bool {
	if n := s.number(name); n != 0 {
		return n == on
	}
	return usual
}

func makeMCTS(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	config := mcts.DefaultConfig()
	config.Simulations = s.number("sims")
	s.think(&config)
	return mcts.NewRollouts(game, max(s.number("rollouts"), 1), config, rng), nil
}

// think sets how an agent over a tree search thinks.
func (s Spec) think(config *mcts.Config) {
	config.Time = time.Duration(s.number("time")) * time.Millisecond
	// The tree of the last move is kept beside that of the next, and slices
	// keep a quarter in reserve.
	config.Search.MaxBytes = s.number("memory") << 20 * 2 / 5
	config.Ponder = s.number("ponder") == on
	switch s.number("early") {
	case on:
		config.Early = mcts.EarlyAlways
	case off:
		config.Early = mcts.EarlyNever
	}
}

func makeSolver(_ Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	return solver.New(solverOf(game.Spec().Name).make(game), rng), nil
}

// solverOf returns the line of the world so named, or nil.
func solverOf(name string) *solved {
	family, _, _ := strings.Cut(name, ":")
	i := slices.IndexFunc(solvedWorlds, func(w solved) bool { return w.game == family })
	if i < 0 {
		return nil
	}
	return &solvedWorlds[i]
}

func solvedNames() []string {
	var names []string
	for _, w := range solvedWorlds {
		names = append(names, w.game)
	}
	return names
}
