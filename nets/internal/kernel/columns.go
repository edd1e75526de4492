package kernel

import "fmt"

// The loops of this file take matrices of contiguous rows whose width is the
// length of a vector, one element for each column: activations with the
// channels last. They promise what those of elementwise.go do; a column is
// summed in the order of its rows. They panic if a matrix is no whole number
// of rows.

// AddRow adds row to each row of m:
//
//	for i := range rows {
//		for j := range row {
//			m[i][j] += row[j]
//		}
//	}
func AddRow(m, row []float32) { best().addRow(m, row) }

func (p path) addRow(m, row []float32) {
	rows, cols := rowsOf("AddRow", m, row)
	n := p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsAddRow(rows, n, 4*cols, &m[0], &row[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			m[i*cols+j] += row[j]
		}
	}
}

// AddColumns adds the sum of each column of m to sums:
//
//	for i := range rows {
//		for j := range sums {
//			sums[j] += m[i][j]
//		}
//	}
func AddColumns(sums, m []float32) { best().addColumns(sums, m) }

// addColumns is, with vectors, a product with a row of ones: it keeps the sums in
// registers, and a product by 1 is exact.
func (p path) addColumns(sums, m []float32) {
	rows, cols := rowsOf("AddColumns", m, sums)
	if p != portable && rows > 0 && cols > 0 {
		w := work{path: p, a: pointer(oneAlone[:], 0), b: pointer(m, 0), bStep: 4 * cols, panelBytes: 4 * p.width(), accumulate: true}
		w.c = pointer(sums, 0)
		w.one[0].length = rows
		w.run(0, 1, 0, cols)
		return
	}
	for i := range rows {
		for j := range sums {
			sums[j] += m[i*cols+j]
		}
	}
}

// oneAlone is a row of ones whose elements are no distance apart.
var oneAlone = [1]float32{1}

// AddColumnProducts adds the inner product of each column of a with that of b
// to sums:
//
//	for i := range rows {
//		for j := range sums {
//			sums[j] += float32(a[i][j] * b[i][j])
//		}
//	}
func AddColumnProducts(sums, a, b []float32) { best().addColumnProducts(sums, a, b) }

func (p path) addColumnProducts(sums, a, b []float32) {
	equal("AddColumnProducts", a, b)
	rows, cols := rowsOf("AddColumnProducts", a, sums)
	n := p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsAddColumnProducts(rows, n, 4*cols, &a[0], &b[0], &sums[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			sums[j] += float32(a[i*cols+j] * b[i*cols+j])
		}
	}
}

// AddColumnSquares adds the squared distances of each column of m from its
// mean to sums:
//
//	for i := range rows {
//		for j := range sums {
//			d := m[i][j] - mean[j]
//			sums[j] += float32(d * d)
//		}
//	}
func AddColumnSquares(sums, m, mean []float32) { best().addColumnSquares(sums, m, mean) }

func (p path) addColumnSquares(sums, m, mean []float32) {
	equal("AddColumnSquares", sums, mean)
	rows, cols := rowsOf("AddColumnSquares", m, sums)
	n := p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsAddColumnSquares(rows, n, 4*cols, &m[0], &sums[0], &mean[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			d := m[i*cols+j] - mean[j]
			sums[j] += float32(d * d)
		}
	}
}

// Normalization is a batch normalisation: what each column is shifted and
// scaled by. All slices have the length of a row.
type Normalization struct {
	Mean, Inverse []float32 // the mean, and 1/√(variance + epsilon)
	Scale, Shift  []float32
}

// Normalize writes the normalised x to hat, and scaled and shifted to y:
//
//	for i := range rows {
//		for j := range mean {
//			hat[i][j] = float32((x[i][j] - mean[j]) * inverse[j])
//			y[i][j] = float32(hat[i][j] * scale[j]) + shift[j]
//		}
//	}
//
// y and hat may be x, but not each other.
func Normalize(y, hat, x []float32, by Normalization) { best().normalize(y, hat, x, by) }

func (p path) normalize(y, hat, x []float32, by Normalization) {
	equal("Normalize", y, hat)
	equal("Normalize", y, x)
	equal("Normalize", by.Mean, by.Inverse)
	equal("Normalize", by.Mean, by.Scale)
	equal("Normalize", by.Mean, by.Shift)
	rows, cols := rowsOf("Normalize", x, by.Mean)
	n := p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsNormalize(rows, n, 4*cols, &y[0], &hat[0], &x[0], &by.Mean[0], &by.Inverse[0], &by.Scale[0], &by.Shift[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			h := float32((x[i*cols+j] - by.Mean[j]) * by.Inverse[j])
			hat[i*cols+j] = h
			y[i*cols+j] = float32(h*by.Scale[j]) + by.Shift[j]
		}
	}
}

// NormalizationGrad is what the gradient of a batch normalisation needs of
// each column: its scale, 1/√(variance + epsilon), and the means over the
// rows of scale·dy and of scale·dy·hat (zeros if mean and variance were
// constants).
type NormalizationGrad struct {
	Scale, Inverse, Part, PartHat []float32
}

// AddNormalizeGrad adds to dx the gradient of Normalize, given that of y:
//
//	for i := range rows {
//		for j := range scale {
//			centred := float32(dy[i][j]*scale[j]) - part[j]
//			centred -= float32(hat[i][j] * partHat[j])
//			dx[i][j] += float32(inverse[j] * centred)
//		}
//	}
func AddNormalizeGrad(dx, dy, hat []float32, by NormalizationGrad) {
	best().addNormalizeGrad(dx, dy, hat, by)
}

func (p path) addNormalizeGrad(dx, dy, hat []float32, by NormalizationGrad) {
	equal("AddNormalizeGrad", dx, dy)
	equal("AddNormalizeGrad", dx, hat)
	equal("AddNormalizeGrad", by.Scale, by.Inverse)
	equal("AddNormalizeGrad", by.Scale, by.Part)
	equal("AddNormalizeGrad", by.Scale, by.PartHat)
	rows, cols := rowsOf("AddNormalizeGrad", dx, by.Scale)
	n := p.lanes(cols)
	if rows > 0 && n > 0 {
		rowsAddNormalizeGrad(rows, n, 4*cols, &dx[0], &dy[0], &hat[0], &by.Scale[0], &by.Inverse[0], &by.Part[0], &by.PartHat[0])
	}
	for i := range rows {
		for j := n; j < cols; j++ {
			k := i*cols + j
			centred := float32(dy[k]*by.Scale[j]) - by.Part[j]
			centred -= float32(hat[k] * by.PartHat[j])
			dx[k] += float32(by.Inverse[j] * centred)
		}
	}
}

// rowsOf is the shape of a matrix whose width is the length of row.
func rowsOf(name string, m, row []float32) (rows, cols int) {
	cols = len(row)
	if cols == 0 && len(m) == 0 {
		return 0, 0
	}
	if cols == 0 || len(m)%cols != 0 {
		panic(fmt.Sprintf("kernel: %s of %d elements in rows of %d", name, len(m), cols))
	}
	return len(m) / cols, cols
}
