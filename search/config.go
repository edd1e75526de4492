package search

// Config holds the knobs of a Tree. The zero value of a field switches what it
// describes off, but for CPUCT and Discount: take DefaultConfig and change
// what should differ.
type Config struct {
	// CPUCT weighs exploration by prior against the values found
	// (c_puct of Silver et al. 2017); greater than 0. It grows with the
	// visits N of a node by CPUCTLog · ln((1 + N + CPUCTBase) / CPUCTBase)
	// (Silver et al. 2018, who take 1 and 19652).
	CPUCT, CPUCTLog, CPUCTBase float32

	// CPUCTDeviation is how far the weight of exploration follows the spread
	// of the returns under a node, 0 to 1: by the factor
	// 1 + CPUCTDeviation·(σ/0.4 - 1), where σ is their standard deviation
	// and 0.4 counts as seen twice (KataGo, "dynamic variance-scaled cPUCT").
	CPUCTDeviation float32

	// OwnVisit counts the judgement of a node itself among its visits, as the
	// pseudo-code of Silver et al. 2018 does, and not only those of its
	// actions.
	OwnVisit bool

	// Urgency is what an action not yet tried is taken to be worth, FPU a
	// reduction of it; see UrgencyMean. RootFPU serves at the root in its
	// stead while there is noise.
	Urgency      Urgency
	FPU, RootFPU float32

	// RescaleValues maps the values of a node and of its actions to 0…1
	// before they are compared, for worlds whose returns have no fixed range
	// (Schrittwieser et al. 2020). An action not yet tried then counts as the
	// worst: Urgency has no say.
	RescaleValues bool

	// Discount is what a return is worth one ply earlier, greater than 0 and
	// at most 1.
	Discount float32

	// RootTemperature flattens (above 1) the priors of the root before the
	// noise; 0 is 1.
	RootTemperature float32

	// DirichletAlpha and DirichletFraction describe the noise on the priors
	// of the root: (1-fraction)·prior + fraction·Dirichlet(alpha). A fraction
	// of 0 means no noise. If DirichletShaped is set, alpha is the sum over
	// all actions: half of it is spread evenly, the other half over the
	// actions whose log prior is above the average, in proportion to by how
	// much (KataGo, "shaped Dirichlet noise").
	DirichletAlpha, DirichletFraction float32
	DirichletShaped                   bool

	// Forced is how much a try of an action of the root is forced while there
	// is noise: one whose visits are fewer than √(Forced · prior · visits of
	// the root) goes first. Target then takes those visits off again
	// (Wu 2019, "forced playouts and policy target pruning", who takes 2).
	Forced float32

	// Gumbel, greater than 0, searches by Gumbel AlphaZero (Danihelka et al.
	// 2022) for few simulations: sequential halving of that many actions at
	// the root (16 in the paper's implementation), and below it the action
	// furthest behind the improved policy.
	Gumbel int

	// GumbelScale is the scale of the noise at the root of such a search: 1
	// when learning, 0 for the strongest play. ValueScale and VisitOffset are
	// c_scale and c_visit of the paper, 0.1 and 50 where values are rescaled.
	GumbelScale, ValueScale, VisitOffset float32

	// Lookahead tries every action of a new position at once and enters those
	// that end the episode as proven: for the price of some plays, and no
	// judgement, a search sees wins and losses a ply earlier. It takes worlds
	// whose plays are cheap against a judgement.
	Lookahead bool

	// Solve lets proven results propagate (MCTS-Solver; Winands, Björnsson
	// and Saito 2008). It supposes that the return of a seat never exceeds
	// 1, a win, nor falls below -1, a loss.
	Solve bool

	// Graph lets positions that are reached in several ways share a node
	// (Monte-Carlo graph search as in KataGo), in worlds whose states are
	// envs.Hashers. An action is then worth what is known of the position it
	// leads to, however that was found.
	Graph bool

	// LCB chooses the action of the root with the greatest lower confidence
	// bound, LCB standard errors below its mean, among those with at least 15
	// of a hundred visits of the most visited one, instead of that one
	// (Leela Zero; KataGo takes 5). 0 chooses by visits.
	LCB float32

	// MaxBytes is a bound on the memory of a tree's nodes: a search that
	// would exceed it ends early. 0 is no bound.
	MaxBytes int
}

// Urgency is a kind of first-play urgency: what an action not yet tried is
// taken to be worth to the mover.
type Urgency int

const (
	// UrgencyMean is the mean of the node less FPU·√(prior mass of the
	// actions tried), as in KataGo (Wu 2019).
	UrgencyMean Urgency = iota

	// UrgencyZero is 0: a draw.
	UrgencyZero

	// UrgencyLoss is -1: a loss.
	UrgencyLoss
)

// DefaultConfig is a search without noise for worlds of wins and losses.
func DefaultConfig() Config {
	return Config{
		CPUCT: 1.5, CPUCTBase: 19652, FPU: 0.25, Discount: 1, DirichletAlpha: 1, Solve: true,
		GumbelScale: 1, ValueScale: 0.1, VisitOffset: 50,
	}
}
