package nets

import "fmt"

// The towers of a PolicyValue network.
const (
	ResidualTower = ""      // of 3x3 convolutions
	DenseTower    = "dense" // of dense layers over the whole observation
)

// PolicyValueConfig is the architecture of a PolicyValue network.
type PolicyValueConfig struct {
	Obs            [3]int `json:"obs"`             // channels, height, width of an observation
	Actions        int    `json:"actions"`         // logits of the policy
	Players        int    `json:"players"`         // values, one for each seat
	Blocks         int    `json:"blocks"`          // residual blocks, 0 or more
	Channels       int    `json:"channels"`        // of the tower
	PolicyChannels int    `json:"policy_channels"` // before the policy's last layer; 0 means 8
	ValueChannels  int    `json:"value_channels"`  // before the value's dense layers; 0 means 4
	ValueHidden    int    `json:"value_hidden"`    // 0 means 64

	// Tower is ResidualTower or DenseTower. The latter takes an observation
	// as one row; its blocks are of two dense layers of Channels units, and
	// its heads have no channels of their own.
	Tower string `json:"tower,omitempty"`

	// Pooled is how many channels every second block, from the second on,
	// pools over the board for a bias; 0 for none. See PooledBlock.
	Pooled int `json:"pooled,omitempty"`

	// PooledHeads makes heads that work on boards of any size: see
	// PooledPolicyHead and ValueHead. There must be an action for each pixel,
	// or several planes of them; those left over come last.
	PooledHeads bool `json:"pooled_heads,omitempty"`

	// BoardChannel, where it is not 0, is the channel of an observation,
	// counted from 1, that is 1 on the board and 0 beyond it: boards smaller
	// than the arrays lie in them among zeros, and are judged as a network
	// for their own size with the same weights would judge them. It takes
	// PooledHeads.
	BoardChannel int `json:"board_channel,omitempty"`

	Auxiliary Auxiliary `json:"auxiliary,omitzero"`
}

// Auxiliary are the heads beside policy and value: what they learn makes a
// better tower. A plan leaves them out.
type Auxiliary struct {
	Reply    bool `json:"reply,omitempty"`    // logits of the action that follows
	Soft     bool `json:"soft,omitempty"`     // logits of a flattened policy
	Horizons int  `json:"horizons,omitempty"` // values of so many shorter terms
	Owners   bool `json:"owners,omitempty"`   // who will own each pixel
	Lead     bool `json:"lead,omitempty"`     // by how many points the mover will be ahead
}

func (c PolicyValueConfig) withDefaults() PolicyValueConfig {
	for _, d := range []struct {
		field *int
		value int
	}{{&c.PolicyChannels, 8}, {&c.ValueChannels, 4}, {&c.ValueHidden, 64}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return c
}

// Check reports the first field that makes no sense.
func (c PolicyValueConfig) Check() error {
	for _, f := range []struct {
		name       string
		value, min int
	}{
		{"obs channels", c.Obs[0], 1}, {"obs height", c.Obs[1], 1}, {"obs width", c.Obs[2], 1},
		{"actions", c.Actions, 1}, {"players", c.Players, 1}, {"blocks", c.Blocks, 0}, {"channels", c.Channels, 1},
		{"policy_channels", c.PolicyChannels, 0}, {"value_channels", c.ValueChannels, 0}, {"value_hidden", c.ValueHidden, 0},
		{"pooled", c.Pooled, 0}, {"board_channel", c.BoardChannel, 0}, {"auxiliary horizons", c.Auxiliary.Horizons, 0},
	} {
		if f.value < f.min {
			return fmt.Errorf("policy and value network with %s = %d, want at least %d", f.name, f.value, f.min)
		}
	}
	return c.checkParts()
}

// checkParts reports parts that do not go together.
func (c PolicyValueConfig) checkParts() error {
	dense := c.Tower == DenseTower
	switch {
	case !dense && c.Tower != ResidualTower:
		return fmt.Errorf("policy and value network with tower = %q, want %q or %q", c.Tower, ResidualTower, DenseTower)
	case dense && (c.Pooled > 0 || c.PooledHeads || c.Auxiliary.Owners):
		return fmt.Errorf("policy and value network with tower = %q: it has no pixels to pool or to own", c.Tower)
	case c.PooledHeads && c.planes() == 0:
		return fmt.Errorf("policy and value network with pooled_heads: %d actions are not one for each of %d pixels", c.Actions, c.pixels())
	case c.BoardChannel > c.Obs[0]:
		return fmt.Errorf("policy and value network with board_channel = %d of %d", c.BoardChannel, c.Obs[0])
	case c.BoardChannel > 0 && !c.PooledHeads:
		return fmt.Errorf("policy and value network with board_channel = %d: it takes pooled_heads", c.BoardChannel)
	}
	return nil
}

// pixels is how many pixels a plane of an observation has.
func (c PolicyValueConfig) pixels() int { return c.Obs[1] * c.Obs[2] }

// planes is how many actions there are for each pixel, rest how many beyond.
func (c PolicyValueConfig) planes() int { return c.Actions / c.pixels() }
func (c PolicyValueConfig) rest() int   { return c.Actions % c.pixels() }

// pools reports whether block i is a PooledBlock.
func (c PolicyValueConfig) pools(i int) bool { return c.Pooled > 0 && i%2 == 1 }

// size returns the number of parameter elements of the network without making
// it; a float64, because a configuration from a file may name any numbers.
func (c PolicyValueConfig) size() float64 {
	c = c.withDefaults()
	obs, channels, taps := c.Obs[0], c.Channels, 9
	if c.Tower == DenseTower {
		obs, taps = c.Obs[0]*c.pixels(), 1
	}
	blocks, pooled := float64(c.Blocks), 0.0
	if c.Pooled > 0 {
		pooled = float64(c.Blocks / 2)
	}
	policies := 1.0
	for _, more := range []bool{c.Auxiliary.Reply, c.Auxiliary.Soft} {
		if more {
			policies++
		}
	}
	total := elements(taps, obs, channels) + 2*blocks*elements(taps, channels, channels) +
		pooled*(elements(1, channels, c.Pooled)+elements(3, c.Pooled, channels)) +
		policies*c.policySize() + c.valueSize() + elements(1, c.ValueHidden, c.Auxiliary.Horizons*c.Players)
	if c.Auxiliary.Owners {
		total += elements(1, channels, 1)
	}
	if c.Auxiliary.Lead {
		total += elements(1, c.ValueHidden, 1)
	}
	return total
}

// elements counts those of a layer with so many taps a channel, biases
// included.
func elements(taps, in, out int) float64 {
	return (float64(taps)*float64(in) + 1) * float64(out)
}

// policySize counts the parameter elements of a policy head.
func (c PolicyValueConfig) policySize() float64 {
	switch inner := c.PolicyChannels; {
	case c.Tower == DenseTower:
		return elements(1, c.Channels, c.Actions)
	case c.PooledHeads:
		return 2*elements(1, c.Channels, inner) + elements(3, inner, inner) +
			elements(1, inner, c.planes()) + elements(3, inner, c.rest())
	default:
		return elements(1, c.Channels, inner) + elements(c.pixels(), inner, c.Actions)
	}
}

// valueSize counts those of the value head.
func (c PolicyValueConfig) valueSize() float64 {
	out := elements(1, c.ValueHidden, c.Players)
	switch inner := c.ValueChannels; {
	case c.Tower == DenseTower:
		return elements(1, c.Channels, c.ValueHidden) + out
	case c.PooledHeads:
		return elements(1, c.Channels, inner) + elements(3, inner, c.ValueHidden) + out
	default:
		return elements(1, c.Channels, inner) + elements(c.pixels(), inner, c.ValueHidden) + out
	}
}
