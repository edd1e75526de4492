package alphazero

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// SelfPlay holds the knobs of how games of self-play are played. But for
// Simulations, the zero value of a field switches what it describes off.
type SelfPlay struct {
	Simulations int // for each move, on top of those kept from the move before but for CountKept
	Search      search.Config

	// CheapSimulations, where it is not 0, are what a move gets that is not
	// among the share FullShare of them: a quick search without noise, whose
	// policy is not learned (playout cap randomisation, Wu 2019).
	FullShare        float32
	CheapSimulations int

	// CountKept counts the visits that are kept from the move before among the
	// simulations of a move, which then gets as many fewer, but one at least.
	CountKept bool

	// NoisePlies, where it is not 0, is how many plies of a game, those of its
	// opening included, are searched with noise, root temperature and forced
	// tries (search.Tree.Explore). From there on the outcome tells more of the
	// position, and less of what the noise did to it; a Gumbel search plays
	// its best move then.
	NoisePlies int

	// Temperature flattens or sharpens the draw of the first
	// TemperaturePlies moves (see search.Sample); LateTemperature serves
	// from there on. A Gumbel search draws by its noise: the temperatures
	// serve it where the root is solved alone.
	Temperature, LateTemperature float32
	TemperaturePlies             int

	// RandomShare is the share of games that begin with random moves, 1 to
	// RandomPlies of them, so that positions are learned which good play
	// never reaches. Nothing is learned from the random moves themselves.
	RandomShare float32
	RandomPlies int

	// PolicyPlies is the mean number of plies, drawn from an exponential
	// distribution, that a game begins with which are drawn from the
	// network's policy alone, after the random ones if there are any.
	// Nothing is learned from them either.
	PolicyPlies float32

	// ForkShare is the share of games that begin with the first moves of an
	// earlier game, as Worker.Fork knows them, and then a random one. Such a
	// game has the seed of the earlier one: the same start, the same dice.
	ForkShare float32

	// DecidedValue, where it is not 0, is how sure the search must have been
	// for DecidedTurns plies in a row of who wins (the magnitude of the
	// greatest return that it expects) for a game to count as decided: from
	// then on a move gets CheapSimulations, and its weight in learning is
	// DecidedWeight. No game is resigned: what was taken for decided is
	// played through (Wu 2019).
	DecidedValue  float32
	DecidedTurns  int
	DecidedWeight float32

	// SurpriseWeight is the share of a game's weight in learning that is dealt
	// out by how far the search's policy is from the network's, and not
	// evenly (KataGo, "policy surprise weighting", which takes 0.5).
	SurpriseWeight float32
}

// A selfGame is a game of self-play in progress: step in, ready out. The
// caller alternates Want with the evaluation of Leaf and Absorb.
type selfGame struct {
	config SelfPlay
	rng    *rand.Rand
	game   envs.Game
	state  envs.State
	tree   *search.Tree
	record *Record

	policyPlies int  // plies to come that are drawn from the network's policy
	full        bool // the move at hand gets all simulations and is learned
	kept        int  // visits that count as simulations of the move at hand
	decided     int  // plies in a row that the search was sure of the winner
	counts      counts
	surprises   []float64
	watch       func(*Move) // or nil

	target, prior []float32
	rewards       []float32
	legal         []envs.Action
}

// counts is the work of a game: moves that were searched, and the simulations
// of all moves.
type counts struct{ moves, simulations int }

// newSelfGame starts a game whose course is fixed by the weights, by id, the
// numbers of the run's seed, the generation and the game, and by the game that
// it forks from, if any.
func newSelfGame(game envs.Game, config SelfPlay, id gameID, fork func(*rand.Rand) (uint64, []envs.Action)) *selfGame {
	spec := game.Spec()
	world := seed.Mix(id.run, uint64(id.generation), uint64(id.game))
	rng := seed.Stream(id.run, uint64(id.generation), uint64(id.game))
	g := &selfGame{
		config:  config,
		rng:     rng,
		game:    game,
		state:   game.New(world),
		tree:    search.NewTree(game, config.Search, rng),
		target:  make([]float32, spec.Actions),
		prior:   make([]float32, spec.Actions),
		rewards: make([]float32, spec.Players),
		record: &Record{
			Generation: id.generation,
			Game:       id.game,
			Seed:       world,
			Returns:    make([]float32, spec.Players),
		},
	}
	g.open(fork)
	g.tree.Reset(g.state)
	g.plan()
	return g
}

type gameID struct {
	run              uint64
	generation, game int
}

// open plays the moves that the game begins with before anything is searched.
func (g *selfGame) open(fork func(*rand.Rand) (uint64, []envs.Action)) {
	c := &g.config
	switch {
	case c.ForkShare > 0 && g.rng.Float32() < c.ForkShare && fork != nil:
		world, moves := fork(g.rng)
		g.record.Seed, g.state = world, g.game.New(world)
		for _, a := range moves {
			if !g.tryOpening(a) {
				return
			}
		}
		g.openAtRandom(1)
	case c.RandomPlies > 0 && g.rng.Float32() < c.RandomShare:
		g.openAtRandom(1 + g.rng.IntN(c.RandomPlies))
	}
	if c.PolicyPlies > 0 {
		g.policyPlies = int(g.rng.ExpFloat64() * float64(c.PolicyPlies))
	}
}

// openAtRandom plays up to plies random moves and stops short of ending the
// game.
func (g *selfGame) openAtRandom(plies int) {
	for range plies {
		g.legal = g.state.Legal(g.legal[:0])
		if !g.tryOpening(g.legal[g.rng.IntN(len(g.legal))]) {
			return
		}
	}
}

// tryOpening plays a as a move of the opening, unless that would end the game.
func (g *selfGame) tryOpening(a envs.Action) bool {
	next := g.game.New(g.record.Seed)
	next.CopyFrom(g.state)
	next.Play(a)
	if next.ToPlay() == envs.Over {
		return false
	}
	g.play(a)
	g.record.Opening++
	return true
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

// plan decides how the move at hand is searched.
func (g *selfGame) plan() {
	c := &g.config
	g.full = c.CheapSimulations == 0 || g.rng.Float32() < c.FullShare
	g.tree.Explore(g.full && (c.NoisePlies == 0 || len(g.record.Actions) < c.NoisePlies))
	if c.CountKept {
		g.kept = g.tree.Kept()
	}
}

// budget is the number of simulations for the move at hand.
func (g *selfGame) budget() int {
	n := g.config.Simulations
	switch {
	case g.policyPlies > 0:
		return 1
	case !g.full || g.isDecided() && g.config.CheapSimulations > 0:
		n = g.config.CheapSimulations
	}
	return max(1, n-g.kept)
}

// isDecided reports whether the game counts as decided.
func (g *selfGame) isDecided() bool {
	return g.config.DecidedValue > 0 && g.decided >= max(1, g.config.DecidedTurns)
}

// Want searches and moves until a leaf needs a judgement, and then reports
// true; it reports false once the game is over.
func (g *selfGame) Want() bool {
	for g.state.ToPlay() != envs.Over {
		if g.tree.Want(g.budget()) {
			return true
		}
		if g.policyPlies > 0 {
			g.follow()
		} else {
			g.move()
		}
	}
	g.weigh()
	return false
}

// follow plays a move of the opening that is drawn from the network's policy.
func (g *selfGame) follow() {
	g.policyPlies--
	g.counts.simulations += g.tree.Simulations()
	if g.tree.Solved() { // there is nothing to be drawn
		g.policyPlies = 0
		return
	}
	g.tree.Prior(g.prior)
	g.legal = g.state.Legal(g.legal[:0])
	for a := range g.prior { // in a world of chance the tree knows what may become legal, too
		if !slices.Contains(g.legal, envs.Action(a)) {
			g.prior[a] = 0
		}
	}
	if !g.tryOpening(search.Sample(g.prior, 1, g.rng)) {
		g.policyPlies = 0
	}
	g.tree.Reset(g.state)
	g.plan()
}

// move plays an action drawn from the finished search.
func (g *selfGame) move() {
	g.counts.moves++
	g.counts.simulations += g.tree.Simulations()
	values := make([]float32, len(g.rewards))
	g.tree.Values(values)
	g.record.Values = append(g.record.Values, values)
	g.note()
	if g.config.DecidedValue > 0 {
		if top(values) >= g.config.DecidedValue {
			g.decided++
		} else {
			g.decided = 0
		}
	}

	temperature := g.config.Temperature
	if len(g.record.Actions) >= g.config.TemperaturePlies {
		temperature = g.config.LateTemperature
	}
	a := g.tree.Choose(temperature, g.rng)
	if g.watch != nil {
		g.watch(g.searched(a))
	}
	g.play(a)
	if g.state.ToPlay() != envs.Over {
		g.tree.Advance(a)
		g.plan()
	}
}

// note writes down the policy of the search, if it is to be learned, and how
// far it is from the network's.
func (g *selfGame) note() {
	weight := float32(0)
	switch {
	case g.isDecided() && g.full:
		weight = g.config.DecidedWeight
	case g.full:
		weight = 1
	}
	g.record.Weights = append(g.record.Weights, weight)
	g.surprises = append(g.surprises, 0)
	if weight == 0 {
		g.record.Policy = append(g.record.Policy, nil)
		return
	}
	g.tree.Target(g.target)
	g.legal = g.state.Legal(g.legal[:0])
	weights := make([]float32, len(g.legal))
	for i, a := range g.legal {
		weights[i] = g.target[a]
	}
	g.record.Policy = append(g.record.Policy, weights)
	if g.config.SurpriseWeight > 0 {
		g.tree.Prior(g.prior)
		g.surprises[len(g.surprises)-1] = divergence(g.target, g.prior)
	}
}

// weigh deals out the weights of the finished game.
func (g *selfGame) weigh() {
	r := g.record
	even := true
	var total, surprise float64
	for i, w := range r.Weights {
		total += float64(w)
		surprise += float64(w) * g.surprises[i]
		even = even && w == 1
	}
	share := float64(g.config.SurpriseWeight)
	if share > 0 && surprise > 0 {
		for i, w := range r.Weights {
			r.Weights[i] = float32(float64(w) * (1 - share + share*g.surprises[i]*total/surprise))
		}
	} else if even {
		r.Weights = nil // as a record without weights says
	}
}

// top is the magnitude of the greatest return.
func top(values []float32) (most float32) {
	for _, v := range values {
		most = max(most, v, -v)
	}
	return most
}

// divergence is the Kullback-Leibler divergence of target, whose weights need
// not add up to 1, from prior, in nats.
func divergence(target, prior []float32) float64 {
	var total, sum float64
	for _, w := range target {
		total += float64(w)
	}
	for a, w := range target {
		if w > 0 {
			p := float64(w) / total
			sum += p * math.Log(p/max(float64(prior[a]), 1e-9))
		}
	}
	return max(0, sum)
}
