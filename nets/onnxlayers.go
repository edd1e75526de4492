package nets

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// layer adds a layer of a Sequential network.
func (g *onnxGraph) layer(l *sequentialLayer, x string) string {
	image := len(l.output) == 3
	switch m := l.module.(type) {
	case *Dense:
		return g.denseLast(m, x)
	case *NoisyDense:
		return g.dense(m.Mean, x)
	case *Dueling:
		advantage := g.dense(m.Advantage, x)
		mean := g.node("ReduceMean", []string{advantage}, onnxAttribute{"axes", []int{1}})
		return g.node("Add", []string{g.node("Sub", []string{advantage, mean}), g.dense(m.Value, x)})
	case *Conv2D:
		return g.conv(m, x)
	case *ResidualBlock:
		return g.residual(m, x)
	case *SqueezeExcite:
		gate := g.dense(m.Down, g.node("Flatten", []string{g.node("GlobalAveragePool", []string{x})}))
		gate = g.node("Sigmoid", []string{g.dense(m.Up, g.relu(gate))})
		return g.node("Mul", []string{x, g.asChannels(gate)})
	case *GlobalPooling:
		return g.globalPooling(m, l, x)
	case *BatchNorm:
		return g.batchNorm(m, x, len(l.output) == 2)
	case *LayerNorm:
		if !image {
			return g.layerNorm(m, x)
		}
		last := g.node("Transpose", []string{x}, onnxAttribute{"perm", []int{0, 2, 3, 1}})
		return g.node("Transpose", []string{g.layerNorm(m, last)}, onnxAttribute{"perm", []int{0, 3, 1, 2}})
	case *GroupNorm:
		return g.groupNorm(m, x, l.output)
	case *Embedding:
		index := g.node("Cast", []string{x}, onnxAttribute{"to", onnxInt64})
		return g.node("Gather", []string{g.tensor(m.Table.Value), index}, onnxAttribute{"axis", 0})
	case *Attention:
		return g.attention(m, x, l.output)
	case *Recurrent:
		return g.recurrent(m, x)
	}
	switch l.cfg.Kind {
	case "dropout":
		return x
	case "flatten":
		return g.node("Flatten", []string{x})
	case "globalavg":
		return g.node("Flatten", []string{g.node("GlobalAveragePool", []string{x})})
	case "maxpool", "avgpool":
		size := orInt(l.cfg.Size, 2)
		stride := orInt(l.cfg.Stride, size)
		op := map[string]string{"maxpool": "MaxPool", "avgpool": "AveragePool"}[l.cfg.Kind]
		return g.node(op, []string{x}, onnxAttribute{"kernel_shape", []int{size, size}}, onnxAttribute{"strides", []int{stride, stride}})
	}
	panic(fmt.Sprintf("nets: no ONNX form of layer %q", l.cfg.Kind))
}

// asChannels turns rows [N,C] to [N,C,1,1].
func (g *onnxGraph) asChannels(x string) string {
	return g.node("Reshape", []string{x, g.ints(0, -1, 1, 1)})
}

func (g *onnxGraph) globalPooling(m *GlobalPooling, l *sequentialLayer, x string) string {
	pooled := g.pooled(g.relu(g.conv(m.Gather, x)), poolScale(l.output[0]*l.output[1]))
	return g.node("Add", []string{x, g.asChannels(g.dense(m.Spread, pooled))})
}

// pooled adds what boardMask.pool does of images without a mask.
func (g *onnxGraph) pooled(x string, scale float32) string {
	mean := g.node("GlobalAveragePool", []string{x})
	scaled := g.node("Mul", []string{mean, g.scalar(scale)})
	largest := g.node("GlobalMaxPool", []string{x})
	return g.node("Flatten", []string{g.node("Concat", []string{mean, scaled, largest}, onnxAttribute{"axis", 1})})
}

// batchNorm adds the running statistics as a product and a sum; sequences have
// their channels last.
func (g *onnxGraph) batchNorm(b *BatchNorm, x string, sequence bool) string {
	epsilon := b.Epsilon
	if epsilon == 0 {
		epsilon = 1e-5
	}
	if !sequence {
		inputs := []string{x, g.tensor(b.Weight.Value), g.tensor(b.Bias.Value), g.tensor(b.Mean), g.tensor(b.Var)}
		return g.node("BatchNormalization", inputs, onnxAttribute{"epsilon", epsilon})
	}
	factor, shift := tensor.New(b.Mean.Shape...), tensor.New(b.Mean.Shape...)
	for i := range factor.Data {
		factor.Data[i] = b.Weight.Value.Data[i] / float32(math.Sqrt(float64(b.Var.Data[i]+epsilon)))
		shift.Data[i] = b.Bias.Value.Data[i] - b.Mean.Data[i]*factor.Data[i]
	}
	return g.node("Add", []string{g.node("Mul", []string{x, g.tensor(factor)}), g.tensor(shift)})
}

func (g *onnxGraph) layerNorm(n *LayerNorm, x string) string {
	inputs := []string{x, g.tensor(n.Weight.Value), g.tensor(n.Bias.Value)}
	return g.node("LayerNormalization", inputs, onnxAttribute{"axis", -1}, onnxAttribute{"epsilon", n.Epsilon})
}

// groupNorm adds a norm of what is, by its shape for one example inside, a row,
// a sequence or an image. Each group becomes a channel of its own.
func (g *onnxGraph) groupNorm(n *GroupNorm, x string, shape []int) string {
	sequence := len(shape) == 2
	if sequence {
		x = g.node("Transpose", []string{x}, onnxAttribute{"perm", []int{0, 2, 1}})
	}
	ones, zeros := make([]float32, n.Groups), make([]float32, n.Groups)
	for i := range ones {
		ones[i] = 1
	}
	groups := g.node("Reshape", []string{x, g.ints(0, n.Groups, -1)})
	y := g.node("InstanceNormalization", []string{groups, g.floats(ones, n.Groups), g.floats(zeros, n.Groups)}, onnxAttribute{"epsilon", n.Epsilon})
	channels := n.Weight.Value.Len()
	whole, affine := []int{0, channels}, []int{channels}
	if len(shape) == 3 {
		whole, affine = []int{0, channels, shape[0], shape[1]}, []int{channels, 1, 1}
	} else if sequence {
		whole, affine = []int{0, channels, shape[0]}, []int{channels, 1}
	}
	y = g.node("Reshape", []string{y, g.ints(whole...)})
	y = g.node("Mul", []string{y, g.floats(n.Weight.Value.Data, affine...)})
	y = g.node("Add", []string{y, g.floats(n.Bias.Value.Data, affine...)})
	if sequence {
		y = g.node("Transpose", []string{y}, onnxAttribute{"perm", []int{0, 2, 1}})
	}
	return y
}

func (g *onnxGraph) attention(a *Attention, x string, shape []int) string {
	steps, width := shape[0], shape[1]
	qkv := g.denseLast(a.QKV, g.layerNorm(a.Norm1, x))
	qkv = g.node("Reshape", []string{qkv, g.ints(0, steps, 3, a.Heads, width/a.Heads)})
	qkv = g.node("Transpose", []string{qkv}, onnxAttribute{"perm", []int{2, 0, 3, 1, 4}})
	part := func(i int) string {
		row := g.node("Slice", []string{qkv, g.ints(i), g.ints(i + 1), g.ints(0)})
		return g.node("Squeeze", []string{row, g.ints(0)})
	}
	q := g.node("Mul", []string{part(0), g.scalar(float32(1 / math.Sqrt(float64(width/a.Heads))))})
	k := g.node("Transpose", []string{part(1)}, onnxAttribute{"perm", []int{0, 1, 3, 2}})
	scores := g.node("Softmax", []string{g.node("MatMul", []string{q, k})}, onnxAttribute{"axis", -1})
	seen := g.node("Transpose", []string{g.node("MatMul", []string{scores, part(2)})}, onnxAttribute{"perm", []int{0, 2, 1, 3}})
	joined := g.node("Reshape", []string{seen, g.ints(0, steps, width)})
	x = g.node("Add", []string{x, g.denseLast(a.Out, joined)})
	grown := g.activation("gelu", g.denseLast(a.Grow, g.layerNorm(a.Norm2, x)))
	return g.node("Add", []string{x, g.denseLast(a.Fall, grown)})
}

// recurrent adds layers over sequences [N,T,in] and returns the last output.
func (g *onnxGraph) recurrent(r *Recurrent, x string) string {
	// ONNX orders the gates of LSTM input, output, forget, candidate and those
	// of GRU update, reset, candidate.
	op, order := "RNN", []int{0}
	var attributes []onnxAttribute
	switch r.Kind {
	case LSTM:
		op, order = "LSTM", []int{0, 3, 1, 2}
	case GRU:
		op, order = "GRU", []int{1, 0, 2}
		attributes = append(attributes, onnxAttribute{"linear_before_reset", 1})
	case RNNReLU:
		attributes = append(attributes, onnxAttribute{"activations", []string{"Relu"}})
	}
	attributes = append(attributes, onnxAttribute{"hidden_size", r.Hidden})
	x = g.node("Transpose", []string{x}, onnxAttribute{"perm", []int{1, 0, 2}})
	var last string
	for _, l := range r.Layers {
		bias := append(reordered(l.Input.Bias.Value, order), reordered(l.State.Bias.Value, order)...)
		inputs := []string{
			x,
			g.floats(reordered(l.Input.Weight.Value, order), append([]int{1}, l.Input.Weight.Value.Shape...)...),
			g.floats(reordered(l.State.Weight.Value, order), append([]int{1}, l.State.Weight.Value.Shape...)...),
			g.floats(bias, 1, len(bias)),
		}
		all, end := g.fresh(), g.fresh()
		g.emit(op, inputs, []string{all, end}, attributes...)
		x = g.node("Squeeze", []string{all, g.ints(1)}) // one direction
		last = g.node("Squeeze", []string{end, g.ints(0)})
	}
	return last
}

// reordered returns the blocks of rows of a weight or bias in another order.
func reordered(t *tensor.Tensor, order []int) []float32 {
	size := t.Len() / len(order)
	var out []float32
	for _, block := range order {
		out = append(out, t.Data[block*size:(block+1)*size]...)
	}
	return out
}
