package kernel

import "math"

// GemmAlive is Gemm for an A that may hold columns of nothing but zeros, as the
// gradient of a ReLU does whose units are dead for all rows of a batch: it looks
// for them and leaves them out. What a zero is multiplied by must be finite; then
// the bits are those of Gemm.
//
//	for i := range m {
//		for j := range n {
//			sum := 0 // or c[i][j] if accumulate
//			for k := range inner {
//				if any of a[...][k] != 0 {
//					sum += a[i][k] * b[k][j]
//				}
//			}
//			c[i][j] = sum
//		}
//	}
//
// What Gemm promises of order, overlap, allocation and panics holds here too.
func GemmAlive(c, a, b Mat, accumulate bool) {
	checkProduct(c, a, b)
	best().gemmAlive(c, a, b, accumulate)
}

// aliveShare is the share of columns that may be alive for a list of them to
// pay, in eighths: each step of a list has to be looked up, so that it takes a
// fifth longer.
const aliveShare = 6

func (p path) gemmAlive(c, a, b Mat, accumulate bool) {
	m, inner := a.shape()
	if p != avx512 || !swaps(c, a, b) || a.Stride != inner || m*inner == 0 || m*inner > residentLimit {
		p.gemm(c, a, b, accumulate)
		return
	}
	buffer := borrowList(inner, inner+nonzerosBeyond)
	defer buffer.giveBack()
	either := buffer.data[:inner]
	clear(either)
	p.orColumns(either, a.Data[:m*inner])
	alive := buffer.list[:p.nonzeros(buffer.list, either)]
	if len(alive) == 0 || 8*len(alive) > aliveShare*inner {
		alive = nil
	}
	p.gemmSwapped(c, a, b, accumulate, alive)
}

// fetchSteps is how many segments ahead of time a micro-kernel fetches what a
// listed step needs, from beyond the end of the list at last.
const fetchSteps = 8

// list makes the listed steps the inner dimension; the buffer holds them.
func (w *work) list(steps []int32) *buffer {
	buffer := borrowSegments(len(steps) + fetchSteps)
	all := buffer.segments[:len(steps)+fetchSteps]
	clear(all[len(steps):])
	w.segments, w.steps = all[:len(steps)], true
	for i, k := range steps {
		w.segments[i] = segment{a: int(k) * w.aStep, b: int(k) * w.bStep, length: 1}
	}
	return buffer
}

// orColumns adds the bits of each column of m to those of either: what it has no
// bits of but a sign is zero from top to bottom.
//
//	for i := range rows {
//		for j := range either {
//			either[j] |= m[i][j]
//		}
//	}
func (p path) orColumns(either, m []float32) {
	rows, cols := rowsOf("orColumns", m, either)
	n := p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsOrColumns(rows, n, 4*cols, &m[0], &either[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			either[j] = math.Float32frombits(math.Float32bits(either[j]) | math.Float32bits(m[i*cols+j]))
		}
	}
}
