package kernel

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// guarded hands out memory that ends where the process may not read.
type guarded struct {
	page []byte
}

const guardedFloats = 1 << 14

func newGuarded(t *testing.T) *guarded {
	page := syscall.Getpagesize()
	mapped, err := syscall.Mmap(-1, 0, 4*guardedFloats+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	require.NoError(t, syscall.Mprotect(mapped[4*guardedFloats:], syscall.PROT_NONE))
	t.Cleanup(func() { require.NoError(t, syscall.Munmap(mapped)) })
	return &guarded{mapped[:4*guardedFloats]}
}

// move copies m to the end of the memory.
func (g *guarded) move(m Mat) Mat {
	all := unsafe.Slice((*float32)(unsafe.Pointer(&g.page[0])), guardedFloats)
	n := 0
	if m.Rows > 0 {
		n = (m.Rows-1)*m.Stride + m.Cols
	}
	end := all[guardedFloats-n:]
	copy(end, m.Data[:n])
	m.Data = end
	return m
}

// A micro-kernel must not touch what lies beyond a matrix, not even to throw
// it away: it may be no memory at all. If it does, this test crashes.
func TestGemmStaysInBounds(t *testing.T) {
	ga, gb, gc := newGuarded(t), newGuarded(t), newGuarded(t)
	rng := rand.New(rand.NewPCG(19, 19))
	for _, p := range paths() {
		for _, m := range []int{1, 2, 3, 7, 14, 15, 30} {
			for n := 1; n < 70; n++ {
				for _, inner := range []int{1, 5, 64} {
					bits := m + n + inner
					a := ga.move(randomMat(rng, m, inner, 0, bits&1 != 0))
					b := gb.move(randomMat(rng, inner, n, 0, bits&2 != 0))
					c := gc.move(randomMat(rng, m, n, 0, false))
					p.gemm(c, a, b, bits&4 != 0)
					GemmPacked(c, a, p.pack(b), Epilogue{})
					for i := range a.Data {
						if i%inner != 0 {
							a.Data[i] = 0 // so that columns can be left out
						}
					}
					p.gemmAlive(c, a, b, bits&4 != 0)
				}
			}
		}
	}
}
