package dqn

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/internal/stream"
)

// The roles of randomness in a run. Each has streams of its own, so that one
// more draw in one place moves nothing in another.
const (
	roleWeights  = iota + 1
	roleEpisodes // the seeds of an actor's episodes
	roleExplore  // an actor's random actions
	roleReplay   // which transitions a batch has
	roleNoise    // of noisy layers while learning
	roleActing   // … and acting
	roleOpponent // whom an episode is played against, and their random moves
)

// source is a generator whose place can be kept.
type source struct {
	*rand.Rand
	pcg *rand.PCG
}

// newSource returns the stream of a run's role, and of a worker where several
// have the same.
func newSource(run uint64, role, worker int) source {
	ids := []uint64{run, uint64(role), uint64(worker)}
	pcg := rand.NewPCG(seed.Mix(ids...), seed.Mix(append(ids, ^uint64(0))...))
	return source{rand.New(pcg), pcg}
}

func (s source) save(w *stream.Writer) {
	state, err := s.pcg.MarshalBinary()
	if err != nil {
		panic(fmt.Sprintf("dqn: the state of a generator: %v", err)) // it has no way to fail
	}
	w.Uints(binary.LittleEndian.Uint64(state[4:]), binary.LittleEndian.Uint64(state[12:]))
}

func (s source) load(r *stream.Reader) {
	var words [2]uint64
	r.Uints(words[:])
	if r.Err() != nil {
		return
	}
	state := []byte("pcg:")
	for _, w := range words {
		state = binary.LittleEndian.AppendUint64(state, w)
	}
	if err := s.pcg.UnmarshalBinary(state); err != nil {
		r.Fail(err)
	}
}
