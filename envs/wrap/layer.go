package wrap

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// layer is the State of a wrapper, before it shows the powers that the world
// beneath leaves it (see expose). Its own part of the position is mixed into
// digest, and restart and reseed renew it.
type layer interface {
	envs.State
	envs.Truncator

	under() envs.State   // the state of the world beneath
	itself() layer       // without the powers around it
	digest() uint64      // needs a Hasher beneath
	restart(seed uint64) // needs a Restarter beneath
	reseed(seed uint64)
}

// game is the rules of a wrapped world.
type game struct {
	spec  envs.Spec
	inner envs.Game
	add   func(inner envs.State, seed uint64) layer
	codes bool // observations are zeros and ones whatever those of inner are
}

// newGame returns a world whose states are made by add from those of inner;
// each argument of it belongs to one episode.
func newGame(spec envs.Spec, inner envs.Game, add func(inner envs.State, seed uint64) layer) envs.Game {
	return exposeGame(&game{spec: spec, inner: inner, add: add})
}

func (g *game) Spec() envs.Spec { return g.spec }

func (g *game) New(seed uint64) envs.State {
	inner := g.inner.New(seed)
	return expose(g.add(inner, seed))
}

// Binary implements envs.Binary.
func (g *game) Binary() bool {
	b, ok := g.inner.(envs.Binary)
	return g.codes || ok && b.Binary()
}

// ObsLimit implements envs.Bounded, with the limit of all worlds that have
// none of their own.
func (g *game) ObsLimit() float32 {
	if b, ok := g.inner.(envs.Bounded); ok && !g.codes {
		return b.ObsLimit()
	}
	return 1
}

// named returns the spec of g called by what text adds to its name.
func named(g envs.Game, text string) envs.Spec {
	spec := g.Spec()
	spec.Name += "+" + text
	return spec
}

// forOneSeat panics if g has several seats.
func forOneSeat(g envs.Game, wrapper string) {
	if spec := g.Spec(); spec.Players != 1 {
		panic(fmt.Sprintf("wrap: %s of %s, which has %d players", wrapper, spec.Name, spec.Players))
	}
}

// base is a layer that adds nothing; the others embed it and replace what
// they change. They define itself.
type base struct {
	inner     envs.State
	truncator envs.Truncator // the inner state, nil if it is none; hasher and restarter likewise
	hasher    envs.Hasher
	restarter envs.Restarter
}

func newBase(inner envs.State) base {
	b := base{inner: inner}
	b.truncator, _ = inner.(envs.Truncator)
	b.hasher, _ = inner.(envs.Hasher)
	b.restarter, _ = inner.(envs.Restarter)
	return b
}

func (b *base) ToPlay() envs.Player                   { return b.inner.ToPlay() }
func (b *base) Legal(dst []envs.Action) []envs.Action { return b.inner.Legal(dst) }
func (b *base) Play(a envs.Action)                    { b.inner.Play(a) }
func (b *base) Rewards(dst []float32)                 { b.inner.Rewards(dst) }
func (b *base) Observe(dst []float32)                 { b.inner.Observe(dst) }
func (b *base) Truncated() bool                       { return b.truncator != nil && b.truncator.Truncated() }
func (b *base) under() envs.State                     { return b.inner }
func (b *base) digest() uint64                        { return b.hasher.Hash() }
func (b *base) restart(seed uint64)                   { b.restarter.Restart(seed) }

// reseed leaves a deterministic world as it is.
func (b *base) reseed(seed uint64) {
	if r, ok := b.inner.(envs.Reseeder); ok {
		r.Reseed(seed)
	}
}

// layerOf returns the layer beneath the powers of a wrapped state.
func layerOf(s envs.State) layer { return s.(layer).itself() }

// legal is the legal actions of a state, in room that is kept.
type legal []envs.Action

// has tells whether a is legal in s. Where every action is, it does not
// search.
func (l *legal) has(s envs.State, a envs.Action, actions int) bool {
	*l = s.Legal((*l)[:0])
	if len(*l) == actions {
		return 0 <= a && int(a) < actions
	}
	for _, b := range *l {
		if a == b {
			return true
		}
	}
	return false
}
