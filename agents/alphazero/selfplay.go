package alphazero

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// SelfPlay holds the knobs of how games of self-play are played.
type SelfPlay struct {
	Simulations int // for each move, on top of those kept from the move before
	Search      search.Config

	// Temperature flattens or sharpens the draw of the first
	// TemperaturePlies moves (see search.Sample); LateTemperature serves
	// from there on.
	Temperature, LateTemperature float32
	TemperaturePlies             int

	// RandomShare is the share of games that begin with random moves, 1 to
	// RandomPlies of them, so that positions are learned which good play
	// never reaches. Nothing is learned from the random moves themselves.
	RandomShare float32
	RandomPlies int
}

// A selfGame is a game of self-play in progress: step in, ready out. The
// caller alternates Want with the evaluation of Leaf and Absorb.
type selfGame struct {
	config SelfPlay
	rng    *rand.Rand
	state  envs.State
	tree   *search.Tree
	record *Record

	simulations int // of all moves

	policy  []float32
	rewards []float32
	legal   []envs.Action
}

// newSelfGame starts a game whose course is fixed by the weights and by id,
// the numbers of the run's seed, the generation and the game.
func newSelfGame(game envs.Game, config SelfPlay, id gameID) *selfGame {
	spec := game.Spec()
	world := seed.Mix(id.run, uint64(id.generation), uint64(id.game))
	rng := seed.Stream(id.run, uint64(id.generation), uint64(id.game))
	g := &selfGame{
		config:  config,
		rng:     rng,
		state:   game.New(world),
		tree:    search.NewTree(game, config.Search, rng),
		policy:  make([]float32, spec.Actions),
		rewards: make([]float32, spec.Players),
		record: &Record{
			Generation: id.generation,
			Game:       id.game,
			Seed:       world,
			Returns:    make([]float32, spec.Players),
		},
	}
	g.open(game)
	g.tree.Reset(g.state)
	return g
}

// open plays the random moves that the game begins with, if any, and stops
// short of ending it.
func (g *selfGame) open(game envs.Game) {
	if g.config.RandomPlies == 0 || g.rng.Float32() >= g.config.RandomShare {
		return
	}
	next := game.New(g.record.Seed)
	for range 1 + g.rng.IntN(g.config.RandomPlies) {
		g.legal = g.state.Legal(g.legal[:0])
		a := g.legal[g.rng.IntN(len(g.legal))]
		next.CopyFrom(g.state)
		next.Play(a)
		if next.ToPlay() == envs.Over {
			return
		}
		g.play(a)
		g.record.Opening++
	}
}

// play makes a move and writes it down.
func (g *selfGame) play(a envs.Action) {
	g.state.Play(a)
	g.state.Rewards(g.rewards)
	g.record.Actions = append(g.record.Actions, a)
	for p, reward := range g.rewards {
		g.record.Returns[p] += reward
	}
}

type gameID struct {
	run              uint64
	generation, game int
}

// Want searches and moves until a leaf needs a judgement, and then reports
// true; it reports false once the game is over.
func (g *selfGame) Want() bool {
	for g.state.ToPlay() != envs.Over {
		if g.tree.Want(g.config.Simulations) {
			return true
		}
		g.move()
	}
	return false
}

// move plays an action drawn from the finished search.
func (g *selfGame) move() {
	g.simulations += g.tree.Simulations()
	g.tree.Policy(g.policy)
	values := make([]float32, len(g.rewards))
	g.tree.Values(values)
	g.legal = g.state.Legal(g.legal[:0])
	weights := make([]float32, len(g.legal))
	for i, a := range g.legal {
		weights[i] = g.policy[a]
	}

	temperature := g.config.Temperature
	if len(g.record.Actions) >= g.config.TemperaturePlies {
		temperature = g.config.LateTemperature
	}
	a := search.Sample(g.policy, temperature, g.rng)
	g.record.Policy = append(g.record.Policy, weights)
	g.record.Values = append(g.record.Values, values)
	g.play(a)
	if g.state.ToPlay() != envs.Over {
		g.tree.Advance(a)
	}
}
