package kernel

import "unsafe"

// tilePortable is the loop that tile documents, for at most two rows and four
// columns, rounding after each product and after each sum.
func tilePortable(t *tile, rows int) {
	next := *t
	next.block(rows)
	for range t.repeat - 1 {
		next.a, next.b, next.c = unsafe.Add(next.a, t.aNext), unsafe.Add(next.b, t.bNext), unsafe.Add(next.c, t.cNext)
		if t.bias != nil {
			next.bias = unsafe.Add(next.bias, t.biasNext)
		}
		if t.residual != nil {
			next.residual = unsafe.Add(next.residual, t.residualNext)
		}
		next.block(rows)
	}
}

// block computes one block.
func (t *tile) block(rows int) {
	var sum [2][4]float32
	if t.accumulate {
		for i := range rows {
			for j := range 4 {
				if t.cMask>>j&1 != 0 {
					sum[i][j] = *at(t.c, i*t.cRow+4*j)
				}
			}
		}
	}
	for _, s := range unsafe.Slice(t.segments, t.count) {
		if rows == 2 && t.bMask&15 == 15 {
			t.multiplyWhole(&sum, s)
		} else {
			t.multiplyAny(&sum, s, rows)
		}
	}
	for i := range rows {
		for j := range 4 {
			if t.cMask>>j&1 != 0 {
				*at(t.c, i*t.cRow+4*j) = t.finish(sum[i][j], i, j)
			}
		}
	}
}

// multiplyAny adds a segment to the sums of a block of any size.
func (t *tile) multiplyAny(sum *[2][4]float32, s segment, rows int) {
	for k := range s.length {
		for j := range 4 {
			if t.bMask>>j&1 == 0 {
				continue
			}
			b := *at(t.b, s.b+k*t.bStep+4*j)
			for i := range rows {
				sum[i][j] += float32(*at(t.a, s.a+i*t.aRow+k*t.aStep) * b)
			}
		}
	}
}

// multiplyWhole is multiplyAny for two rows and four columns, with the sums
// in registers.
func (t *tile) multiplyWhole(sum *[2][4]float32, s segment) {
	s00, s01, s02, s03 := sum[0][0], sum[0][1], sum[0][2], sum[0][3]
	s10, s11, s12, s13 := sum[1][0], sum[1][1], sum[1][2], sum[1][3]
	a, b, row := unsafe.Add(t.a, s.a), unsafe.Add(t.b, s.b), t.aRow
	aStep, bStep := t.aStep, t.bStep
	k := s.length
	for ; k > 4 && aStep == 4 && bStep == 16; k -= 4 { // contiguous, as packed matrices are
		v, a0, a1 := (*[16]float32)(b), (*[4]float32)(a), (*[4]float32)(unsafe.Add(a, row))
		x, y := a0[0], a1[0]
		s00 += float32(x * v[0])
		s01 += float32(x * v[1])
		s02 += float32(x * v[2])
		s03 += float32(x * v[3])
		s10 += float32(y * v[0])
		s11 += float32(y * v[1])
		s12 += float32(y * v[2])
		s13 += float32(y * v[3])
		x, y = a0[1], a1[1]
		s00 += float32(x * v[4])
		s01 += float32(x * v[5])
		s02 += float32(x * v[6])
		s03 += float32(x * v[7])
		s10 += float32(y * v[4])
		s11 += float32(y * v[5])
		s12 += float32(y * v[6])
		s13 += float32(y * v[7])
		x, y = a0[2], a1[2]
		s00 += float32(x * v[8])
		s01 += float32(x * v[9])
		s02 += float32(x * v[10])
		s03 += float32(x * v[11])
		s10 += float32(y * v[8])
		s11 += float32(y * v[9])
		s12 += float32(y * v[10])
		s13 += float32(y * v[11])
		x, y = a0[3], a1[3]
		s00 += float32(x * v[12])
		s01 += float32(x * v[13])
		s02 += float32(x * v[14])
		s03 += float32(x * v[15])
		s10 += float32(y * v[12])
		s11 += float32(y * v[13])
		s12 += float32(y * v[14])
		s13 += float32(y * v[15])
		a, b = unsafe.Add(a, 16), unsafe.Add(b, 64)
	}
	for ; k > 0; k-- {
		v := (*[4]float32)(b)
		a0, a1 := *(*float32)(a), *at(a, row)
		s00 += float32(a0 * v[0])
		s01 += float32(a0 * v[1])
		s02 += float32(a0 * v[2])
		s03 += float32(a0 * v[3])
		s10 += float32(a1 * v[0])
		s11 += float32(a1 * v[1])
		s12 += float32(a1 * v[2])
		s13 += float32(a1 * v[3])
		if k > 1 { // no pointer may leave its array
			a, b = unsafe.Add(a, aStep), unsafe.Add(b, bStep)
		}
	}
	sum[0] = [4]float32{s00, s01, s02, s03}
	sum[1] = [4]float32{s10, s11, s12, s13}
}

// finish adds bias and residual to the sum of element (i, j) and clips it.
func (t *tile) finish(v float32, i, j int) float32 {
	if t.bias != nil {
		v += *at(t.bias, 4*j)
	}
	if t.residual != nil {
		v += *at(t.residual, i*t.rRow+4*j)
	}
	if t.relu && v < 0 {
		v = 0
	}
	return v
}

// at is the float32 that lies offset bytes after p.
func at(p unsafe.Pointer, offset int) *float32 { return (*float32)(unsafe.Add(p, offset)) }
