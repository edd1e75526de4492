package kernel

import "fmt"

// path is a way to compute: the instruction set the micro-kernels are written
// for. All paths give right results; the SIMD paths, which round the same
// way, give equal ones.
//
// The path of a process is chosen by what its processor can do. GODEBUG
// settings such as cpu.avx512f=off or cpu.avx2=off take features away (see
// golang.org/x/sys/cpu), and the build tag purego takes all assembly away.
type path uint8

const (
	portable path = iota
	avx2
	avx512
)

func (p path) String() string { return [...]string{"portable", "avx2", "avx512"}[p] }

// width is how many columns a panel of B has.
func (p path) width() int { return [...]int{4, 16, 32}[p] }

// panel is the panel of B that column j lies in.
func (p path) panel(j int) int { return j >> [...]uint8{2, 4, 5}[p] }

// whole is n rounded up to whole panels.
func (p path) whole(n int) int { return (n + p.width() - 1) / p.width() * p.width() }

// rows is how many rows of C a micro-kernel computes at most.
func (p path) rows() int { return [...]int{2, 6, 14}[p] }

// panels is how many whole panels one micro-kernel spans when it has few
// rows: with one row and one panel there are too few sums on the way to hide
// the latency of an addition.
func (p path) panels(rows int) int {
	for _, wide := range [...]struct {
		path         path
		rows, panels int
	}{{avx512, 2, 4}, {avx512, 6, 2}, {avx2, 1, 4}, {avx2, 2, 2}} {
		if p == wide.path && rows <= wide.rows {
			return wide.panels
		}
	}
	return 1
}

func noTile(rows, panels int) string {
	return fmt.Sprintf("kernel: no micro-kernel of %d rows and %d panels", rows, panels)
}

// lanes is how many of n adjacent elements the vector loops take; plain Go
// does the others.
func (p path) lanes(n int) int {
	if p == portable {
		return 0
	}
	return n &^ 7
}
