package replay_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/replay"
)

func contents(b *replay.Buffer[int]) []int {
	var all []int
	for i := range b.Len() {
		all = append(all, b.At(i))
	}
	return all
}

func TestBufferKeepsTheNewestByAge(t *testing.T) {
	b := replay.NewBuffer[int](3)
	want := [][]int{{1}, {1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4, 5}, {4, 5, 6}, {5, 6, 7}}
	for i, w := range want {
		b.Add(i + 1)
		assert.Equal(t, w, contents(b))
		assert.Equal(t, i+1, b.Added())
	}
}

func TestDrawIsUniform(t *testing.T) {
	b := replay.NewBuffer[int](4)
	for i := range 7 {
		b.Add(i)
	}
	counts := map[int]int{}
	rng := seed.Stream(1)
	for range 4000 {
		counts[b.Draw(rng)]++
	}
	assert.Len(t, counts, 4, "every item can be drawn")
	for item, n := range counts {
		assert.InDelta(t, 1000, n, 150, "item %d", item)
	}
}

func ExampleBuffer() {
	b := replay.NewBuffer[string](2)
	for _, move := range []string{"d4", "d5", "c4"} {
		b.Add(move)
	}
	fmt.Println(b.At(0), b.At(1), b.Added())
	// Output: d5 c4 3
}
