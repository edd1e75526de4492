package imitation

import (
	"bytes"
	"cmp"
	_ "embed" // the defaults
	"fmt"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/knobs"
)

// Format is the version of the run folder that this code writes; it reads no
// other.
const Format = 1

// Agent is what the config of a run says its kind of agent is.
const Agent = "imitation"

// Config holds every knob of a run. defaults.toml documents each key.
type Config struct {
	Format  int      `toml:"format"`
	Version string   `toml:"version"` // of the code that started the run
	Game    string   `toml:"game"`
	Agent   string   `toml:"agent"`
	From    []string `toml:"from"` // files of games, folders of such files, and runs of self-play
	Seed    uint64   `toml:"seed"`

	HeldOut     float64 `toml:"held_out"`
	MaxPasses   float64 `toml:"max_passes"`
	ReportEvery int     `toml:"report_every"`
	Patience    int     `toml:"patience"`

	Network selfplay.NetworkConfig `toml:"network"`
	Train   TrainConfig            `toml:"train"`
}

// TrainConfig is how the network learns.
type TrainConfig struct {
	Batch             int     `toml:"batch"`
	MicroBatch        int     `toml:"micro_batch"`
	LearningRate      float64 `toml:"learning_rate"`
	FinalLearningRate float64 `toml:"final_learning_rate"`
	WeightDecay       float64 `toml:"weight_decay"`
	ValueWeight       float32 `toml:"value_weight"`
	MaxNorm           float64 `toml:"max_norm"`
	Symmetries        bool    `toml:"symmetries"`
}

//go:embed defaults.toml
var defaults string

// Defaults returns the config of a run of game that learns from these files.
func Defaults(game string, from []string) Config {
	c := Config{Format: Format, Game: game, Agent: Agent, From: from, Seed: 1}
	if _, err := toml.Decode(defaults, &c); err != nil {
		panic(fmt.Sprintf("imitation: defaults.toml: %v", err)) // our own file
	}
	return c
}

// identity are the keys that say which run it is: no file of knobs may.
var identity = []string{"format", "version", "game", "agent", "from"}

// MergeFile sets in c what the TOML file at path says. A key that a Config
// does not have is an error.
func (c *Config) MergeFile(path string) error { return knobs.MergeFile(c, path, identity) }

// Set sets one knob, as in Set("train.batch", "256"). A text needs no quotes.
func (c *Config) Set(key, value string) error { return knobs.Set(c, key, value, identity) }

// Validate returns an error that names the first value out of its range.
func (c *Config) Validate() error {
	t := &c.Train
	if err := cmp.Or(
		knobs.Between("held_out", c.HeldOut, 0.001, 0.9),
		knobs.Between("max_passes", c.MaxPasses, 0.001, 1e6),
		knobs.Between("report_every", c.ReportEvery, 1, 1e9),
		knobs.Between("patience", c.Patience, 1, 1e6),
		knobs.Between("train.batch", t.Batch, 1, 1e6),
		knobs.Between("train.micro_batch", t.MicroBatch, 1, 1e6),
		knobs.Between("train.learning_rate", t.LearningRate, 0, 100),
		knobs.Between("train.final_learning_rate", t.FinalLearningRate, 0, 100),
		knobs.Between("train.weight_decay", t.WeightDecay, 0, 1),
		knobs.Between("train.value_weight", t.ValueWeight, 0, 1e6),
		knobs.Between("train.max_norm", t.MaxNorm, 0, 1e9),
	); err != nil {
		return err
	}
	if c.Agent != Agent {
		return fmt.Errorf("agent is %q; it should be %s", c.Agent, Agent)
	}
	if len(c.From) == 0 {
		return fmt.Errorf("from is empty: name files of games")
	}
	game, err := catalog.Game(c.Game)
	if err != nil {
		return err
	}
	if game.Spec().Players != 2 {
		return fmt.Errorf("%s has %d seats; games of two are imitated", c.Game, game.Spec().Players)
	}
	return c.Network.Validate(game)
}

// shape returns the shape of the network.
func (c *Config) shape() alphazero.Network { return c.Network.Shape(nets.Auxiliary{}) }

func (c *Config) encode() ([]byte, error) {
	var text bytes.Buffer
	err := toml.NewEncoder(&text).Encode(c)
	return text.Bytes(), err
}

// readConfig reads the text of config.toml.
func readConfig(text string) (Config, error) {
	var c Config
	meta, err := knobs.Merge(&c, text)
	if err != nil {
		return c, err
	}
	if key, missing := knobs.Missing(c, meta); missing {
		return c, fmt.Errorf("the key %q is missing: the file is not whole", key)
	}
	return c, c.Validate()
}
