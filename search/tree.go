package search

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Tree is one Monte-Carlo search tree over the positions that follow a root.
// It is a deterministic core: the same judgements in the same order make the
// same tree. Not safe for concurrent use.
//
// In a stochastic world (envs.Reseeder) a node stands for all positions that
// its actions lead to, whatever the dice say: each simulation throws its own,
// so that the search never foresees those of the game.
type Tree struct {
	arrays
	spare arrays // the other half of a double buffer, for Advance

	game    envs.Game
	config  Config
	players int
	rng     *rand.Rand // the noise at the root, the dice of a stochastic world
	chance  bool       // the world is stochastic

	root  envs.State // the position searched
	probe envs.State // what follows a position, for Lookahead

	descents []*descent // of which the first waiting have a leaf that waits for its judgement
	waiting  int
	leaves   []Leaf // theirs
	total    []float32
	legal    []envs.Action
	only     []envs.Action // the actions considered at the root, empty if it is all
	barred   []bool        // by action: illegal where a descent through a stochastic world stands
	noise    []float64
	priors   []float32        // of the root's actions, as they were judged
	values   []float32        // of the actions of a node, for Gumbel
	seen     map[uint64]int32 // the node of a position, for Graph
	moved    []int32          // where keep has put a node, for Graph

	halving     halving
	virtual     bool // the descents that wait carry virtual losses
	noisy       bool // the root's priors are those of this search: noise is mixed in, if there is to be any
	quiet       bool // there is to be none
	looked      bool // the root's actions were tried for ends of the episode
	simulations int  // since the root was set
	opened      int  // of those, 1 if the first went into the judgement of the root
}

// arrays hold the nodes of a tree and, side by side, what belongs to them.
// They are reused from move to move. Node 0 is the root.
//
//	nodes   [ root | node | node | … ]      a position that was judged or is terminal
//	edges   [ root's actions | node's … ]   node i owns edges[first : first+count]
//	sums    [nodes × seats]                 of the returns of each seat over the node's visits
//	judged  [nodes × seats]                 what the evaluator expected of each seat
//	returns [nodes × seats]                 exact return of each seat, where proven
//	rewards [nodes × seats]                 what the play that led to the node earned
//
// A return is counted from its node on. Whatever crosses between nodes is a
// vector with an entry per seat, so nothing changes sign.
type arrays struct {
	nodes   []node
	edges   []edge
	sums    []float64
	judged  []float32
	returns []float32
	rewards []float32
}

// A node is a position.
type node struct {
	first, count int32 // its actions in edges; count is 0 until it is expanded, and in a terminal one
	visits       int32 // simulations that passed or ended here
	mover        envs.Player
	proven       bool   // returns holds its exact outcome
	waiting      bool   // it is a leaf that waits for its judgement
	plies        int16  // to the end that is proven, as far as was seen
	hash         uint64 // of the position, for Graph
}

// An edge is an action of a node. Its visits and its sums could be read off
// the child; they stand here because choosing an action reads them of all
// edges.
type edge struct {
	action  envs.Action
	child   int32 // index of the node it leads to, none if not yet tried
	visits  int32
	prior   float32
	sum     float64 // of the returns of the node's mover over the visits, rewards[child] included
	squares float64 // of their squares
}

// mean is what the action was worth to the mover so far; it must have visits.
func (e *edge) mean() float32 { return float32(e.sum / float64(e.visits)) }

// A step is a node on the path of a descent and the edge that led to it.
type step struct{ node, edge int32 }

// none stands for an absent child and for the edge that leads to the root.
const none = -1

// NewTree returns a tree for positions of game. The generator makes the noise
// at the root and the dice of a stochastic world; the tree keeps it. Reset
// gives the tree its first root. It panics if the config makes no sense.
func NewTree(game envs.Game, config Config, rng *rand.Rand) *Tree {
	config.check()
	spec := game.Spec()
	t := &Tree{
		game:    game,
		config:  config,
		players: spec.Players,
		rng:     rng,
		root:    game.New(0),
		probe:   game.New(0),
		total:   make([]float32, spec.Players),
	}
	_, t.chance = t.root.(envs.Reseeder)
	if t.chance { // a node is no longer one position
		t.config.Solve, t.config.Lookahead, t.config.Graph = false, false, false
	}
	if _, ok := t.root.(envs.Hasher); t.config.Graph && ok {
		t.seen = map[uint64]int32{}
	}
	return t
}

func (c *Config) check() {
	if c.CPUCT <= 0 || c.Discount <= 0 || c.Discount > 1 || c.CPUCTLog != 0 && c.CPUCTBase <= 0 || c.Gumbel > 0 && c.ValueScale <= 0 {
		panic(fmt.Sprintf("search: a config of CPUCT %v, Discount %v, CPUCTLog %v over %v, Gumbel %d with ValueScale %v",
			c.CPUCT, c.Discount, c.CPUCTLog, c.CPUCTBase, c.Gumbel, c.ValueScale))
	}
}

// Simulations returns how many simulations were made since the root was set.
func (t *Tree) Simulations() int { return t.simulations }

// Solved reports whether the outcome of the root is proven.
func (t *Tree) Solved() bool { return t.nodes[0].proven }

// Bytes is the memory that the tree's nodes take.
func (t *Tree) Bytes() int {
	return len(t.nodes)*(nodeBytes+t.players*seatBytes) + len(t.edges)*edgeBytes
}

// What a node, a seat of a node and an edge take in the arrays.
const (
	nodeBytes = 32
	seatBytes = 8 + 3*4
	edgeBytes = 32
)

// full reports whether the tree has no room for more nodes.
func (t *Tree) full() bool { return t.config.MaxBytes > 0 && t.Bytes() >= t.config.MaxBytes }

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
	return t.rewards[at] + float32(t.config.Discount*t.returns[at]), true
}

// lost reports whether action e is proven to lose for seat p.
func (t *Tree) lost(e *edge, p envs.Player) bool {
	value, proven := t.exact(e, p)
	return proven && t.config.Solve && value <= -win
}

// addNode appends a node that no simulation has visited and returns its index.
func (a *arrays) addNode(mover envs.Player, players int) int32 {
	a.nodes = append(a.nodes, node{mover: mover})
	for range players {
		a.sums = append(a.sums, 0)
		a.judged = append(a.judged, 0)
		a.returns = append(a.returns, 0)
		a.rewards = append(a.rewards, 0)
	}
	return int32(len(a.nodes) - 1)
}

// empty removes every node and keeps the memory.
func (a *arrays) empty() {
	a.nodes, a.edges = a.nodes[:0], a.edges[:0]
	a.sums, a.judged, a.returns, a.rewards = a.sums[:0], a.judged[:0], a.returns[:0], a.rewards[:0]
}
