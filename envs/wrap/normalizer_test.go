package wrap_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/wrap"
)

// The running statistics are those of all rows at once.
func TestNormalizerBringsToMeanZeroAndVarianceOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const rows = 500
	obs := make([]float32, 2*rows)
	for i := range rows {
		obs[2*i], obs[2*i+1] = float32(rng.NormFloat64()*3+1000), float32(rng.Float64())
	}
	z := wrap.NewNormalizer(2)
	for i := range rows { // one by one and in a batch are the same
		if i < rows/2 {
			z.Update(obs[2*i : 2*i+2])
		}
	}
	z.Update(obs[rows:])
	z.Apply(obs)
	for c := range 2 {
		var sum, squares float64
		for i := range rows {
			x := float64(obs[2*i+c])
			sum += x
			squares += x * x
		}
		assert.InDelta(t, 0, sum/rows, 1e-4)
		assert.InDelta(t, 1, squares/rows, 1e-3)
	}
	assert.Equal(t, int64(rows), z.Count())
}

func TestNormalizerHoldsWhatIsFarOff(t *testing.T) {
	z := wrap.NewNormalizer(1)
	x := []float32{5}
	z.Apply(x)
	assert.Equal(t, float32(5), x[0], "nothing is known yet")
	z.Update([]float32{0, 0, 0})
	z.Apply(x)
	assert.Equal(t, float32(10), x[0])
}

func TestAFrozenNormalizerLearnsNothing(t *testing.T) {
	z := wrap.NewNormalizer(1)
	z.Update([]float32{1, 3})
	z.Freeze(true)
	z.Update([]float32{100, 100})
	x := []float32{3}
	z.Apply(x)
	assert.InDelta(t, 1, x[0], 1e-6)
	z.Freeze(false)
	z.Update([]float32{100})
	assert.Equal(t, int64(3), z.Count())
}

func TestNormalizerReadsBackWhatItWrote(t *testing.T) {
	z := wrap.NewNormalizer(3)
	z.Update([]float32{1, 2, 3, -4, 5, 6, 0.5, 0, 1})
	z.Freeze(true)
	data, err := z.MarshalBinary()
	require.NoError(t, err)

	back := wrap.NewNormalizer(3)
	require.NoError(t, back.UnmarshalBinary(data))
	assert.Equal(t, z, back)

	damage := func(i int, bits uint64) []byte {
		d := append([]byte(nil), data...)
		for k := range 8 {
			d[8*i+k] = byte(bits >> (8 * k))
		}
		return d
	}
	for _, c := range []struct {
		want string
		data []byte
	}{
		{"a normaliser of 71 bytes, want 72", data[1:]},
		{"a normaliser of observations of 4 numbers, want 3", damage(0, 4)},
		{"a damaged normaliser: its head makes no sense", damage(2, 2)},
		{"a damaged normaliser: statistic 1 is NaN", damage(4, math.Float64bits(math.NaN()))},
		{"a damaged normaliser: statistic 3 is -1", damage(6, math.Float64bits(-1))},
	} {
		assert.EqualError(t, back.UnmarshalBinary(c.data), c.want)
		assert.Equal(t, z, back, "it is as it was")
	}
	assert.PanicsWithValue(t, "wrap: 4 numbers for a normaliser of observations of 3", func() { z.Update(make([]float32, 4)) })
}
