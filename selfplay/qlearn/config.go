package qlearn

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/rundir"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// Format is the version of the run folder that this code writes; it reads no
// other.
const Format = 2

// Config holds every knob of a run. Its TOML form is config.toml in the run
// folder; the first preset of each kind of agent documents each key. Of the
// tables of the kinds, one stands: that of Agent.
type Config struct {
	Format  int    `toml:"format"`
	Version string `toml:"version"` // of the code that started the run
	Game    string `toml:"game"`
	Agent   string `toml:"agent"`
	Preset  string `toml:"preset"`
	Seed    uint64 `toml:"seed"`

	Steps           int    `toml:"steps"`
	ReportEvery     int    `toml:"report_every"`
	CheckpointEvery int    `toml:"checkpoint_every"`
	Opponent        string `toml:"opponent"`

	Evaluate EvaluateConfig `toml:"evaluate"`

	DQN     *dqn.Config     `toml:"dqn"`
	PQN     *pqn.Config     `toml:"pqn"`
	Tabular *tabular.Config `toml:"tabular"`
}

// EvaluateConfig is how the agent is measured: by episodes in a world of one
// seat, by games against opponents in one of two.
type EvaluateConfig struct {
	Every         int      `toml:"every"`
	Episodes      int      `toml:"episodes"`
	FinalEpisodes int      `toml:"final_episodes"`
	MaxSteps      int      `toml:"max_steps"`
	Epsilon       float64  `toml:"epsilon"`
	Keep          string   `toml:"keep"`
	Opponents     []string `toml:"opponents"`
}

// What the agent of a run is: its last weights, or those that came off best in
// an evaluation.
const (
	keepLast = "last"
	keepBest = "best"
)

// identity are the keys that say which run it is: no file of knobs may.
var identity = []string{"format", "version", "game", "agent", "preset"}

// MergeFile sets in c what the TOML file at path says. A key that a run of
// this kind of agent does not have is an error.
func (c *Config) MergeFile(path string) error { return knobs.MergeFile(c, path, identity) }

// Set sets one knob, as in Set("dqn.train.batch", "128"). A text needs no
// quotes.
func (c *Config) Set(key, value string) error { return knobs.Set(c, key, value, identity) }

// Changes returns the knobs in which c differs from the config before.
func (c *Config) Changes(before Config) []knobs.Change { return knobs.Changes(before, *c) }

// Validate returns an error that names the first value out of its range, or
// tells why the agent cannot learn in the world.
func (c *Config) Validate() error {
	if err := cmp.Or(
		knobs.Between("format", c.Format, Format, Format),
		knobs.Between("steps", c.Steps, 1, 1e12),
		knobs.Between("report_every", c.ReportEvery, 1, 1e12),
		knobs.Between("checkpoint_every", c.CheckpointEvery, 1, 1e12),
		knobs.Between("evaluate.every", c.Evaluate.Every, 0, 1e12),
		knobs.Between("evaluate.episodes", c.Evaluate.Episodes, 1, 1e6),
		knobs.Between("evaluate.final_episodes", c.Evaluate.FinalEpisodes, 1, 1e6),
		knobs.Between("evaluate.max_steps", c.Evaluate.MaxSteps, 0, 1e9),
		knobs.Between("evaluate.epsilon", c.Evaluate.Epsilon, 0, 1),
		knobs.OneOf("evaluate.keep", c.Evaluate.Keep, keepLast, keepBest),
	); err != nil {
		return err
	}
	k, err := kindOf(c.Agent)
	if err != nil {
		return err
	}
	game, err := c.game()
	if err != nil {
		return err
	}
	world, err := c.world(game)
	if err != nil {
		return err
	}
	if err := k.check(c, world); err != nil {
		return fmt.Errorf("in [%s]: %w", c.Agent, err)
	}
	return nil
}

// checkSeats tells what is wrong with the opponents of a game.
func (c *Config) checkSeats(game envs.Game) error {
	seats := game.Spec().Players
	if seats == 1 {
		if c.Opponent != "" || len(c.Evaluate.Opponents) > 0 {
			return fmt.Errorf("%s has one seat: leave opponent and evaluate.opponents empty", c.Game)
		}
		return nil
	}
	if seats != 2 {
		return fmt.Errorf("%s has %d seats; %s learns in worlds of one or two", c.Game, seats, c.Agent)
	}
	if len(c.Evaluate.Opponents) == 0 {
		return fmt.Errorf("%s has two seats: evaluate.opponents is empty; name who the agent is measured against, such as [\"random\"]", c.Game)
	}
	if err := strength.Check(game, c.Evaluate.Opponents); err != nil {
		return fmt.Errorf("evaluate.opponents: %w", err)
	}
	if c.Opponent == "" {
		return nil
	}
	if err := strength.Check(game, []string{c.Opponent}); err != nil {
		return fmt.Errorf("opponent: %w", err)
	}
	return nil
}

// encode returns the text of config.toml.
func (c *Config) encode() ([]byte, error) {
	var text bytes.Buffer
	err := toml.NewEncoder(&text).Encode(c)
	return text.Bytes(), err
}

// readConfig reads the text of config.toml, whose head is read already.
func readConfig(text string, head rundir.Head) (Config, error) {
	k, err := kindOf(head.Agent)
	if err != nil {
		return Config{}, err
	}
	var c Config
	k.table(&c)
	meta, err := knobs.Merge(&c, text)
	if err != nil {
		return Config{}, err
	}
	if key, missing := knobs.Missing(c, meta); missing {
		return Config{}, fmt.Errorf("the key %q is missing: the file is not whole", key)
	}
	return c, c.Validate()
}

// Agents returns the kinds of agents that a run can be of.
func Agents() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Knows reports whether agent is one of Agents.
func Knows(agent string) bool { return slices.Contains(Agents(), agent) }
