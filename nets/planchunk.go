package nets

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// planChunk is the memory of the images that go through a plan's tower
// together.
type planChunk struct {
	input, x, branch []float32 // their halos stay zero

	inner, scratch []float32 // images without a halo, in heads and where is pooled
	pooled, bias   []float32 // rows: what was pooled, and the bias made of it

	on     []bool // [chunk,H,W]: on the board; nil where all pixels are
	counts []int  // [chunk]: pixels on the board
	pixels int    // of a plane
}

func newPlanChunk(w *planWeights, n int) planChunk {
	cfg := w.cfg
	c := planChunk{
		x:      make([]float32, n*w.board.Len()),
		branch: make([]float32, n*w.board.Len()),
		pixels: w.board.Height * w.board.Width,
	}
	if cfg.Tower != DenseTower {
		c.input = make([]float32, n*w.board.WithChannels(cfg.Obs[0]).Len())
	}
	if wide := max(cfg.Pooled, cfg.PolicyChannels, cfg.ValueChannels, cfg.planes()); cfg.Pooled > 0 || cfg.PooledHeads {
		c.inner = make([]float32, n*c.pixels*wide)
		c.scratch = make([]float32, n*c.pixels*wide)
		c.pooled = make([]float32, n*3*wide)
		c.bias = make([]float32, n*max(cfg.Channels, wide, c.pixels))
	}
	if cfg.BoardChannel > 0 {
		c.on, c.counts = make([]bool, n*c.pixels), make([]int, n)
	}
	return c
}

// readMask notes which pixels of n observations are on the board.
func (c *planChunk) readMask(obs []float32, cfg PolicyValueConfig, n int) {
	for i := range n {
		plane := obs[(i*cfg.Obs[0]+cfg.BoardChannel-1)*c.pixels:][:c.pixels]
		c.counts[i] = 0
		for pixel, x := range plane {
			c.on[i*c.pixels+pixel] = x != 0
			if x != 0 {
				c.counts[i]++
			}
		}
	}
}

// clip clears what n images have beyond the board.
func (c *planChunk) clip(b kernel.Board, images []float32, n int) {
	if c.on == nil {
		return
	}
	for i := range n {
		if c.counts[i] == c.pixels {
			continue
		}
		for pixel, on := range c.on[i*c.pixels:][:c.pixels] {
			if !on {
				clear(images[i*b.Len()+b.Offset(pixel/b.Width, pixel%b.Width):][:b.Channels])
			}
		}
	}
}

// pool writes of n images without a halo, [n,pixels,C] and zero beyond the
// board, what boardMask.pool does to dst [n,3C].
func (c *planChunk) pool(dst, images []float32, channels, n int) {
	for i := range n {
		row, image := dst[i*3*channels:][:3*channels], images[i*c.pixels*channels:][:c.pixels*channels]
		count := c.pixels
		if c.on != nil {
			count = max(1, c.counts[i])
		}
		mean, scaled, most := row[:channels], row[channels:2*channels], row[2*channels:]
		clear(mean)
		kernel.AddColumns(mean, image)
		kernel.Scale(mean, 1/float32(count))
		copy(scaled, mean)
		kernel.Scale(scaled, poolScale(count))
		copy(most, image)
		for at := channels; at < len(image); at += channels {
			for j, x := range image[at:][:channels] {
				most[j] = max(most[j], x)
			}
		}
	}
}

// spread writes to every pixel of n images in the layout b the image's row of
// biases.
func (c *planChunk) spread(b kernel.Board, images []float32, n int) {
	for i := range n {
		bias := c.bias[i*b.Channels:][:b.Channels]
		for y := range b.Height {
			line := images[i*b.Len()+b.Offset(y, 0):][:b.Width*b.Channels]
			copy(line, bias)
			for done := b.Channels; done < len(line); done *= 2 {
				copy(line[done:], line[:done])
			}
		}
	}
}
