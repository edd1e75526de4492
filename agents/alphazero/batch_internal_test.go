package alphazero

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
)

// A sample put in a batch under a symmetry is the sample of the image of its
// position.
func TestPutTurnsPositionAndPolicyTogether(t *testing.T) {
	game := connectfour.New()
	mirrored := game.Symmetries()[1]
	record := &Record{
		Actions: []envs.Action{0, 3, 0, 2, 0, 2, 0},
		Policy:  [][]float32{{9, 1, 0, 0, 0, 0, 0}, {0, 0, 5, 5, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 7}, {0, 0, 8, 0, 0, 0, 0}, {4, 4, 0, 0, 0, 0, 0}, {0, 1, 2, 3, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 0}},
		Values:  [][]float32{{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}},
	}
	image := &Record{Values: record.Values}
	for ply, a := range record.Actions {
		image.Actions = append(image.Actions, mirrored.Actions[a])
		weights := make([]float32, 7)
		for b, w := range record.Policy[ply] {
			weights[mirrored.Actions[b]] = w
		}
		image.Policy = append(image.Policy, weights)
	}
	samples, err := record.Samples(game, 0)
	assert.NoError(t, err)
	images, err := image.Samples(game, 0)
	assert.NoError(t, err)
	got, want := newBatch(game.Spec(), len(samples)), newBatch(game.Spec(), len(samples))
	for i := range samples {
		got.put(i, samples[i], &mirrored)
		want.put(i, images[i], nil)
	}
	assert.Equal(t, want, got)
}
