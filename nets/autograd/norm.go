package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// RunningStats are the statistics that batch normalisation gathers in
// training and uses afterwards, one for each channel.
type RunningStats struct {
	Mean, Var []float32
}

// BatchNormConfig adjusts BatchNorm.
type BatchNormConfig struct {
	Epsilon  float32
	Momentum float32 // share of the batch in the running statistics
	Training bool    // normalise by the batch and update the running statistics
}

// BatchNorm normalises each channel of x [...,C] to mean 0 and variance 1, then
// scales by w [C] and shifts by b [C] (Ioffe and Szegedy 2015). In training it
// writes to stats, which must then belong to this tape's goroutine alone.
func (t *Tape) BatchNorm(x, w, b *Var, stats RunningStats, cfg BatchNormConfig) *Var {
	channels := lastAxis(x)
	l := normLayout{block: max(1, x.Len()), groups: channels, channels: channels, affine: channels, cells: channels}
	l.check("BatchNorm", x, w, b)
	if len(stats.Mean) != channels || len(stats.Var) != channels {
		panic(fmt.Sprintf("autograd: BatchNorm of shape %v by running statistics of %d and %d channels", x.value.Shape, len(stats.Mean), len(stats.Var)))
	}
	if !cfg.Training {
		return t.normalize(x, w, b, l, cfg.Epsilon, moments{stats.Mean, stats.Var, true})
	}
	m := t.momentsOf(x, l)
	n := x.Len() / channels
	unbiased := float32(n) / float32(max(1, n-1))
	for c := range channels {
		stats.Mean[c] += cfg.Momentum * (m.mean[c] - stats.Mean[c])
		stats.Var[c] += cfg.Momentum * (float32(unbiased*m.variance[c]) - stats.Var[c])
	}
	return t.normalize(x, w, b, l, cfg.Epsilon, m)
}

// LayerNorm normalises each run of the last axes, those of w and b, to mean 0
// and variance 1, then scales by w and shifts by b (Ba, Kiros and Hinton 2016).
func (t *Tape) LayerNorm(x, w, b *Var, epsilon float32) *Var {
	rank := len(x.Shape()) - len(w.Shape())
	if rank < 0 || len(w.Shape()) == 0 || !slices.Equal(x.value.Shape[rank:], w.value.Shape) {
		panic(fmt.Sprintf("autograd: LayerNorm of shape %v by weight %v", x.value.Shape, w.value.Shape))
	}
	n := max(1, w.Len())
	l := normLayout{block: n, groups: 1, channels: n, affine: n, cells: x.Len() / n}
	l.check("LayerNorm", x, w, b)
	return t.normalize(x, w, b, l, epsilon, t.momentsOf(x, l))
}

// GroupNorm normalises each image of x [N,...,C] over groups of channels to
// mean 0 and variance 1, then scales by w [C] and shifts by b [C] (Wu and He
// 2018).
func (t *Tape) GroupNorm(x, w, b *Var, groups int, epsilon float32) *Var {
	channels := lastAxis(x)
	if len(x.Shape()) < 2 || groups < 1 || channels%groups != 0 {
		panic(fmt.Sprintf("autograd: GroupNorm of shape %v in %d groups", x.value.Shape, groups))
	}
	n := x.Dim(0)
	l := normLayout{block: max(1, x.Len()/max(1, n)), groups: groups, channels: channels, affine: channels, cells: n * groups}
	l.check("GroupNorm", x, w, b)
	return t.normalize(x, w, b, l, epsilon, t.momentsOf(x, l))
}

// moments are the mean and the variance of each cell.
type moments struct {
	mean, variance []float32
	fixed          bool // constants, not those of the input
}

// momentsOf computes the moments of x in scratch memory.
func (t *Tape) momentsOf(x *Var, l normLayout) moments {
	m := moments{t.buffer(scratchA, l.cells), t.buffer(scratchB, l.cells), false}
	l.moments(x.Data(), m.mean, m.variance)
	return m
}

// normalize returns w·(x - mean)/√(variance + epsilon) + b, by the moments of
// each cell of the layout.
func (t *Tape) normalize(x, w, b *Var, l normLayout, epsilon float32, m moments) *Var {
	out := t.newOut(x.Shape()...)
	hat, inverse := t.floats.take(x.Len()), t.floats.take(l.cells)
	for i, v := range m.variance {
		inverse[i] = 1 / sqrt(v+epsilon)
	}
	l.normalize(out.Data(), hat, x.Data(), kernel.Normalization{Mean: m.mean, Inverse: inverse, Scale: w.Data(), Shift: b.Data()})
	if t.wants(x, w, b) {
		*push[normalizeOp](t, out) = normalizeOp{x, w, b, l, hat, inverse, m.fixed}
	}
	return out
}

type normalizeOp struct {
	x, w, b      *Var
	layout       normLayout
	hat, inverse []float32 // the normalised input; 1/√(variance + epsilon) of each cell
	fixed        bool      // the moments were constants
}

// backward is, with g = w·dy and means over the cell,
// dx = inverse·(g - mean(g) - hat·mean(g·hat)).
func (op *normalizeOp) backward(t *Tape, dy []float32) {
	l := op.layout
	if dw := t.gradOf(op.w); dw != nil {
		kernel.AddColumnProducts(dw, dy, op.hat)
	}
	if db := t.gradOf(op.b); db != nil {
		kernel.AddColumns(db, dy)
	}
	dx := t.gradOf(op.x)
	if dx == nil {
		return
	}
	by := kernel.NormalizationGrad{
		Scale: op.w.Data(), Inverse: op.inverse,
		Part: t.buffer(scratchA, l.cells), PartHat: t.buffer(scratchB, l.cells),
	}
	clear(by.Part)
	clear(by.PartHat)
	if !op.fixed {
		l.parts(by, dy, op.hat)
	}
	l.addGradient(dx, dy, op.hat, by)
}

// normLayout says which elements are normalised together: element i belongs to
// a cell by its block of consecutive elements and, within it, by the group of
// its channel.
type normLayout struct {
	block, groups, channels int
	affine                  int // length of the scale and shift
	cells                   int
}

// check panics unless the layer has a gain and a bias for each column.
func (l *normLayout) check(name string, x, w, b *Var) {
	if w.Len() != l.affine || b.Len() != l.affine {
		panic(fmt.Sprintf("autograd: %s of shape %v by weight %v, bias %v", name, x.value.Shape, w.value.Shape, b.value.Shape))
	}
}

func (l *normLayout) cell(i int) int {
	return i/l.block*l.groups + i%l.channels/l.run()
}

// run is the number of consecutive elements, from a multiple of it on, that
// belong to one cell: its index, and that of the first column, are computed
// once for all of them.
func (l *normLayout) run() int { return l.channels / l.groups }

// byColumns reports whether each channel is a cell of its own, over all rows:
// batch normalisation, which the vector loops of the kernels do.
func (l *normLayout) byColumns() bool { return l.groups == l.channels && l.cells == l.channels }

// byRows reports whether each run of the last axes is a cell of its own: layer
// normalisation, which the vector loops do as well.
func (l *normLayout) byRows() bool { return l.groups == 1 && l.block == l.affine && l.cells > 0 }

// share is 1 over the elements of a cell of n elements in all.
func (l *normLayout) share(n int) float32 { return 1 / float32(max(1, n/max(1, l.cells))) }

// moments computes the mean and the variance of each cell, in two passes.
func (l *normLayout) moments(x, mean, variance []float32) {
	clear(mean)
	clear(variance)
	share := l.share(len(x))
	if l.byColumns() {
		kernel.AddColumns(mean, x)
		kernel.Scale(mean, share)
		kernel.AddColumnSquares(variance, x, mean)
		kernel.Scale(variance, share)
		return
	}
	if l.byRows() {
		kernel.RowSums(mean, x)
		kernel.Scale(mean, share)
		kernel.RowSquares(variance, x, mean)
		kernel.Scale(variance, share)
		return
	}
	run := l.run()
	for from := 0; from < len(x); from += run {
		sum := &mean[l.cell(from)]
		total := *sum
		for _, v := range x[from : from+run] {
			total += v
		}
		*sum = total
	}
	kernel.Scale(mean, share)
	for from := 0; from < len(x); from += run {
		cell := l.cell(from)
		centre, total := mean[cell], variance[cell]
		for _, v := range x[from : from+run] {
			d := v - centre
			total += float32(d * d)
		}
		variance[cell] = total
	}
	kernel.Scale(variance, share)
}

// normalize is kernel.Normalize for any layout: mean and inverse are by cell,
// scale and shift by column.
func (l *normLayout) normalize(y, hat, x []float32, by kernel.Normalization) {
	if l.byColumns() {
		kernel.Normalize(y, hat, x, by)
		return
	}
	if l.byRows() {
		kernel.RowNormalize(y, hat, x, by)
		return
	}
	run := l.run()
	for from := 0; from < len(x); from += run {
		cell, a := l.cell(from), from%l.affine
		mean, inverse := by.Mean[cell], by.Inverse[cell]
		scale, shift := by.Scale[a:a+run], by.Shift[a:a+run]
		y, hat := y[from:from+run], hat[from:from+run]
		for j, v := range x[from : from+run] {
			h := (v - mean) * inverse
			hat[j] = h
			y[j] = float32(h*scale[j]) + shift[j]
		}
	}
}

// parts computes the means over each cell of scale·dy and of scale·dy·hat.
func (l *normLayout) parts(by kernel.NormalizationGrad, dy, hat []float32) {
	switch {
	case l.byColumns():
		kernel.AddColumns(by.Part, dy)
		kernel.AddColumnProducts(by.PartHat, dy, hat)
		kernel.Mul(by.Part, by.Part, by.Scale)
		kernel.Mul(by.PartHat, by.PartHat, by.Scale)
	case l.byRows():
		kernel.RowProducts(by.Part, by.PartHat, dy, hat, by.Scale)
	default:
		run := l.run()
		for from := 0; from < len(dy); from += run {
			cell, a := l.cell(from), from%l.affine
			part, partHat := by.Part[cell], by.PartHat[cell]
			scale, hat := by.Scale[a:a+run], hat[from:from+run]
			for j, d := range dy[from : from+run] {
				g := d * scale[j]
				part += g
				partHat += float32(g * hat[j])
			}
			by.Part[cell], by.PartHat[cell] = part, partHat
		}
	}
	share := l.share(len(dy))
	kernel.Scale(by.Part, share)
	kernel.Scale(by.PartHat, share)
}

// addGradient is kernel.AddNormalizeGrad for any layout.
func (l *normLayout) addGradient(dx, dy, hat []float32, by kernel.NormalizationGrad) {
	if l.byColumns() {
		kernel.AddNormalizeGrad(dx, dy, hat, by)
		return
	}
	if l.byRows() {
		kernel.AddRowNormalizeGrad(dx, dy, hat, by)
		return
	}
	run := l.run()
	for from := 0; from < len(dy); from += run {
		cell, a := l.cell(from), from%l.affine
		part, partHat, inverse := by.Part[cell], by.PartHat[cell], by.Inverse[cell]
		scale, dx, hat := by.Scale[a:a+run], dx[from:from+run], hat[from:from+run]
		for j, d := range dy[from : from+run] {
			centred := float32(d*scale[j]) - part - float32(hat[j]*partHat)
			dx[j] += float32(inverse * centred)
		}
	}
}
