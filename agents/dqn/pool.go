package dqn

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// pool keeps past selves: copies of the online network at regular updates, the
// first of them untrained.
type pool struct {
	spec  envs.Spec
	cfg   Config
	selfs []past // by number, ascending; the last Pool of them are drawn from
	next  int    // number of the next
}

// past is a self of the past.
type past struct {
	number int
	net    *qnet
}

func newPool(spec envs.Spec, cfg Config, online *qnet) *pool {
	p := &pool{spec: spec, cfg: cfg}
	p.keep(online, nil)
	return p
}

// learned keeps a self if an update has made one due.
func (p *pool) learned(l *Learner) {
	if l.updates%p.cfg.SelfPlay.Every == 0 {
		p.keep(l.nets.online, l.actors)
	}
}

// keep adds a copy of a network and forgets what is neither among the newest
// nor in the games of actors.
func (p *pool) keep(online *qnet, actors []*actor) {
	net := p.blank()
	net.copyFrom(online, 1)
	p.selfs = append(p.selfs, past{p.next, net})
	p.next++
	kept := p.selfs[:0]
	for i, s := range p.selfs {
		if i >= len(p.selfs)-p.cfg.SelfPlay.Pool || playing(s.number, actors) {
			kept = append(kept, s)
		}
	}
	p.selfs = kept
}

func playing(number int, actors []*actor) bool {
	for _, a := range actors {
		if a.opponent == number {
			return true
		}
	}
	return false
}

// blank returns a network to be filled in.
func (p *pool) blank() *qnet {
	net, err := newNet(p.spec, p.cfg.Network, nil)
	if err != nil {
		panic("dqn: " + err.Error()) // the online network is of this very shape
	}
	return net
}

// choose returns the number of the self that an episode is against: the newest,
// or one drawn from the newest Pool.
func (p *pool) choose(episode uint64) int {
	rng := rand.New(rand.NewPCG(episode, seed.Mix(episode, roleOpponent)))
	from := max(0, len(p.selfs)-p.cfg.SelfPlay.Pool)
	if rng.Float64() < p.cfg.SelfPlay.Newest {
		from = len(p.selfs) - 1
	}
	return p.selfs[from+rng.IntN(len(p.selfs)-from)].number
}

// player returns a self as an agent. Its random moves are a function of the
// episode's seed.
func (p *pool) player(number int, episode uint64) *Agent {
	for _, s := range p.selfs {
		if s.number == number {
			rng := rand.New(rand.NewPCG(episode, seed.Mix(episode, roleOpponent, 1)))
			return newAgent(p.spec, s.net, p.cfg.SelfPlay.Epsilon, rng)
		}
	}
	panic("dqn: a game against a past self that is not kept")
}
