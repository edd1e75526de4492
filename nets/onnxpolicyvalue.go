package nets

import (
	"fmt"
	"io"
)

// WriteONNX writes the network for other programs, in the format of the Open
// Neural Network Exchange: input "obs" [N,C,H,W], outputs "logits" [N,Actions]
// and "values" [N,Players]. Auxiliary heads are left out.
func (net *PolicyValue) WriteONNX(w io.Writer) error {
	g := &onnxGraph{}
	obs := g.input("obs", net.cfg.Obs[:])
	x := obs
	if net.cfg.Tower == DenseTower {
		x = g.node("Reshape", []string{obs, g.ints(0, -1, 1, 1)})
	}
	mask := g.boardMask(net.cfg, obs)
	x = mask.clear(g.relu(g.conv(net.stem, x)))
	for _, b := range net.blocks {
		switch b := b.(type) {
		case *ResidualBlock:
			x = mask.block(b, "", x)
		case *PooledBlock:
			pooled := mask.pool(mask.clear(g.relu(g.conv(b.Pool.Gather, x))))
			x = mask.block(&b.ResidualBlock, g.asChannels(g.dense(b.Pool.Spread, pooled)), x)
		}
	}
	g.output("logits", mask.policy(net.policy, x), []int{net.cfg.Actions})
	g.output("values", mask.value(net.value, x), []int{net.cfg.Players})
	return g.write(w, "policy-value")
}

// onnxMask is a boardMask in a graph; pixels is empty where all are on the
// board.
type onnxMask struct {
	*onnxGraph
	pixels, count, width string // [N,1,H,W], [N,1,1,1], [N,1,1,1]
	scale                float32
}

func (g *onnxGraph) boardMask(cfg PolicyValueConfig, obs string) *onnxMask {
	m := &onnxMask{onnxGraph: g, scale: poolScale(cfg.pixels())}
	if c := cfg.BoardChannel; c > 0 {
		m.pixels = g.node("Slice", []string{obs, g.ints(c - 1), g.ints(c), g.ints(1)})
		sum := g.node("ReduceSum", []string{m.pixels, g.ints(2, 3)})
		m.count = g.node("Max", []string{sum, g.scalar(1)})
		tenths := g.node("Mul", []string{g.node("Sqrt", []string{m.count}), g.scalar(0.1)})
		m.width = g.node("Add", []string{tenths, g.scalar(-1.4)})
	}
	return m
}

func (m *onnxMask) clear(x string) string {
	if m.pixels == "" {
		return x
	}
	return m.node("Mul", []string{x, m.pixels})
}

func (m *onnxMask) pool(x string) string {
	if m.pixels == "" {
		return m.pooled(x, m.scale)
	}
	mean := m.node("Div", []string{m.node("ReduceSum", []string{x, m.ints(2, 3)}), m.count})
	scaled := m.node("Mul", []string{mean, m.width})
	largest := m.node("GlobalMaxPool", []string{x})
	return m.node("Flatten", []string{m.node("Concat", []string{mean, scaled, largest}, onnxAttribute{"axis", 1})})
}

// block adds a residual block whose first convolution gets a bias, if there is
// one.
func (m *onnxMask) block(b *ResidualBlock, bias, x string) string {
	branch := m.conv(b.Conv1, x)
	if bias != "" {
		branch = m.node("Add", []string{branch, bias})
	}
	branch = m.conv(b.Conv2, m.clear(m.relu(branch)))
	return m.clear(m.relu(m.node("Add", []string{x, branch})))
}

// narrow adds the convolution of a head, if it has one.
func (m *onnxMask) narrow(c *Conv2D, x string) string {
	if c == nil {
		return x
	}
	return m.clear(m.relu(m.conv(c, x)))
}

func (m *onnxMask) policy(head policyHead, x string) string {
	switch h := head.(type) {
	case *PolicyHead:
		return m.dense(h.Out, m.node("Flatten", []string{m.narrow(h.Conv, x)}))
	case *PooledPolicyHead:
		pooled := m.pool(m.clear(m.relu(m.conv(h.Pool.Gather, x))))
		inner := m.node("Add", []string{m.conv(h.Conv, x), m.asChannels(m.dense(h.Pool.Spread, pooled))})
		logits := m.node("Flatten", []string{m.conv(h.Cells, m.relu(inner))})
		if h.Rest == nil {
			return logits
		}
		return m.node("Concat", []string{logits, m.dense(h.Rest, pooled)}, onnxAttribute{"axis", 1})
	}
	panic(fmt.Sprintf("nets: a policy head of type %T", head))
}

func (m *onnxMask) value(h *ValueHead, x string) string {
	inner := m.narrow(h.Conv, x)
	if h.Pooled {
		inner = m.pool(inner)
	} else {
		inner = m.node("Flatten", []string{inner})
	}
	return m.node("Tanh", []string{m.dense(h.Out, m.relu(m.dense(h.Hidden, inner)))})
}
