package search

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Config holds the knobs of a Tree. The zero value of a field is no default:
// take DefaultConfig and change what should differ.
type Config struct {
	// CPUCT weighs exploration by prior against the values found
	// (c_puct of Silver et al. 2017); greater than 0.
	CPUCT float32

	// FPU is the first-play urgency: an action not yet tried is taken to be
	// worth the mean of its node less FPU·√(prior mass of the actions tried),
	// as in KataGo (Wu 2019). 0 or greater.
	FPU float32

	// DirichletAlpha and DirichletFraction describe the noise on the priors
	// of the root: (1-fraction)·prior + fraction·Dirichlet(alpha). A fraction
	// of 0 means no noise.
	DirichletAlpha, DirichletFraction float32

	// Lookahead tries every action of a new position at once and enters those
	// that end the episode as proven: for the price of some plays, and no
	// judgement, a search sees wins and losses a ply earlier. It takes worlds
	// whose plays are cheap against a judgement.
	Lookahead bool

	// Solve lets proven results propagate (MCTS-Solver; Winands, Björnsson
	// and Saito 2008). It supposes that the return of a seat never exceeds
	// 1, a win, nor falls below -1, a loss.
	Solve bool
}

// DefaultConfig is a search without noise for worlds of wins and losses.
func DefaultConfig() Config {
	return Config{CPUCT: 1.5, FPU: 0.25, DirichletAlpha: 1, Solve: true}
}

// Tree is one Monte-Carlo search tree over the positions that follow a root.
// It is a deterministic core: the same judgements in the same order make the
// same tree. Not safe for concurrent use.
type Tree struct {
	arrays
	spare arrays // the other half of a double buffer, for Advance

	game    envs.Game
	config  Config
	players int
	rng     *rand.Rand // the noise at the root

	root  envs.State // the position searched
	state envs.State // the position of the descent
	probe envs.State // what follows it, for Lookahead
	path  []step     // the descent: root first
	leaf  Leaf       // its State is state
	batch [1]Leaf    // the leaf as a batch, for Simulate
	legal []envs.Action
	only  []envs.Action // the actions considered at the root, empty if it is all
	noise []float64

	pending     bool // state is a leaf that waits for its judgement
	noisy       bool // the root's priors carry noise
	simulations int  // since the root was set
}

// arrays hold the nodes of a tree and, side by side, what belongs to them.
// They are reused from move to move. Node 0 is the root.
//
//	nodes   [ root | node | node | … ]      a position that was judged or is terminal
//	edges   [ root's actions | node's … ]   node i owns edges[first : first+count]
//	sums    [nodes × seats]                 of the returns of each seat over the node's visits
//	returns [nodes × seats]                 exact return of each seat, where proven
//	rewards [nodes × seats]                 what the play that led to the node earned
//
// A return is counted from its node on. Whatever crosses between nodes is a
// vector with an entry per seat, so nothing changes sign.
type arrays struct {
	nodes   []node
	edges   []edge
	sums    []float64
	returns []float32
	rewards []float32
}

// A node is a position.
type node struct {
	first, count int32 // its actions in edges; count is 0 until it is expanded, and in a terminal one
	visits       int32 // simulations that passed or ended here
	mover        envs.Player
	proven       bool // returns holds its exact outcome
}

// An edge is an action of a node. Its visits and its sum could be read off the
// child; they stand here because choosing an action reads them of all edges.
type edge struct {
	action envs.Action
	child  int32 // index of the node it leads to, none if not yet tried
	visits int32
	prior  float32
	sum    float64 // of the returns of the node's mover over the visits, rewards[child] included
}

// A step is a node on the path of a descent and the edge that led to it.
type step struct{ node, edge int32 }

// none stands for an absent child and for the edge that leads to the root.
const none = -1

// NewTree returns a tree for positions of game. The generator makes the noise
// at the root; the tree keeps it. Reset gives the tree its first root.
func NewTree(game envs.Game, config Config, rng *rand.Rand) *Tree {
	spec := game.Spec()
	state := game.New(0)
	return &Tree{
		game:    game,
		config:  config,
		players: spec.Players,
		rng:     rng,
		root:    game.New(0),
		state:   state,
		probe:   game.New(0),
		leaf: Leaf{
			State:  state,
			Logits: make([]float32, spec.Actions),
			Values: make([]float32, spec.Players),
		},
	}
}

// Simulations returns how many simulations were made since the root was set.
func (t *Tree) Simulations() int { return t.simulations }

// Solved reports whether the outcome of the root is proven.
func (t *Tree) Solved() bool { return t.nodes[0].proven }

// actions returns the edges of node n.
func (t *Tree) actions(n int32) []edge {
	first, count := t.nodes[n].first, t.nodes[n].count
	return t.edges[first : first+count]
}

// seat returns the index of what belongs to seat p of node n.
func (t *Tree) seat(n int32, p envs.Player) int { return int(n)*t.players + int(p) }

// exact returns what the action e is worth to seat p, if that is proven.
func (t *Tree) exact(e *edge, p envs.Player) (value float32, ok bool) {
	if e.child == none || !t.nodes[e.child].proven {
		return 0, false
	}
	at := t.seat(e.child, p)
	return t.rewards[at] + t.returns[at], true
}

// addNode appends a node that no simulation has visited and returns its index.
func (a *arrays) addNode(mover envs.Player, players int) int32 {
	a.nodes = append(a.nodes, node{mover: mover})
	for range players {
		a.sums = append(a.sums, 0)
		a.returns = append(a.returns, 0)
		a.rewards = append(a.rewards, 0)
	}
	return int32(len(a.nodes) - 1)
}

// empty removes every node and keeps the memory.
func (a *arrays) empty() {
	a.nodes, a.edges = a.nodes[:0], a.edges[:0]
	a.sums, a.returns, a.rewards = a.sums[:0], a.returns[:0], a.rewards[:0]
}
