package gridworld

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/options"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The sizes of a memory chain.
const (
	MostChain  = 1000
	MostBits   = 50
	usualChain = 10
)

// MemoryChain is the rules of a test of memory: bits are shown at the start,
// Length steps later one of them is asked for, and only that answer counts:
// it earns 1 if it is right and -1 if it is not. There are Length+1 actions,
// and the observation before each is that of the moment max(0, k-1), so that
// the bits are seen twice:
//
//	element 0      what is left of the time, 1 at the start
//	element 1      the number of the bit asked for, at the moment Length-1, else 0
//	the others     the bits as ±1 at moment 0, else 0
type MemoryChain struct {
	*facts
	length, bits int
}

// NewMemoryChain returns the rules of a chain of a length and of so many bits.
// The error says what sizes there are.
func NewMemoryChain(length, bits int) (*MemoryChain, error) {
	if length < 1 || length > MostChain {
		return nil, fmt.Errorf("length %d: want 1 to %d", length, MostChain)
	}
	if bits < 1 || bits > MostBits {
		return nil, fmt.Errorf("bits %d: want 1 to %d", bits, MostBits)
	}
	var words []string
	if length != usualChain {
		words = append(words, fmt.Sprint(length))
	}
	if bits != 1 {
		words = append(words, fmt.Sprintf("bits=%d", bits))
	}
	return &MemoryChain{length: length, bits: bits, facts: &facts{
		spec: envs.Spec{
			Name: options.Join("memorychain", words), Players: 1, Actions: 2, Obs: [3]int{1, 1, 2 + bits}, MaxPlies: length + 1,
		},
		moves: []string{"minus", "plus"},
	}}, nil
}

// ParseMemoryChain makes the chain that follows the colon of a name such as
// "memorychain:20,bits=3": the length, 10 if it is left out, and the number of
// bits, 1 if that is. The error names what was not understood and what would
// be.
func ParseMemoryChain(text string) (*MemoryChain, error) {
	kind, o, err := options.Parse(text)
	if err != nil {
		return nil, err
	}
	length := usualChain
	if kind != "" {
		if length, err = options.Int("length", kind, 1, MostChain); err != nil {
			return nil, err
		}
	}
	bits, err := o.Int("bits", 1, MostBits, 1)
	if err != nil {
		return nil, err
	}
	if err := o.Rest("bits="); err != nil {
		return nil, err
	}
	return NewMemoryChain(length, bits)
}

// ObsLimit returns the largest number of a bit, or 1.
func (g *MemoryChain) ObsLimit() float32 { return float32(max(1, g.bits-1)) }

// New returns the start of the episode of the seed, which draws the bits and
// the one that will be asked for.
func (g *MemoryChain) New(gameSeed uint64) envs.State {
	s := &MemoryChainState{chain: g, clock: clock{facts: g.facts}}
	s.Restart(gameSeed)
	return s
}

// MemoryChainState is the bits, the one that will be asked for, and how far
// the episode has come.
type MemoryChainState struct {
	clock
	chain *MemoryChain
	bits  uint64
	query int32
}

// Restart begins the episode of the seed.
func (s *MemoryChainState) Restart(gameSeed uint64) {
	d := dice(gameSeed)
	s.clock = clock{facts: s.facts}
	s.bits = d.Uint64() >> (64 - s.chain.bits)
	s.query = int32(below(&d, s.chain.bits))
}

// Play answers: 1 says that the bit is +1, and 0 that it is -1. It panics if a
// is illegal.
func (s *MemoryChainState) Play(a envs.Action) {
	s.check(a)
	if int(s.steps) == s.chain.length {
		s.toPlay = envs.Over
		s.reward = -1
		if envs.Action(s.bits>>s.query&1) == a {
			s.reward = 1
		}
	}
	s.steps++
}

// Observe stores the time that is left, the question and the bits.
func (s *MemoryChainState) Observe(dst []float32) {
	n, moment := s.chain.length, max(0, int(s.steps)-1)
	clear(dst[:2+s.chain.bits])
	dst[0] = 1 - float32(moment)/float32(n)
	if moment == n-1 {
		dst[1] = float32(s.query)
	}
	if moment == 0 {
		for i := range s.chain.bits {
			dst[2+i] = float32(s.bits>>i&1)*2 - 1
		}
	}
}

// CopyFrom makes the state equal to src.
func (s *MemoryChainState) CopyFrom(src envs.State) { *s = *src.(*MemoryChainState) }

// Hash mixes the bits, the question and the steps.
func (s *MemoryChainState) Hash() uint64 { return seed.Mix(s.bits, uint64(s.query), uint64(s.steps)) }

// String tells what is seen.
func (s *MemoryChainState) String() string {
	obs := make([]float32, 2+s.chain.bits)
	s.Observe(obs)
	var b strings.Builder
	fmt.Fprintf(&b, "step %d of %d, time left %.3g", s.steps, s.chain.length+1, obs[0])
	if max(0, int(s.steps)-1) == s.chain.length-1 {
		fmt.Fprintf(&b, ", which was bit %d?", int(obs[1]))
	}
	if obs[2] != 0 {
		b.WriteString(", bits")
		for _, v := range obs[2:] {
			fmt.Fprintf(&b, " %+g", v)
		}
	}
	return b.String() + "\n"
}
