package nets_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

type tape = autograd.Tape

// unary makes an opFunc of a function of the only input, x or a.
func unary(f func(t *tape, x *autograd.Var) *autograd.Var) opFunc {
	return func(_ *testing.T, _ *truthCase, t *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
		for _, name := range []string{"x", "a", "logits"} {
			if v[name] != nil {
				return out(f(t, v[name]))
			}
		}
		panic("no input x, a or logits")
	}
}

// pairwise makes an opFunc of a function of inputs a and b.
func pairwise(f func(t *tape, a, b *autograd.Var) *autograd.Var) opFunc {
	return func(_ *testing.T, _ *truthCase, t *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
		return out(f(t, v["a"], v["b"]))
	}
}

func activationOps() map[string]opFunc {
	ops := map[string]opFunc{
		"leaky_relu_0_2": unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.LeakyReLU(x, 0.2) }),
		"elu_0_5":        unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.ELU(x, 0.5) }),
		"exp":            unary((*tape).Exp),
		"step": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			var a struct {
				AtZero *float32 `json:"value_at_zero"`
			}
			c.attrs(t, &a)
			require.NotNil(t, a.AtZero)
			return out(tape.Step(v["x"], *a.AtZero))
		},
	}
	for name, a := range map[string]autograd.Activation{
		"identity": autograd.Linear, "sigmoid": autograd.Sigmoid, "tanh": autograd.Tanh, "relu": autograd.ReLU,
		"relu6": autograd.ReLU6, "leaky_relu_0_01": autograd.LeakyReLU, "elu_1": autograd.ELU, "selu": autograd.SELU,
		"gelu_erf": autograd.GELU, "gelu_tanh": autograd.GELUTanh, "swish_silu": autograd.SiLU, "mish": autograd.Mish,
		"softplus": autograd.Softplus, "softsign": autograd.Softsign, "hardswish": autograd.HardSwish,
		"hardtanh": autograd.HardTanh, "logsigmoid": autograd.LogSigmoid,
	} {
		ops[name] = unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Activate(a, x) })
	}
	return ops
}

// onImages makes an opFunc of a function of channels-last images, given
// channels-first ones.
func onImages(f func(t *testing.T, c *truthCase, tape *tape, x *autograd.Var) *autograd.Var) opFunc {
	return func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
		y := f(t, c, tape, tape.ChannelsLast(v["x"]))
		if len(y.Shape()) == 4 {
			y = tape.ChannelsFirst(y)
		}
		return out(y)
	}
}

// channelsLast moves the second axis to the end; a row has none to move.
func channelsLast(t *tape, x *autograd.Var) *autograd.Var {
	switch len(x.Shape()) {
	case 2:
		return x
	case 3:
		return t.Transpose(x, 0, 2, 1)
	}
	return t.ChannelsLast(x)
}

// channelsFirst moves the last axis back.
func channelsFirst(t *tape, x *autograd.Var) *autograd.Var {
	switch len(x.Shape()) {
	case 2:
		return x
	case 3:
		return t.Transpose(x, 0, 2, 1)
	}
	return t.ChannelsFirst(x)
}

// gainAndBias returns those of a norm: ones and zeros of a shape where the case
// has none.
func gainAndBias(t *tape, v map[string]*autograd.Var, shape ...int) (gain, bias *autograd.Var) {
	gain, bias = v["weight"], v["bias"]
	if gain == nil {
		gain = t.Affine(t.Zeros(shape...), 1, 1)
	}
	if bias == nil {
		bias = t.Zeros(shape...)
	}
	return gain, bias
}

func poolConfig(t *testing.T, c *truthCase) autograd.PoolConfig {
	var a struct {
		Kernel, Stride, Padding pair
		CountPad                bool `json:"count_include_pad"`
		Ceil                    bool `json:"ceil_mode"`
	}
	c.attrs(t, &a)
	require.NotZero(t, a.Kernel)
	require.False(t, a.Ceil, "windows that reach beyond the padding")
	return autograd.PoolConfig{Size: a.Kernel, Stride: a.Stride, Pad: a.Padding, CountPad: a.CountPad}
}

func imageOps() map[string]opFunc {
	return map[string]opFunc{
		"maxpool2d": onImages(func(t *testing.T, c *truthCase, tape *tape, x *autograd.Var) *autograd.Var {
			return tape.MaxPool2D(x, poolConfig(t, c))
		}),
		"avgpool2d": onImages(func(t *testing.T, c *truthCase, tape *tape, x *autograd.Var) *autograd.Var {
			return tape.AvgPool2D(x, poolConfig(t, c))
		}),
		"globalavgpool": onImages(func(_ *testing.T, _ *truthCase, t *tape, x *autograd.Var) *autograd.Var { return t.GlobalAvgPool(x) }),
		"globalmaxpool": onImages(func(_ *testing.T, _ *truthCase, t *tape, x *autograd.Var) *autograd.Var { return t.GlobalMaxPool(x) }),
		"batchnorm":     batchNormCase,
		"layernorm": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			var a struct {
				Eps   float32
				Shape []int `json:"normalized_shape"`
			}
			c.attrs(t, &a)
			w, b := gainAndBias(tape, v, a.Shape...)
			require.Equal(t, a.Shape, w.Shape())
			return out(tape.LayerNorm(v["x"], w, b, a.Eps))
		},
		"groupnorm": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			var a struct {
				Eps    float32
				Groups int
			}
			c.attrs(t, &a)
			w, b := gainAndBias(tape, v, v["x"].Dim(1))
			return out(channelsFirst(tape, tape.GroupNorm(channelsLast(tape, v["x"]), w, b, a.Groups, a.Eps)))
		},
		"dropout_masked": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			var a struct{ P float32 }
			c.attrs(t, &a)
			return out(tape.Scale(tape.Mul(v["x"], tape.Detach(v["mask"])), 1/(1-a.P)))
		},
		"dropout_eval": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			var a struct{ P float32 }
			c.attrs(t, &a)
			return out(tape.Affine(tape.Dropout(v["x"], a.P, nil), 1, 0))
		},
		"embedding": func(_ *testing.T, c *truthCase, t *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			rows := t.Embedding(v["weight"], c.Inputs["idx"].ints())
			return out(t.Reshape(rows, append(append([]int{}, c.Inputs["idx"].Shape...), v["weight"].Dim(1))...))
		},
	}
}

func batchNormCase(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
	var a struct {
		Eps, Momentum float32
		Training      bool
	}
	c.attrs(t, &a)
	stats := autograd.RunningStats{Mean: c.State["running_mean"].float32(), Var: c.State["running_var"].float32()}
	cfg := autograd.BatchNormConfig{Epsilon: a.Eps, Momentum: a.Momentum, Training: a.Training}
	w, b := gainAndBias(tape, v, v["x"].Dim(1))
	y := tape.BatchNorm(channelsLast(tape, v["x"]), w, b, stats, cfg)
	return map[string]*autograd.Var{
		"out":                channelsFirst(tape, y),
		"running_mean_after": tape.Const(stats.Mean, len(stats.Mean)),
		"running_var_after":  tape.Const(stats.Var, len(stats.Var)),
	}
}

// recurrentOps builds the network of a case and gives it the case's weights.
func recurrentOps() map[string]opFunc {
	ops := map[string]opFunc{}
	for name, kind := range map[string]nets.CellKind{"rnn_tanh": nets.RNNTanh, "rnn_relu": nets.RNNReLU, "lstm": nets.LSTM, "gru": nets.GRU} {
		ops[name] = func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			return recurrentCase(t, kind, c, tape, v)
		}
	}
	return ops
}

func recurrentCase(t *testing.T, kind nets.CellKind, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
	var a struct {
		Layers        int
		Bidirectional bool
	}
	c.attrs(t, &a)
	require.False(t, a.Bidirectional)
	net := nets.NewRecurrent("net", nets.RecurrentConfig{Kind: kind, In: v["x"].Dim(2), Hidden: v["h0"].Dim(2), Layers: a.Layers}, nil)
	var state nets.RecurrentState
	for i, l := range net.Layers {
		c.bind(fmt.Sprintf("weight_ih_l%d", i), l.Input.Weight)
		c.bind(fmt.Sprintf("weight_hh_l%d", i), l.State.Weight)
		c.bind(fmt.Sprintf("bias_ih_l%d", i), l.Input.Bias)
		c.bind(fmt.Sprintf("bias_hh_l%d", i), l.State.Bias)
		state.H = append(state.H, tape.Row(v["h0"], i))
		if kind == nets.LSTM {
			state.C = append(state.C, tape.Row(v["c0"], i))
		}
	}
	y, last := net.Forward(tape, v["x"], state, nil)
	outputs := map[string]*autograd.Var{"out": y, "h_n": tape.Stack(last.H...)}
	if kind == nets.LSTM {
		outputs["c_n"] = tape.Stack(last.C...)
	}
	return outputs
}

// tensorOps are the cases whose attributes are in their names alone.
func tensorOps() map[string]opFunc {
	return map[string]opFunc{
		"matmul":           pairwise((*tape).MatMul),
		"batched_matmul":   pairwise((*tape).MatMul),
		"matmul_broadcast": pairwise((*tape).MatMul),
		"add_broadcast":    pairwise((*tape).Add),
		"sub_broadcast":    pairwise((*tape).Sub),
		"mul_broadcast":    pairwise((*tape).Mul),
		"div_broadcast":    pairwise((*tape).Div),
		"maximum":          pairwise((*tape).Maximum),
		"concat1":          pairwise(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Concat(1, a, b) }),
		"stack0":           pairwise(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Stack(a, b) }),
		"outer": pairwise(func(t *tape, a, b *autograd.Var) *autograd.Var {
			return t.Mul(t.Reshape(a, -1, 1), t.Reshape(b, 1, -1))
		}),
		"pow3":           unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Pow(x, 3) }),
		"sqrt":           unary((*tape).Sqrt),
		"log":            unary((*tape).Log),
		"abs":            unary((*tape).Abs),
		"sum_all":        unary((*tape).Sum),
		"norm2":          unary((*tape).Norm),
		"sum_axis0":      unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.SumAxes(x, false, 0) }),
		"sum_axis1_keep": unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.SumAxes(x, true, 1) }),
		"mean_axis":      unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.MeanAxes(x, false, 0, 2) }),
		"max_axis":       unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.MaxAxes(x, false, 1) }),
		"min_axis":       unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.MinAxes(x, false, 0) }),
		"var_unbiased":   unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.VarAxes(x, 1, false, 0) }),
		"std_biased":     unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Sqrt(t.VarAxes(x, 0, false, 0)) }),
		"prod_axis":      unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.ProdAxis(x, 1) }),
		"cumsum":         unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.CumSum(x, 1) }),
		"transpose_perm": unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Transpose(x, 2, 0, 1) }),
		"reshape":        unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Reshape(x, 3, 4) }),
		"clamp":          unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Clamp(x, -0.5, 0.7) }),
		"slice_step": unary(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.Slice(t.Slice(x, 0, 1, 5, 2), 1, 0, 5, 2)
		}),
		"pad2d":           unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Pad(x, []int{0, 0, 0, 1}, []int{0, 0, 1, 2}) }),
		"reuse_xx_plus_x": unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Add(t.MatMul(x, x), t.Mul(x, x)) }),
		"diamond": unary(func(t *tape, x *autograd.Var) *autograd.Var {
			y := t.Sin(x)
			return t.Add(t.Tanh(y), t.SiLU(y))
		}),
		"index_select": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			return out(tape.IndexSelect(v["a"], axisOf(t, c), c.Inputs["idx"].ints()))
		},
		"gather": func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			return out(tape.Gather(v["a"], axisOf(t, c), c.Inputs["idx"].ints(), c.Inputs["idx"].Shape...))
		},
		"where": func(_ *testing.T, _ *truthCase, t *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			return out(t.Where(t.Detach(v["cond"]), v["a"], v["b"]))
		},
		"attention": func(_ *testing.T, _ *truthCase, t *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			return out(t.Attention(v["q"], v["k"], v["v"], nil))
		},
	}
}

func axisOf(t *testing.T, c *truthCase) int {
	var a struct{ Axis *int }
	c.attrs(t, &a)
	require.NotNil(t, a.Axis)
	return *a.Axis
}
