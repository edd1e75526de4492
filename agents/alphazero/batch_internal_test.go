package alphazero

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
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
	samples, err := record.Samples(game, Targets{Reply: true, Horizons: true})
	assert.NoError(t, err)
	images, err := image.Samples(game, Targets{Reply: true, Horizons: true})
	assert.NoError(t, err)
	learned := Auxiliary{Reply: 1, Soft: 1, ShortValue: 1}
	got, want := newBatch(game.Spec(), len(samples), learned), newBatch(game.Spec(), len(samples), learned)
	for i := range samples {
		got.put(i, samples[i], &mirrored)
		want.put(i, images[i], nil)
	}
	assert.Equal(t, want, got)
}

// The owners of the cells turn with the board.
func TestPutTurnsOwners(t *testing.T) {
	game := othello.New(4)
	b := newBatch(game.Spec(), 1, Auxiliary{Owners: 1, Lead: 1})
	s := Sample{Obs: make([]float32, 32), Policy: make([]float32, 17), Owners: make([]float32, 16), Lead: 0.5}
	s.Owners[1], s.Owners[15] = 1, -1
	for _, y := range game.Symmetries() {
		b.put(0, s, &y)
		assert.EqualValues(t, 1, b.auxiliary.owners[y.Cells[1]])
		assert.EqualValues(t, -1, b.auxiliary.owners[y.Cells[15]])
		assert.Equal(t, []float32{0.5}, b.auxiliary.lead)
	}
}

// The flattened policy keeps the order of the moves and the zeros.
func TestFlatten(t *testing.T) {
	soft := make([]float32, 3)
	flatten(soft, []float32{0.9375, 0, 0.0625})
	assert.InDeltaSlice(t, []float32{0.663, 0, 0.337}, soft, 1e-3, "0.9375^¼ = 0.984, 0.0625^¼ = 0.5")
}
