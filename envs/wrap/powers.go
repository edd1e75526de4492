package wrap

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// The optional powers are found by type assertion, so what a wrapper returns
// must have just the methods that the world within leaves it. Hence a type for
// each set of powers.

type (
	hashing    struct{ l layer }
	reseeding  struct{ l layer }
	restarting struct{ l layer }
	printing   struct{ fmt.Stringer }
)

func (h hashing) Hash() uint64           { return h.l.digest() }
func (r reseeding) Reseed(seed uint64)   { r.l.reseed(seed) }
func (r restarting) Restart(seed uint64) { r.l.restart(seed) }

// powers is a set of powers of a State.
type powers int

const (
	hashes powers = 1 << iota
	reseeds
	restarts
	prints
)

// powersOf returns the powers that a layer keeps of the state beneath, and
// that of its own randomness.
func powersOf(l layer) powers {
	var p powers
	inner := l.under()
	if _, ok := inner.(envs.Hasher); ok {
		p |= hashes
	}
	_, ok := inner.(envs.Reseeder)
	if _, own := l.(*sticky); ok || own {
		p |= reseeds
	}
	if _, ok := inner.(envs.Restarter); ok {
		p |= restarts
	}
	if _, ok := inner.(fmt.Stringer); ok {
		p |= prints
	}
	return p
}

// expose returns l with its powers.
func expose(l layer) envs.State {
	h, re, st := hashing{l}, reseeding{l}, restarting{l}
	text, _ := l.under().(fmt.Stringer)
	p := printing{text}
	switch powersOf(l) {
	case hashes:
		return struct {
			layer
			hashing
		}{l, h}
	case reseeds:
		return struct {
			layer
			reseeding
		}{l, re}
	case hashes | reseeds:
		return struct {
			layer
			hashing
			reseeding
		}{l, h, re}
	case restarts:
		return struct {
			layer
			restarting
		}{l, st}
	case hashes | restarts:
		return struct {
			layer
			hashing
			restarting
		}{l, h, st}
	case reseeds | restarts:
		return struct {
			layer
			reseeding
			restarting
		}{l, re, st}
	case hashes | reseeds | restarts:
		return struct {
			layer
			hashing
			reseeding
			restarting
		}{l, h, re, st}
	case prints:
		return struct {
			layer
			printing
		}{l, p}
	case hashes | prints:
		return struct {
			layer
			hashing
			printing
		}{l, h, p}
	case reseeds | prints:
		return struct {
			layer
			reseeding
			printing
		}{l, re, p}
	case hashes | reseeds | prints:
		return struct {
			layer
			hashing
			reseeding
			printing
		}{l, h, re, p}
	case restarts | prints:
		return struct {
			layer
			restarting
			printing
		}{l, st, p}
	case hashes | restarts | prints:
		return struct {
			layer
			hashing
			restarting
			printing
		}{l, h, st, p}
	case reseeds | restarts | prints:
		return struct {
			layer
			reseeding
			restarting
			printing
		}{l, re, st, p}
	case hashes | reseeds | restarts | prints:
		return struct {
			layer
			hashing
			reseeding
			restarting
			printing
		}{l, h, re, st, p}
	}
	return l
}

// exposeGame returns g with the powers that it keeps of the rules within.
func exposeGame(g *game) envs.Game {
	n, names := g.inner.(envs.Notation)
	y, turns := g.inner.(envs.Symmetric)
	switch {
	case names && turns:
		return struct {
			*game
			naming
			turning
		}{g, naming{n}, turning{y}}
	case names:
		return struct {
			*game
			naming
		}{g, naming{n}}
	case turns:
		return struct {
			*game
			turning
		}{g, turning{y}}
	}
	return g
}

type (
	naming  struct{ n envs.Notation }
	turning struct{ envs.Symmetric }
)

func (n naming) FormatAction(s envs.State, a envs.Action) string {
	return n.n.FormatAction(layerOf(s).under(), a)
}

func (n naming) ParseAction(s envs.State, text string) (envs.Action, error) {
	if s.ToPlay() == envs.Over {
		return 0, fmt.Errorf("action %q: the episode is over", text)
	}
	return n.n.ParseAction(layerOf(s).under(), text)
}
