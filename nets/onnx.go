package nets

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// The version of the operators that an exported file asks for.
const (
	onnxIR    = 8
	onnxOpset = 17
)

// WriteONNX writes the network as it evaluates, for other programs, in the
// format of the Open Neural Network Exchange: input "input" [N,Input...],
// output "output" [N,Output...].
func (net *Sequential) WriteONNX(w io.Writer) error {
	g := &onnxGraph{}
	x := g.input("input", net.cfg.Input)
	for i := range net.layers {
		l := &net.layers[i]
		x = g.layer(l, x)
		if l.cfg.Activation != "" {
			x = g.activation(l.cfg.Activation, x)
		}
	}
	g.output("output", x, net.Output())
	return g.write(w, "sequential")
}

// onnxGraph gathers the parts of a graph; images in it are [N,C,H,W].
type onnxGraph struct {
	nodes, constants, inputs, outputs onnxWire
	values                            int // named so far
}

func (g *onnxGraph) fresh() string {
	g.values++
	return fmt.Sprint("v", g.values)
}

func (g *onnxGraph) input(name string, shape []int) string {
	g.inputs.bytes(11, onnxValue(name, shape))
	return name
}

// output gives value a name under which it leaves the graph.
func (g *onnxGraph) output(name, value string, shape []int) {
	g.emit("Identity", []string{value}, []string{name})
	g.outputs.bytes(12, onnxValue(name, shape))
}

// node adds an operator with one result and returns the result's name.
func (g *onnxGraph) node(op string, inputs []string, attributes ...onnxAttribute) string {
	out := g.fresh()
	g.emit(op, inputs, []string{out}, attributes...)
	return out
}

func (g *onnxGraph) emit(op string, inputs, outputs []string, attributes ...onnxAttribute) {
	var w onnxWire
	for _, name := range inputs {
		w.text(1, name)
	}
	for _, name := range outputs {
		w.text(2, name)
	}
	w.text(4, op)
	for _, a := range attributes {
		w.bytes(5, a.encode())
	}
	g.nodes.bytes(1, w)
}

func (g *onnxGraph) tensor(t *tensor.Tensor) string { return g.floats(t.Data, t.Shape...) }

func (g *onnxGraph) floats(data []float32, shape ...int) string {
	raw := make([]byte, 0, 4*len(data))
	for _, x := range data {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	name := g.fresh()
	g.constants.bytes(5, onnxTensor(name, shape, onnxFloat, raw))
	return name
}

func (g *onnxGraph) scalar(x float32) string { return g.floats([]float32{x}) }

func (g *onnxGraph) ints(values ...int) string {
	var raw []byte
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	name := g.fresh()
	g.constants.bytes(5, onnxTensor(name, []int{len(values)}, onnxInt64, raw))
	return name
}

func (g *onnxGraph) write(w io.Writer, name string) error {
	var graph, opset, model onnxWire
	graph = append(graph, g.nodes...)
	graph.text(2, name)
	graph = append(graph, g.constants...)
	graph = append(graph, g.inputs...)
	graph = append(graph, g.outputs...)
	opset.text(1, "")
	opset.varint(2, onnxOpset)
	model.varint(1, onnxIR)
	model.text(2, "tengen")
	model.bytes(7, graph)
	model.bytes(8, opset)
	_, err := w.Write(model)
	return err
}

func (g *onnxGraph) relu(x string) string { return g.node("Relu", []string{x}) }

func (g *onnxGraph) conv(c *Conv2D, x string) string {
	inputs := []string{x, g.tensor(c.Weight.Value)}
	if c.Bias != nil {
		inputs = append(inputs, g.tensor(c.Bias.Value))
	}
	cfg := c.Config
	return g.node("Conv", inputs,
		onnxAttribute{"pads", []int{cfg.Pad[0], cfg.Pad[1], cfg.Pad[0], cfg.Pad[1]}},
		onnxAttribute{"strides", []int{max(1, cfg.Stride[0]), max(1, cfg.Stride[1])}},
		onnxAttribute{"dilations", []int{max(1, cfg.Dilation[0]), max(1, cfg.Dilation[1])}},
		onnxAttribute{"group", max(1, cfg.Groups)})
}

// dense adds a layer over rows [N,in].
func (g *onnxGraph) dense(d *Dense, x string) string {
	inputs := []string{x, g.tensor(d.Weight.Value)}
	if d.Bias != nil {
		inputs = append(inputs, g.tensor(d.Bias.Value))
	}
	return g.node("Gemm", inputs, onnxAttribute{"transB", 1})
}

// denseLast adds a layer over the last axis of any shape.
func (g *onnxGraph) denseLast(d *Dense, x string) string {
	w := g.node("Transpose", []string{g.tensor(d.Weight.Value)}, onnxAttribute{"perm", []int{1, 0}})
	y := g.node("MatMul", []string{x, w})
	if d.Bias != nil {
		y = g.node("Add", []string{y, g.tensor(d.Bias.Value)})
	}
	return y
}

func (g *onnxGraph) residual(b *ResidualBlock, x string) string {
	branch := g.conv(b.Conv2, g.relu(g.conv(b.Conv1, x)))
	return g.relu(g.node("Add", []string{x, branch}))
}

// activation adds an activation; those that ONNX lacks are put together.
func (g *onnxGraph) activation(a autograd.Activation, x string) string {
	one := func(op string, attributes ...onnxAttribute) string { return g.node(op, []string{x}, attributes...) }
	two := func(op, a, b string) string { return g.node(op, []string{a, b}) }
	switch a {
	case autograd.Linear:
		return x
	case autograd.ReLU, autograd.Sigmoid, autograd.Tanh, autograd.SELU, autograd.Softplus, autograd.Softsign, autograd.HardSwish:
		return one(map[autograd.Activation]string{
			autograd.ReLU: "Relu", autograd.Sigmoid: "Sigmoid", autograd.Tanh: "Tanh", autograd.SELU: "Selu",
			autograd.Softplus: "Softplus", autograd.Softsign: "Softsign", autograd.HardSwish: "HardSwish",
		}[a])
	case autograd.LeakyReLU:
		return one("LeakyRelu", onnxAttribute{"alpha", float32(0.01)})
	case autograd.ELU:
		return one("Elu", onnxAttribute{"alpha", float32(1)})
	case autograd.ReLU6:
		return g.node("Clip", []string{x, g.scalar(0), g.scalar(6)})
	case autograd.HardTanh:
		return g.node("Clip", []string{x, g.scalar(-1), g.scalar(1)})
	case autograd.SiLU:
		return two("Mul", x, one("Sigmoid"))
	case autograd.Mish:
		return two("Mul", x, g.node("Tanh", []string{one("Softplus")}))
	case autograd.LogSigmoid:
		return g.node("Neg", []string{g.node("Softplus", []string{one("Neg")})})
	case autograd.GELU:
		erf := g.node("Erf", []string{two("Mul", x, g.scalar(1/math.Sqrt2))})
		return two("Mul", two("Mul", x, g.scalar(0.5)), two("Add", erf, g.scalar(1)))
	case autograd.GELUTanh:
		cube := two("Mul", x, two("Mul", x, x))
		inner := two("Mul", two("Add", x, two("Mul", cube, g.scalar(0.044715))), g.scalar(float32(math.Sqrt(2/math.Pi))))
		return two("Mul", two("Mul", x, g.scalar(0.5)), two("Add", g.node("Tanh", []string{inner}), g.scalar(1)))
	case autograd.Step:
		return g.node("Cast", []string{two("Greater", x, g.scalar(0))}, onnxAttribute{"to", onnxFloat})
	}
	panic(fmt.Sprintf("nets: no ONNX form of activation %q", string(a)))
}
