package pqn

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// part is a share of a minibatch, some of its rows, that one goroutine takes
// through the network and back.
type part struct {
	net     *qnet
	tape    *autograd.Tape
	grads   *autograd.Grads // of this part's share of the minibatch's mean loss
	obs     []float32       // [rows, ObsLen]
	actions []int           // [rows]
	targets []float32       // [rows]
	room    []float32       // [ObsLen]
	share   float32         // of the minibatch

	loss     float64 // this part's share of the mean
	sum, top float64 // of the values of the actions taken
}

func newPart(net *qnet, params []*autograd.Param, rows, batch, obsLen int) *part {
	return &part{
		net: net, tape: autograd.NewTape(), grads: autograd.NewGrads(params),
		obs: make([]float32, rows*obsLen), actions: make([]int, rows), targets: make([]float32, rows), room: make([]float32, obsLen),
		share: float32(rows) / float32(batch),
	}
}

// read fetches rows of a rollout, as many as the part has room for.
func (p *part) read(r *rollout, rows []int) {
	obsLen := len(p.room)
	for k, row := range rows {
		copy(p.obs[k*obsLen:(k+1)*obsLen], r.obs[row*obsLen:(row+1)*obsLen])
		p.actions[k], p.targets[k] = r.actions[row], r.targets[row]
	}
}

// turn replaces each row by its image under the symmetry of the number that
// turns says.
func (p *part) turn(symmetries []envs.Symmetry, turns []int) {
	for k, n := range turns {
		obs := p.obs[k*len(p.room):][:len(p.room)]
		copy(p.room, obs)
		symmetries[n].Apply(obs, p.room)
		p.actions[k] = int(symmetries[n].Actions[p.actions[k]])
	}
}

// run computes the gradient of ½·mean (Q(s,a) - G)², to which only the actions
// taken contribute.
func (p *part) run() {
	n, t := len(p.actions), p.tape
	t.Reset()
	p.grads.Zero()
	taken := t.Gather(p.net.forward(t, p.obs, nil), 1, p.actions, n, 1)
	loss := t.Scale(t.MSE(taken, t.Const(p.targets, n, 1), autograd.LossConfig{}), p.share/2)
	t.Backward(loss, p.grads)

	p.loss = float64(loss.Data()[0])
	p.sum, p.top = 0, math.Inf(-1)
	for _, q := range taken.Data() {
		p.sum += float64(q)
		p.top = max(p.top, float64(q))
	}
}
