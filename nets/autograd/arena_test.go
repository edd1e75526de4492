package autograd

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestArenaGivesTheSameMemoryAgain(t *testing.T) {
	var a arena[int]
	a.take(3)
	a.take(5 * firstBlock) // does not fit the first block
	a.reset()
	whole := len(a.block)
	first, second := a.take(3), a.take(5*firstBlock)
	assert.Len(t, a.block, whole, "one block holds all that the last round took")
	first[2], second[0] = 7, 8
	assert.Equal(t, 3, cap(first), "an append cannot reach the neighbour")
	a.reset()
	assert.Same(t, &first[0], &a.take(1)[0])
	assert.Equal(t, []int{0, 0}, a.zeroed(4)[1:3])
}
