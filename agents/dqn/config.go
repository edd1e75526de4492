package dqn

// Config holds the knobs of a Learner. DefaultConfig and the published
// settings beside it are where to start from.
type Config struct {
	Network  Network  `toml:"network"`
	Target   Target   `toml:"target"`
	Explore  Explore  `toml:"explore"`
	Replay   Replay   `toml:"replay"`
	Train    Train    `toml:"train"`
	SelfPlay SelfPlay `toml:"selfplay"`
}

// Network is the shape of the network that values actions: convolutions over
// planes, dense layers, a recurrent layer if there is a Cell, and the head.
type Network struct {
	Conv      []Conv  `toml:"conv"`       // over an observation of more than one cell; none for dense layers alone
	Hidden    []int   `toml:"hidden"`     // units of the dense layers between
	LayerNorm bool    `toml:"layer_norm"` // after each layer, before its ReLU
	Cell      string  `toml:"cell"`       // "" for no memory, or "lstm", "gru"
	Units     int     `toml:"units"`      // of the recurrent layer
	Dueling   bool    `toml:"dueling"`    // value and mean-free advantages (Wang et al. 2016)
	Noisy     float32 `toml:"noisy"`      // σ₀ of the noise in dense layers and head (Fortunato et al. 2018); 0 for none
	Head      string  `toml:"head"`       // Scalar, Categorical (C51) or Quantile (QR-DQN)
	Atoms     int     `toml:"atoms"`      // of each action's distribution
	Low       float32 `toml:"low"`        // Categorical: the lowest atom
	High      float32 `toml:"high"`       // Categorical: the highest atom
}

// Conv is a convolution followed by a ReLU.
type Conv struct {
	Out    int  `toml:"out"`    // channels
	Size   int  `toml:"size"`   // side of the filter, odd
	Stride int  `toml:"stride"` // at least 1
	Valid  bool `toml:"valid"`  // no padding; otherwise Size/2 cells of zeros
}

// The heads of a network.
const (
	Scalar      = "scalar"      // one number an action
	Categorical = "categorical" // probabilities of fixed atoms (Bellemare, Dabney and Munos 2017)
	Quantile    = "quantile"    // quantiles of the return (Dabney et al. 2018)
)

// Target is what values are pulled towards.
type Target struct {
	Gamma      float32 `toml:"gamma"`       // discount of a step
	Steps      int     `toml:"steps"`       // n of the n-step return
	Double     bool    `toml:"double"`      // the online network chooses the action that the target network values (van Hasselt et al. 2016)
	Loss       string  `toml:"loss"`        // Huber or MSE, of a Scalar head
	Rescale    bool    `toml:"rescale"`     // values are kept as sign(x)(√(|x|+1)-1)+0.001x (Pohlen et al. 2018); not for Categorical
	ClipReward bool    `toml:"clip_reward"` // learn from rewards held within ±1; returns are reported as earned

	Munchausen  bool    `toml:"munchausen"`  // Vieillard, Pietquin and Geist 2020; for n = 1 and not Double
	Temperature float32 `toml:"temperature"` // τ of its softmax
	Scale       float32 `toml:"scale"`       // α of its bonus
	Floor       float32 `toml:"floor"`       // l₀ ≤ 0: the least log-probability that counts

	Every int     `toml:"every"` // the target network is updated every so many …
	Unit  string  `toml:"unit"`  // … Steps of the world or Updates of the network
	Rate  float32 `toml:"rate"`  // share of the online weights that goes in: 1 copies
}

// The losses of a Scalar head and the units of Target.Every.
const (
	Huber   = "huber" // d²/2 within ±1 and |d|-1/2 beyond
	MSE     = "mse"   // d²
	Steps   = "steps"
	Updates = "updates"
)

// Explore is the share of actions drawn uniformly from the legal ones. It
// falls in a line from Start to End over Steps steps of the world (of all
// actors together), of which the first comes after step From. Until
// Replay.Warmup every action is random, whatever Start says.
type Explore struct {
	Start float64 `toml:"start"`
	End   float64 `toml:"end"`
	From  int     `toml:"from"`
	Steps int     `toml:"steps"`
}

// Replay is what is kept and how it is drawn.
type Replay struct {
	Capacity int  `toml:"capacity"` // transitions, of all actors together
	Warmup   int  `toml:"warmup"`   // steps before the first update
	Distinct bool `toml:"distinct"` // uniform draws of a batch are without replacement

	// Symmetries learns from a transition as it is or turned and mirrored as the
	// world's rules allow, at random each time it is drawn: for a world that is
	// envs.Symmetric, without a Cell.
	Symmetries bool `toml:"symmetries"`

	Prioritized bool    `toml:"prioritized"`  // Schaul et al. 2016, proportional
	Alpha       float64 `toml:"alpha"`        // exponent of priorities
	Beta        float64 `toml:"beta"`         // exponent of the correction at the first update …
	BetaUpdates int     `toml:"beta_updates"` // … which becomes 1 in a line over so many updates
	MinPriority float64 `toml:"min_priority"` // added to each error

	// Of a network with a Cell (Kapturowski et al. 2019):
	BurnIn int `toml:"burn_in"` // steps that refresh the stored state, without loss
	Trace  int `toml:"trace"`   // steps learned from, at most
	Period int `toml:"period"`  // steps between the starts of traces in an episode
}

// Train is how the weights are stepped.
type Train struct {
	Actors  int `toml:"actors"`  // episodes played side by side, a step each in turn
	Every   int `toml:"every"`   // steps of the world between …
	Updates int `toml:"updates"` // … so many updates
	Batch   int `toml:"batch"`   // transitions, or sequences, of an update

	// MicroBatch is how many of them one goroutine takes at a time, 0 for all;
	// it decides the order of sums, so that threads do not.
	MicroBatch int `toml:"micro_batch"`

	Optimizer  string  `toml:"optimizer"`   // Adam, RMSProp or RAdam
	Rate       float64 `toml:"rate"`        // of learning
	RateSteps  int     `toml:"rate_steps"`  // of the world, over which the rate falls in a line to 0; 0 keeps it
	Epsilon    float64 `toml:"epsilon"`     // of the optimiser
	Decay      float64 `toml:"decay"`       // RMSProp: of the running mean of squares
	Centered   bool    `toml:"centered"`    // RMSProp: variance instead of the mean of squares
	InsideRoot bool    `toml:"inside_root"` // RMSProp: Epsilon is added before the root is taken
	MaxNorm    float64 `toml:"max_norm"`    // of the gradient; 0 for no limit
}

// The optimisers.
const (
	Adam    = "adam"
	RMSProp = "rmsprop"
	RAdam   = "radam"
)

// SelfPlay is how a world of several seats is learned: the other seats are
// taken by past selves, drawn anew for each episode.
type SelfPlay struct {
	Pool    int     `toml:"pool"`    // past selves kept; 0 for none: then a world has one seat
	Every   int     `toml:"every"`   // updates between one and the next
	Newest  float64 `toml:"newest"`  // share of episodes against the newest; the others draw from all
	Epsilon float64 `toml:"epsilon"` // share of random moves of a past self
}
