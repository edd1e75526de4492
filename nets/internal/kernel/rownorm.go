package kernel

import "fmt"

// The loops of this file take matrices of contiguous rows, each of which is
// normalised by itself: layer normalisation. Vectors are as long as a row, or
// have an element for each row. A sum over a row has eight parts, of the
// elements whose columns are equal modulo 8, added up at the end as rowSum does
// on all paths.

// rowSum adds up the parts of a sum.
func rowSum(s *[8]float32) float32 {
	return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]))
}

// rowsFor is the shape of a matrix with a vector of an element for each row,
// whose rows have the given width.
func rowsFor(name string, m, each []float32, cols int) int {
	if len(m) != len(each)*cols {
		panic(fmt.Sprintf("kernel: %s of %d elements in %d rows of %d", name, len(m), len(each), cols))
	}
	return len(each)
}

// allLanes tells whether the vector loops do all of a row.
func (p path) allLanes(cols int) bool { return cols > 0 && p.lanes(cols) == cols }

// RowSums stores in sums the sum of each row of m, whose width is that of m
// over the length of sums.
func RowSums(sums, m []float32) { best().rowSums(sums, m) }

func (p path) rowSums(sums, m []float32) {
	if len(sums) == 0 {
		return
	}
	cols := len(m) / len(sums)
	rows := rowsFor("RowSums", m, sums, cols)
	if p.allLanes(cols) {
		rowsRowSums(rows, cols, 4*cols, &m[0], &sums[0])
		return
	}
	for i := range rows {
		var s [8]float32
		for j, v := range m[i*cols:][:cols] {
			s[j&7] += v
		}
		sums[i] = rowSum(&s)
	}
}

// RowSquares stores in sums the sum of the squared distances of each row of m
// from its mean.
func RowSquares(sums, m, mean []float32) { best().rowSquares(sums, m, mean) }

func (p path) rowSquares(sums, m, mean []float32) {
	equal("RowSquares", sums, mean)
	if len(sums) == 0 {
		return
	}
	cols := len(m) / len(sums)
	rows := rowsFor("RowSquares", m, sums, cols)
	if p.allLanes(cols) {
		rowsRowSquares(rows, cols, 4*cols, &m[0], &mean[0], &sums[0])
		return
	}
	for i := range rows {
		var s [8]float32
		for j, v := range m[i*cols:][:cols] {
			d := v - mean[i]
			s[j&7] += float32(d * d)
		}
		sums[i] = rowSum(&s)
	}
}

// RowProducts stores in sums and products the sums over each row of
//
//	g := float32(a[i][j] * scale[j])
//
// and of g·b[i][j].
func RowProducts(sums, products, a, b, scale []float32) {
	best().rowProducts(sums, products, a, b, scale)
}

func (p path) rowProducts(sums, products, a, b, scale []float32) {
	equal("RowProducts", a, b)
	equal("RowProducts", sums, products)
	cols := len(scale)
	rows := rowsFor("RowProducts", a, sums, cols)
	if rows > 0 && p.allLanes(cols) {
		rowsRowProducts(rows, cols, 4*cols, &a[0], &b[0], &scale[0], &sums[0], &products[0])
		return
	}
	for i := range rows {
		var s, q [8]float32
		for j, w := range scale {
			g := float32(a[i*cols+j] * w)
			s[j&7] += g
			q[j&7] += float32(g * b[i*cols+j])
		}
		sums[i], products[i] = rowSum(&s), rowSum(&q)
	}
}

// RowNormalize is Normalize with a mean and an inverse for each row:
//
//	hat[i][j] = float32((x[i][j] - mean[i]) * inverse[i])
//	y[i][j] = float32(hat[i][j] * scale[j]) + shift[j]
//
// y and hat may be x, but not each other.
func RowNormalize(y, hat, x []float32, by Normalization) { best().rowNormalize(y, hat, x, by) }

func (p path) rowNormalize(y, hat, x []float32, by Normalization) {
	equal("RowNormalize", y, hat)
	equal("RowNormalize", y, x)
	equal("RowNormalize", by.Mean, by.Inverse)
	equal("RowNormalize", by.Scale, by.Shift)
	cols := len(by.Scale)
	rows, n := rowsFor("RowNormalize", x, by.Mean, cols), p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsRowNormalize(rows, n, 4*cols, &y[0], &hat[0], &x[0], &by.Scale[0], &by.Shift[0], &by.Mean[0], &by.Inverse[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			h := float32((x[i*cols+j] - by.Mean[i]) * by.Inverse[i])
			hat[i*cols+j] = h
			y[i*cols+j] = float32(h*by.Scale[j]) + by.Shift[j]
		}
	}
}

// AddRowNormalizeGrad adds to dx the gradient of RowNormalize, given that of y:
// AddNormalizeGrad with Inverse, Part and PartHat for each row.
func AddRowNormalizeGrad(dx, dy, hat []float32, by NormalizationGrad) {
	best().addRowNormalizeGrad(dx, dy, hat, by)
}

func (p path) addRowNormalizeGrad(dx, dy, hat []float32, by NormalizationGrad) {
	equal("AddRowNormalizeGrad", dx, dy)
	equal("AddRowNormalizeGrad", dx, hat)
	equal("AddRowNormalizeGrad", by.Inverse, by.Part)
	equal("AddRowNormalizeGrad", by.Inverse, by.PartHat)
	cols := len(by.Scale)
	rows, n := rowsFor("AddRowNormalizeGrad", dx, by.Inverse, cols), p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsAddRowNormalizeGrad(rows, n, 4*cols, &dx[0], &dy[0], &hat[0], &by.Scale[0], &by.Inverse[0], &by.Part[0], &by.PartHat[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			k := i*cols + j
			centred := float32(dy[k]*by.Scale[j]) - by.Part[i]
			centred -= float32(hat[k] * by.PartHat[i])
			dx[k] += float32(by.Inverse[i] * centred)
		}
	}
}
