package alphazero

import (
	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// Surveyor is a player whose network learned who owns the cells at the end of a
// game, and tells it.
type Surveyor struct {
	*mcts.Agent
	net       *nets.PolicyValue
	evaluator *Evaluator // for its eyes
	tape      *autograd.Tape
	obs       []float32
}

var _ agents.Surveyor = (*Surveyor)(nil)

// NewSurveyor returns the player of net, whose config has the head Owners.
func NewSurveyor(game envs.Game, net *nets.PolicyValue, player *mcts.Agent) *Surveyor {
	return &Surveyor{
		Agent:     player,
		net:       net,
		evaluator: NewEvaluatorOf(game, net.Compile(1), View{}),
		tape:      autograd.NewInferenceTape(),
		obs:       make([]float32, obsLen(net.Config())),
	}
}

// Survey implements agents.Surveyor. It is one evaluation of the network, and
// takes no search.
func (s *Surveyor) Survey(state envs.State, owners []float32) {
	s.evaluator.observe(s.obs, state)
	s.tape.Reset()
	c := s.net.Config()
	told := s.net.ForwardAll(s.tape, s.tape.Const(s.obs, 1, c.Obs[0], c.Obs[1], c.Obs[2])).Owners.Data()
	sign := float32(1)
	if state.ToPlay() != 0 {
		sign = -1 // the network speaks of the mover's
	}
	for cell := range owners {
		at := cell
		if frame := s.evaluator.frame; frame != nil {
			at = frame.Cell(cell)
		}
		owners[cell] = sign * told[at]
	}
}
