package wrap

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Normalizer brings each number of an observation to mean 0 and variance 1 by
// what it has seen of it so far. What it makes of an observation depends on all
// that came before, in the order in which they came, so it is owned by whoever
// drives the episodes and not part of a world. Freeze it before an agent is
// judged, and keep it with the agent's weights. Not safe for concurrent use.
type Normalizer struct {
	mean, m2 []float64 // of each number: mean, and sum of squared differences from it
	count    int64     // observations seen
	frozen   bool
}

// normalLimit holds normalised numbers between -10 and 10, as Stable-Baselines3
// does (VecNormalize.clip_obs); varianceFloor is added to the variance, as
// Gymnasium does (NormalizeObservation.epsilon).
const (
	normalLimit   = 10
	varianceFloor = 1e-8
)

// NewNormalizer returns a normaliser of observations of n numbers that has
// seen none.
func NewNormalizer(n int) *Normalizer {
	return &Normalizer{mean: make([]float64, n), m2: make([]float64, n)}
}

// Update takes observations [k,n] into the statistics, one after the other
// (Welford 1962), unless the normaliser is frozen.
func (z *Normalizer) Update(obs []float32) {
	z.checkLength(obs)
	if z.frozen {
		return
	}
	for ; len(obs) > 0; obs = obs[len(z.mean):] {
		z.count++
		for i := range z.mean {
			x := float64(obs[i])
			d := x - z.mean[i]
			z.mean[i] += d / float64(z.count)
			z.m2[i] += d * (x - z.mean[i])
		}
	}
}

// Apply normalises observations [k,n] in place. Before the first Update it
// leaves them as they are.
func (z *Normalizer) Apply(obs []float32) {
	z.checkLength(obs)
	if z.count == 0 {
		return
	}
	for i, mean := range z.mean {
		deviation := math.Sqrt(z.m2[i]/float64(z.count) + varianceFloor)
		for at := i; at < len(obs); at += len(z.mean) {
			obs[at] = float32(min(max((float64(obs[at])-mean)/deviation, -normalLimit), normalLimit))
		}
	}
}

func (z *Normalizer) checkLength(obs []float32) {
	if len(obs)%len(z.mean) != 0 {
		panic(fmt.Sprintf("wrap: %d numbers for a normaliser of observations of %d", len(obs), len(z.mean)))
	}
}

// Freeze makes Update change nothing, or lets it again.
func (z *Normalizer) Freeze(frozen bool) { z.frozen = frozen }

// Count returns how many observations were seen.
func (z *Normalizer) Count() int64 { return z.count }

// MarshalBinary returns everything that the normaliser holds: the length of an
// observation, the count, whether it is frozen, means, and sums of squares, 8
// bytes each.
func (z *Normalizer) MarshalBinary() ([]byte, error) {
	head := []uint64{uint64(len(z.mean)), uint64(z.count), 0}
	if z.frozen {
		head[2] = 1
	}
	var data []byte
	for _, v := range head {
		data = binary.LittleEndian.AppendUint64(data, v)
	}
	for _, v := range slices.Concat(z.mean, z.m2) {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return data, nil
}

// UnmarshalBinary takes back what MarshalBinary returned, for observations of
// the same length. On an error the normaliser is as it was.
func (z *Normalizer) UnmarshalBinary(data []byte) error {
	n := len(z.mean)
	if want := 8 * (3 + 2*n); len(data) != want {
		return fmt.Errorf("a normaliser of %d bytes, want %d", len(data), want)
	}
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(data[8*i:]) }
	if word(0) != uint64(n) {
		return fmt.Errorf("a normaliser of observations of %d numbers, want %d", word(0), n)
	}
	if word(1) > math.MaxInt64 || word(2) > 1 {
		return errors.New("a damaged normaliser: its head makes no sense")
	}
	moments := make([]float64, 2*n)
	for i := range moments {
		moments[i] = math.Float64frombits(word(3 + i))
		if math.IsNaN(moments[i]) || math.IsInf(moments[i], 0) || i >= n && moments[i] < 0 {
			return fmt.Errorf("a damaged normaliser: statistic %d is %v", i, moments[i])
		}
	}
	z.count, z.frozen = int64(word(1)), word(2) == 1
	z.mean, z.m2 = moments[:n:n], moments[n:]
	return nil
}
