package nets_test

import (
	"encoding/json"
	"maps"
	"math"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/truth"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// truthCase is a computation whose result an established framework gave in
// float64. The gradients are those of Σ outputs·cotangents.
type truthCase struct {
	Op, Name   string
	Attrs      json.RawMessage
	Inputs     map[string]truthArray
	Params     map[string]truthArray
	Outputs    map[string]truthArray
	Cotangents map[string]truthArray
	Grads      json.RawMessage // of cases of other forms too
	State      map[string]truthArray
	Note       string

	raw   json.RawMessage // the whole case
	bound map[string]*autograd.Param
}

// bind gives p the value of a parameter of the case; the gradient of that name
// is then the one of p.
func (c *truthCase) bind(name string, p *autograd.Param) {
	if c.bound == nil {
		c.bound = map[string]*autograd.Param{}
	}
	copy(p.Value.Data, c.Params[name].float32())
	c.bound[name] = p
}

type truthArray struct {
	Shape []int
	DType string
	Data  []float64
}

func (a truthArray) float32() []float32 {
	out := make([]float32, len(a.Data))
	for i, x := range a.Data {
		out[i] = float32(x)
	}
	return out
}

func (a truthArray) ints() []int {
	out := make([]int, len(a.Data))
	for i, x := range a.Data {
		out[i] = int(x)
	}
	return out
}

// attrs decodes the attributes of a case and refuses those it does not know.
func (c *truthCase) attrs(t *testing.T, into any) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(c.Attrs)))
	require.NoError(t, dec.Decode(into), "attributes %s", c.Attrs)
}

// decode reads a case of another form than inputs and outputs.
func (c *truthCase) decode(t *testing.T, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(c.raw, into))
}

// opFunc computes the outputs of a case from its inputs and parameters.
type opFunc func(t *testing.T, c *truthCase, tape *autograd.Tape, v map[string]*autograd.Var) map[string]*autograd.Var

// TestTruth holds every case of every file against ours. A case of an
// operation that is not in the tables fails.
func TestTruth(t *testing.T) {
	counts := map[string]int{}
	for _, file := range truth.Files(t, "nn/*.json") {
		t.Run(path.Base(file), func(t *testing.T) {
			for _, c := range readTruth(t, file) {
				counts[c.Op]++
				t.Run(c.Op+"/"+c.Name, func(t *testing.T) {
					if f, ok := truthOps[c.Op]; ok && c.Inputs != nil {
						checkOp(t, c, f)
					} else if c.Op == "step" { // a schedule shares its name with an activation
						scheduleCase(t, c)
					} else if check, ok := truthChecks[c.Op]; ok {
						check(t, c)
					} else {
						t.Fatalf("unknown operation %q", c.Op)
					}
				})
			}
		})
	}
	t.Logf("cases by operation: %v", counts)
}

func readTruth(t *testing.T, name string) []*truthCase {
	var file struct{ Cases []json.RawMessage }
	require.NoError(t, json.Unmarshal(truth.Read(t, name), &file), name)
	require.NotEmpty(t, file.Cases, name)
	cases := make([]*truthCase, len(file.Cases))
	for i, raw := range file.Cases {
		// Cases of other forms have other types under the same keys.
		c := &truthCase{raw: raw}
		var head struct {
			Op, Name string
			Inputs   json.RawMessage
		}
		require.NoError(t, json.Unmarshal(raw, &head))
		if head.Inputs != nil {
			require.NoError(t, json.Unmarshal(raw, c), head.Name)
		} else {
			var attrs struct{ Attrs, Grads json.RawMessage }
			require.NoError(t, json.Unmarshal(raw, &attrs))
			c.Attrs, c.Grads = attrs.Attrs, attrs.Grads
		}
		c.Op, c.Name = head.Op, head.Name
		cases[i] = c
	}
	return cases
}

func checkOp(t *testing.T, c *truthCase, f opFunc) {
	tape := autograd.NewTape()
	v := map[string]*autograd.Var{}
	for _, group := range []map[string]truthArray{c.Inputs, c.Params} {
		for name, a := range group {
			v[name] = tape.Input(a.float32(), a.Shape...)
		}
	}
	outputs := f(t, c, tape, v)
	for name, want := range c.Outputs {
		require.Contains(t, outputs, name)
		require.Equal(t, append([]int{}, want.Shape...), append([]int{}, outputs[name].Shape()...), "shape of %s", name)
		closeTo(t, name, want.Data, outputs[name].Data(), 1e-4, 1e-5)
	}
	var grads map[string]truthArray
	require.NoError(t, json.Unmarshal(c.Grads, &grads))
	if len(grads) == 0 {
		return
	}
	var loss *autograd.Var
	for name, cot := range c.Cotangents {
		part := tape.Sum(tape.Mul(outputs[name], tape.Const(cot.float32(), cot.Shape...)))
		if loss == nil {
			loss = part
		} else {
			loss = tape.Add(loss, part)
		}
	}
	paramGrads := autograd.NewGrads(slices.Collect(maps.Values(c.bound)))
	tape.Backward(loss, paramGrads)
	for name, want := range grads {
		require.Contains(t, v, name)
		got := v[name].Grad()
		if p := c.bound[name]; p != nil {
			got = paramGrads.Of(p)
		}
		if got == nil {
			got = make([]float32, len(want.Data))
		}
		closeTo(t, "gradient of "+name, want.Data, got, 1e-4, 1e-5)
	}
}

// closeTo compares with a relative and an absolute tolerance.
func closeTo(t *testing.T, name string, want []float64, got []float32, relative, absolute float64) {
	t.Helper()
	require.Len(t, got, len(want), name)
	for i, w := range want {
		if d := math.Abs(w - float64(got[i])); !(d <= absolute+relative*math.Abs(w)) {
			t.Errorf("%s[%d] = %v, want %v", name, i, got[i], w)
			return
		}
	}
}
