package selfplay

import (
	"cmp"
	"fmt"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	worlds "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/search"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// Format is the version of the run folder that this code writes; it reads no
// other.
const Format = 4

// Config holds every knob of a run. Its TOML form is config.toml in the run
// folder; the preset files document each key.
type Config struct {
	Format  int    `toml:"format"`
	Version string `toml:"version"` // of the code that started the run
	Game    string `toml:"game"`
	Agent   string `toml:"agent"`
	Preset  string `toml:"preset"`
	Start   string `toml:"start"` // weights that the run began with, a file or a run; empty for untrained ones
	Seed    uint64 `toml:"seed"`

	Generations int `toml:"generations"`
	MaxGames    int `toml:"max_games"`
	MaxSteps    int `toml:"max_steps"`

	Network  NetworkConfig  `toml:"network"`
	SelfPlay SelfPlayConfig `toml:"selfplay"`
	Train    TrainConfig    `toml:"train"`
	Evaluate EvaluateConfig `toml:"evaluate"`
}

// SelfPlayConfig is how games are made.
type SelfPlayConfig struct {
	Games             int     `toml:"games"`
	Slots             int     `toml:"slots"`
	Simulations       int     `toml:"simulations"`
	FullShare         float32 `toml:"full_share"`
	CheapSimulations  int     `toml:"cheap_simulations"`
	CountKept         bool    `toml:"count_kept"`
	CPUCT             float32 `toml:"c_puct"`
	CPUCTLog          float32 `toml:"c_puct_log"`
	CPUCTBase         float32 `toml:"c_puct_base"`
	CPUCTDeviation    float32 `toml:"c_puct_deviation"`
	FPUReduction      float32 `toml:"fpu_reduction"`
	RootFPUReduction  float32 `toml:"root_fpu_reduction"`
	RootTemperature   float32 `toml:"root_temperature"`
	DirichletAlpha    float32 `toml:"dirichlet_alpha"`
	DirichletFraction float32 `toml:"dirichlet_fraction"`
	DirichletShaped   bool    `toml:"dirichlet_shaped"`
	Forced            float32 `toml:"forced"`
	Gumbel            int     `toml:"gumbel"`
	Graph             bool    `toml:"graph"`
	NoisePlies        int     `toml:"noise_plies"`
	Temperature       float32 `toml:"temperature"`
	LateTemperature   float32 `toml:"late_temperature"`
	TemperaturePlies  int     `toml:"temperature_plies"`
	RandomShare       float32 `toml:"random_share"`
	RandomPlies       int     `toml:"random_plies"`
	PolicyPlies       float32 `toml:"policy_plies"`
	ForkShare         float32 `toml:"fork_share"`
	DecidedValue      float32 `toml:"decided_value"`
	DecidedTurns      int     `toml:"decided_turns"`
	DecidedWeight     float32 `toml:"decided_weight"`
	SurpriseWeight    float32 `toml:"surprise_weight"`
	Lookahead         bool    `toml:"lookahead"`
	Discount          float32 `toml:"discount"`
	Cache             int     `toml:"cache"`
}

// TrainConfig is how the network learns from them.
type TrainConfig struct {
	Window            int     `toml:"window"`
	WindowStart       int     `toml:"window_start"`
	WindowExponent    float64 `toml:"window_exponent"`
	MinPositions      int     `toml:"min_positions"`
	Batch             int     `toml:"batch"`
	MicroBatch        int     `toml:"micro_batch"`
	Passes            float64 `toml:"passes"`
	Optimizer         string  `toml:"optimizer"`
	LearningRate      float64 `toml:"learning_rate"`
	FinalLearningRate float64 `toml:"final_learning_rate"`
	WarmUp            float64 `toml:"warm_up"`
	Average           float64 `toml:"average"`
	WeightDecay       float64 `toml:"weight_decay"`
	ValueWeight       float32 `toml:"value_weight"`
	SearchValue       float32 `toml:"search_value"`
	ReplyWeight       float32 `toml:"reply_weight"`
	SoftWeight        float32 `toml:"soft_weight"`
	ShortValueWeight  float32 `toml:"short_value_weight"`
	OwnerWeight       float32 `toml:"owner_weight"`
	LeadWeight        float32 `toml:"lead_weight"`
	MaxNorm           float64 `toml:"max_norm"`
	Symmetries        bool    `toml:"symmetries"`
}

// EvaluateConfig is how the strength of the agent is measured.
type EvaluateConfig struct {
	Every       int      `toml:"every"`
	Games       int      `toml:"games"`
	FinalGames  int      `toml:"final_games"`
	PastGames   int      `toml:"past_games"`
	Positions   int      `toml:"positions"`
	GateGames   int      `toml:"gate_games"`
	GateElo     float64  `toml:"gate_elo"`
	Simulations int      `toml:"simulations"`
	Opponents   []string `toml:"opponents"`
}

// Validate returns an error that names the first value out of its range.
func (c *Config) Validate() error {
	n, s, t, e := &c.Network, &c.SelfPlay, &c.Train, &c.Evaluate
	if err := cmp.Or(
		knobs.Between("generations", c.Generations, 1, 1e6),
		knobs.Between("max_games", c.MaxGames, 0, 1e12),
		knobs.Between("max_steps", c.MaxSteps, 0, 1e12),
		n.ranges(),
		knobs.Between("selfplay.games", s.Games, 1, 1e9),
		knobs.Between("selfplay.slots", s.Slots, 1, 65536),
		knobs.Between("selfplay.simulations", s.Simulations, 1, 1e9),
		knobs.Between("selfplay.full_share", s.FullShare, 0, 1),
		knobs.Between("selfplay.cheap_simulations", s.CheapSimulations, 0, 1e9),
		knobs.Between("selfplay.c_puct", s.CPUCT, 1e-6, 1e6),
		knobs.Between("selfplay.c_puct_log", s.CPUCTLog, 0, 1e6),
		knobs.Between("selfplay.c_puct_base", s.CPUCTBase, 1, 1e9),
		knobs.Between("selfplay.c_puct_deviation", s.CPUCTDeviation, 0, 1),
		knobs.Between("selfplay.fpu_reduction", s.FPUReduction, 0, 10),
		knobs.Between("selfplay.root_fpu_reduction", s.RootFPUReduction, 0, 10),
		knobs.Between("selfplay.root_temperature", s.RootTemperature, 0.01, 100),
		knobs.Between("selfplay.forced", s.Forced, 0, 1e6),
		knobs.Between("selfplay.gumbel", s.Gumbel, 0, 65536),
		knobs.Between("selfplay.policy_plies", s.PolicyPlies, 0, 1e6),
		knobs.Between("selfplay.fork_share", s.ForkShare, 0, 1),
		knobs.Between("selfplay.decided_value", s.DecidedValue, 0, 1e6),
		knobs.Between("selfplay.decided_turns", s.DecidedTurns, 0, 1e6),
		knobs.Between("selfplay.decided_weight", s.DecidedWeight, 0, 1),
		knobs.Between("selfplay.surprise_weight", s.SurpriseWeight, 0, 1),
		knobs.Between("selfplay.dirichlet_alpha", s.DirichletAlpha, 1e-3, 1e6),
		knobs.Between("selfplay.dirichlet_fraction", s.DirichletFraction, 0, 1),
		knobs.Between("selfplay.noise_plies", s.NoisePlies, 0, 1e6),
		knobs.Between("selfplay.temperature", s.Temperature, 0, 100),
		knobs.Between("selfplay.late_temperature", s.LateTemperature, 0, 100),
		knobs.Between("selfplay.temperature_plies", s.TemperaturePlies, 0, 1e6),
		knobs.Between("selfplay.random_share", s.RandomShare, 0, 1),
		knobs.Between("selfplay.random_plies", s.RandomPlies, 0, 1e6),
		knobs.Between("selfplay.discount", s.Discount, 1e-3, 1),
		knobs.Between("selfplay.cache", s.Cache, 0, 1<<28),
		knobs.Between("train.window", t.Window, 1, 1e9),
		knobs.Between("train.window_start", t.WindowStart, 0, 1e9),
		knobs.Between("train.window_exponent", t.WindowExponent, 0.01, 1),
		knobs.Between("train.min_positions", t.MinPositions, 0, 1e9),
		knobs.Between("train.batch", t.Batch, 1, 1e6),
		knobs.Between("train.micro_batch", t.MicroBatch, 1, 1e6),
		knobs.Between("train.passes", t.Passes, 0, 1e6),
		knobs.Between("train.learning_rate", t.LearningRate, 0, 100),
		knobs.Between("train.final_learning_rate", t.FinalLearningRate, 0, 100),
		knobs.Between("train.warm_up", t.WarmUp, 0, 1e6),
		knobs.Between("train.average", t.Average, 0, 0.999999),
		knobs.Between("train.weight_decay", t.WeightDecay, 0, 1),
		knobs.Between("train.value_weight", t.ValueWeight, 0, 1e6),
		knobs.Between("train.search_value", t.SearchValue, 0, 1),
		knobs.Between("train.reply_weight", t.ReplyWeight, 0, 1e6),
		knobs.Between("train.soft_weight", t.SoftWeight, 0, 1e6),
		knobs.Between("train.short_value_weight", t.ShortValueWeight, 0, 1e6),
		knobs.Between("train.owner_weight", t.OwnerWeight, 0, 1e6),
		knobs.Between("train.lead_weight", t.LeadWeight, 0, 1e6),
		knobs.Between("train.max_norm", t.MaxNorm, 0, 1e9),
		knobs.Between("evaluate.every", e.Every, 0, 1e6),
		knobs.Between("evaluate.games", e.Games, 0, 1e6),
		knobs.Between("evaluate.final_games", e.FinalGames, 0, 1e6),
		knobs.Between("evaluate.past_games", e.PastGames, 0, 1e6),
		knobs.Between("evaluate.positions", e.Positions, 0, 1e6),
		knobs.Between("evaluate.gate_games", e.GateGames, 0, 1e6),
		knobs.Between("evaluate.gate_elo", e.GateElo, 1, 1000),
		knobs.Between("evaluate.simulations", e.Simulations, 1, 1e9),
	); err != nil {
		return err
	}
	return c.validateNames()
}

func (c *Config) validateNames() error {
	if c.Format != Format {
		return fmt.Errorf("format is %d; this version knows %d", c.Format, Format)
	}
	if c.Agent != "az" {
		return fmt.Errorf("agent is %q; it should be az", c.Agent)
	}
	if o := c.Train.Optimizer; o != alphazero.Adam && o != alphazero.SGD {
		return fmt.Errorf("train.optimizer is %q; it should be %q or %q", o, alphazero.Adam, alphazero.SGD)
	}
	game, err := worlds.Game(c.Game)
	if err != nil {
		return err
	}
	if seats := game.Spec().Players; c.gated() && seats != 2 {
		return fmt.Errorf("evaluate.gate_games should be 0: a gate is a match of two, and %s has seats: %d", c.Game, seats)
	}
	if err := strength.Check(game, c.Evaluate.Opponents); err != nil {
		return fmt.Errorf("evaluate.opponents: %w", err)
	}
	return c.validateNetwork(game)
}

// validateNetwork returns an error if there is no such network for game, or if
// there is nothing in game for it to learn.
func (c *Config) validateNetwork(game envs.Game) error {
	if _, ok := game.New(0).(envs.Scorer); !ok && (c.Train.OwnerWeight > 0 || c.Train.LeadWeight > 0) {
		return fmt.Errorf("train.owner_weight and train.lead_weight should be 0: %s counts no points on a board", c.Game)
	}
	return c.Network.check(game, c.Train.auxiliary().Heads())
}

// network returns the shape of the network.
func (c *Config) network() alphazero.Network { return c.Network.Shape(c.Train.auxiliary().Heads()) }

// auxiliary returns the weights of the auxiliary targets.
func (t *TrainConfig) auxiliary() alphazero.Auxiliary {
	return alphazero.Auxiliary{
		Reply: t.ReplyWeight, Soft: t.SoftWeight, ShortValue: t.ShortValueWeight, Owners: t.OwnerWeight, Lead: t.LeadWeight,
	}
}

// checkOpponents returns an error if one of the opponents of a valid config
// cannot be had.
func (c *Config) checkOpponents() error {
	game, err := worlds.Game(c.Game)
	if err != nil {
		return err
	}
	if err := strength.Available(game, c.Evaluate.Opponents); err != nil {
		return fmt.Errorf("evaluate.opponents: %w", err)
	}
	return nil
}

// player returns how self-play searches and moves.
func (s *SelfPlayConfig) player() alphazero.SelfPlay {
	return alphazero.SelfPlay{
		Simulations:      s.Simulations,
		Search:           s.search(),
		FullShare:        s.FullShare,
		CheapSimulations: s.CheapSimulations,
		CountKept:        s.CountKept,
		NoisePlies:       s.NoisePlies,
		Temperature:      s.Temperature,
		LateTemperature:  s.LateTemperature,
		TemperaturePlies: s.TemperaturePlies,
		RandomShare:      s.RandomShare,
		RandomPlies:      s.RandomPlies,
		PolicyPlies:      s.PolicyPlies,
		ForkShare:        s.ForkShare,
		DecidedValue:     s.DecidedValue,
		DecidedTurns:     s.DecidedTurns,
		DecidedWeight:    s.DecidedWeight,
		SurpriseWeight:   s.SurpriseWeight,
	}
}

func (s *SelfPlayConfig) search() search.Config {
	c := search.DefaultConfig()
	c.CPUCT, c.CPUCTLog, c.CPUCTBase, c.CPUCTDeviation = s.CPUCT, s.CPUCTLog, s.CPUCTBase, s.CPUCTDeviation
	c.Discount = s.Discount
	c.FPU, c.RootFPU = s.FPUReduction, s.RootFPUReduction
	c.RootTemperature = s.RootTemperature
	c.DirichletAlpha, c.DirichletFraction, c.DirichletShaped = s.DirichletAlpha, s.DirichletFraction, s.DirichletShaped
	c.Forced, c.Gumbel, c.Graph, c.Lookahead = s.Forced, s.Gumbel, s.Graph, s.Lookahead
	return c
}

// games returns the number of games of a generation: fewer in the last one
// if MaxGames says so, 0 when there are no more.
func (c *Config) games(generation int) int {
	n := c.SelfPlay.Games
	if c.MaxGames > 0 {
		n = min(n, c.MaxGames-generation*n)
	}
	if generation >= c.Generations {
		n = 0
	}
	return max(0, n)
}

// length returns how many generations the run has, the last one counted by
// its share of the games of a full one.
func (c *Config) length() float64 {
	length := float64(c.Generations)
	if c.MaxGames > 0 {
		length = min(length, float64(c.MaxGames)/float64(c.SelfPlay.Games))
	}
	return length
}
