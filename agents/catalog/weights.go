package catalog

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
)

func makeAlphaZero(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	net, config, err := alphazero.LoadPlay(game, s.run, s.generation)
	if err != nil {
		return nil, err
	}
	return s.alphaZero(game, net, config, rng)
}

// alphaZero is the agent of a network that plays by config, but for what the
// text says.
func (s Spec) alphaZero(game envs.Game, net *nets.PolicyValue, config mcts.Config, rng *rand.Rand) (agents.Agent, error) {
	view, err := s.view(game, net)
	if err != nil {
		return nil, err
	}
	switch sims := s.number("sims"); {
	case sims > 0:
		config.Simulations = sims
	case s.number("time") > 0:
		config.Simulations = 0
	default:
		config.ClockAlone = true
	}
	s.think(&config)
	config.Leaves = max(1, s.number("threads"))
	plan := net.Compile(max(1, len(view.Images)))
	player := mcts.New(game, alphazero.NewParallel(game, plan, config.Leaves, view), config, rng)
	if net.Config().Auxiliary.Owners {
		return alphazero.NewSurveyor(game, net, player), nil
	}
	return player, nil
}

// view is how the agent looks at positions.
func (s Spec) view(game envs.Game, net *nets.PolicyValue) (view alphazero.View, err error) {
	name := game.Spec().Name
	if n := s.number("symmetries"); n > 0 {
		symmetric, ok := game.(envs.Symmetric)
		if !ok {
			return view, fmt.Errorf("symmetries=%d: %s knows no symmetry of the board: leave the option out", n, name)
		}
		all := symmetric.Symmetries()
		if n > len(all) {
			return view, fmt.Errorf("symmetries=%d: the board of %s has %d: want at most %[3]d", n, name, len(all))
		}
		view.Images = all[:n]
	}
	if n := s.number("points"); n > 0 {
		_, counted := game.New(0).(envs.Scorer)
		switch c := net.Config(); {
		case !counted || c.Players != 2:
			return view, fmt.Errorf("points=%d: %s is no game of points between two: leave the option out", n, name)
		case !c.Auxiliary.Lead:
			return view, fmt.Errorf("points=%d: the network has not learned by how many points a side leads: leave the option out, or train with train.lead_weight", n)
		}
		view.Points = float32(n) / 100
	}
	return view, nil
}

// Learned names the agent of a kind, such as dqn, with the weights that the run in
// a folder had after so many generations, or reports.
func Learned(kind, run string, generation int) (Spec, error) {
	return Parse(fmt.Sprintf("%s:%s", kind, inQuotes(fmt.Sprintf("%s@%d", run, generation))))
}

// WeightsFile returns the file of the weights that the agent plays with; ok is
// false for an agent that is no az. NewWith makes the agent of its contents.
func (s Spec) WeightsFile() (file string, ok bool, err error) {
	if !s.HasWeights() {
		return "", false, nil
	}
	file, err = alphazero.Find(s.run, s.generation)
	return file, true, err
}

// NewWith is New for an az whose weights are at hand, where there may be no
// folder of a run.
func (s Spec) NewWith(weights []byte, game envs.Game, number uint64) (*Agent, error) {
	net, config, err := alphazero.ReadPlay(game, weights)
	if err != nil {
		return nil, fmt.Errorf("agent %q: %w", s, err)
	}
	stream := newStream(number)
	agent, err := s.alphaZero(game, net, config, rand.New(stream))
	if err != nil {
		return nil, fmt.Errorf("agent %q: %w", s, err)
	}
	return &Agent{Agent: agent, stream: stream}, nil
}

// Afar returns the agent under a name that tells nothing of this machine, for
// where it is made by NewWith. It is an error if the agent is of no use there:
// it runs a program, or needs the folder of a run for more than the weights.
func (s Spec) Afar() (Spec, error) {
	if s.kind.program || s.kind.run && !s.HasWeights() {
		return s, fmt.Errorf("agent %q: it needs a program or a folder of this machine; a page can play az, mcts, alphabeta, solver, greedy and random", s)
	}
	if s.kind.run {
		s.run, s.generation = "weights", alphazero.Newest
	}
	return s, nil
}

// HasWeights reports whether the agent is an az, which plays with the weights
// of a file.
func (s Spec) HasWeights() bool { return s.kind.name == "az" }
