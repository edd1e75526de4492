package nets

// planBlock is a residual block of a plan.
type planBlock struct {
	first, second planLayer
	pool          *planPool // nil in a block that does not pool
	board         planBoard
}

// planPool makes a bias for each image of what is pooled of it.
type planPool struct {
	gather planConv
	spread planDense
}

func (b *ResidualBlock) compile(board planBoard) planBlock {
	return planBlock{first: board.layer(b.Conv1), second: board.layer(b.Conv2), board: board}
}

func (b *PooledBlock) compile(board planBoard) planBlock {
	block := b.ResidualBlock.compile(board)
	block.pool = compilePool(b.Pool, board)
	return block
}

func compilePool(g *GlobalPooling, board planBoard) *planPool {
	return &planPool{board.narrow(g.Gather), compileDense(g.Spread, g.Spread.Weight.Value.Shape[1], 1)}
}

// run leaves in the chunk what is pooled of its n images, and the bias that
// comes of it.
func (p *planPool) run(c *planChunk, n int) {
	to := p.gather.Out()
	p.gather.relu(c.scratch, c.x, n, nil)
	c.clip(to, c.scratch, n)
	c.pool(c.pooled, c.scratch, to.Channels, n)
	p.spread.apply(c.bias, c.pooled, n, false)
}

// run takes the n images of a chunk through the block.
func (b *planBlock) run(c *planChunk, n int) {
	var bias []float32 // spread over the pixels
	if b.pool != nil {
		b.pool.run(c, n)
		c.spread(b.board.Board, c.branch, n)
		bias = c.branch
	}
	b.first.relu(c.branch, c.x, n, bias)
	c.clip(b.board.Board, c.branch, n)
	b.second.relu(c.x, c.branch, n, c.x)
	c.clip(b.board.Board, c.x, n)
}
