package autograd

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// columns returns the matrix [rows, depth] whose row is the window of a
// group's channels that an output pixel sees, for rows pixels of the images
// from at on.
func (g *convGeometry) columns(t *Tape, x []float32, at, rows, group int) kernel.Mat {
	if g.pointwise() {
		return mat(x[at*g.inH*g.inW*g.inC:], rows, g.inC)
	}
	cols := t.buffer(scratchB, rows*g.depth)
	g.gather(cols, x, at, rows/(g.outH*g.outW), group)
	return mat(cols, rows, g.depth)
}

// gather writes the windows of images at..at+n to cols, zeros where a window
// reaches over the edge.
func (g *convGeometry) gather(cols, x []float32, at, n, group int) {
	for image := at; image < at+n; image++ {
		for oy := range g.outH {
			for ox := range g.outW {
				g.gatherWindow(cols[:g.depth], x, image, oy, ox, group)
				cols = cols[g.depth:]
			}
		}
	}
}

func (g *convGeometry) gatherWindow(window, x []float32, image, oy, ox, group int) {
	line := g.kerW * g.groupIn
	for ky := range g.kerH {
		dst := window[ky*line : (ky+1)*line]
		iy := oy*g.cfg.Stride[0] - g.cfg.Pad[0] + ky*g.cfg.Dilation[0]
		if uint(iy) >= uint(g.inH) {
			clear(dst)
			continue
		}
		left := ox*g.cfg.Stride[1] - g.cfg.Pad[1]
		at := ((image*g.inH+iy)*g.inW+left)*g.inC + group*g.groupIn
		if left >= 0 && left+g.kerW <= g.inW && g.cfg.Dilation[1] == 1 && g.groups == 1 {
			copy(dst, x[at:at+line]) // the whole line lies inside, in one piece
			continue
		}
		for kx := range g.kerW {
			ix := left + kx*g.cfg.Dilation[1]
			pixel := dst[kx*g.groupIn : (kx+1)*g.groupIn]
			if uint(ix) >= uint(g.inW) {
				clear(pixel)
				continue
			}
			from := at + kx*g.cfg.Dilation[1]*g.inC
			copy(pixel, x[from:from+g.groupIn])
		}
	}
}

// scatter adds the gradients of windows in cols to those of images at..at+n:
// the transpose of gather.
func (g *convGeometry) scatter(dx, cols []float32, at, n, group int) {
	for image := at; image < at+n; image++ {
		for oy := range g.outH {
			for ox := range g.outW {
				g.scatterWindow(dx, cols[:g.depth], image, oy, ox, group)
				cols = cols[g.depth:]
			}
		}
	}
}

func (g *convGeometry) scatterWindow(dx, window []float32, image, oy, ox, group int) {
	for ky := range g.kerH {
		iy := oy*g.cfg.Stride[0] - g.cfg.Pad[0] + ky*g.cfg.Dilation[0]
		if uint(iy) >= uint(g.inH) {
			continue
		}
		for kx := range g.kerW {
			ix := ox*g.cfg.Stride[1] - g.cfg.Pad[1] + kx*g.cfg.Dilation[1]
			if uint(ix) >= uint(g.inW) {
				continue
			}
			at := ((image*g.inH+iy)*g.inW+ix)*g.inC + group*g.groupIn
			from := (ky*g.kerW + kx) * g.groupIn
			addTo(dx[at:at+g.groupIn], window[from:from+g.groupIn])
		}
	}
}
