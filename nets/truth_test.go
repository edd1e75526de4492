package nets_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"path"
	"slices"
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

	raw       json.RawMessage // the whole case
	attrsRead bool
	bound     map[string]*autograd.Param
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

// remarks are the attributes that explain a case, or say again what the shapes
// of its arrays do.
var remarks = []string{
	"note", "formula", "layout", "gate_order", "arch",
	"bias", "in_features", "out_features", "num", "dim", "dims", "batch",
}

// attrs decodes the attributes of a case and refuses those it does not know.
func (c *truthCase) attrs(t *testing.T, into any) {
	t.Helper()
	require.NoError(t, c.decodeAttrs(into), "attributes %s", c.Attrs)
}

func (c *truthCase) decodeAttrs(into any) error {
	c.attrsRead = true
	all := map[string]json.RawMessage{}
	if len(c.Attrs) > 0 {
		if err := json.Unmarshal(c.Attrs, &all); err != nil {
			return err
		}
	}
	for _, name := range remarks {
		delete(all, name)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}

// leftovers returns an error if the case has attributes that nothing read.
func (c *truthCase) leftovers() error {
	if c.attrsRead {
		return nil
	}
	return c.decodeAttrs(&struct{}{})
}

// claims returns how much a case of inputs has to be held against; a case
// without any shows nothing.
func (c *truthCase) claims() (int, error) {
	var grads map[string]truthArray
	if len(c.Grads) > 0 {
		if err := json.Unmarshal(c.Grads, &grads); err != nil {
			return 0, err
		}
	}
	return len(c.Outputs) + len(grads), nil
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
					require.NoError(t, c.leftovers(), "attributes %s", c.Attrs)
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
	claims, err := c.claims()
	require.NoError(t, err)
	require.NotZero(t, claims, "the case has neither outputs nor gradients")
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
	if len(c.Grads) > 0 {
		require.NoError(t, json.Unmarshal(c.Grads, &grads))
	}
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

// The readers of cases must not pass over what they do not know.
func TestTruthCasesHideNothing(t *testing.T) {
	var into struct{ Eps float64 }
	for text, want := range map[string]string{
		`{"eps":1,"note":"n"}`:  "",
		``:                      "",
		`{"eps":1,"elipson":2}`: `unknown field "elipson"`,
		`{"eps":"x"}`:           "cannot unmarshal",
	} {
		err := (&truthCase{Attrs: json.RawMessage(text)}).decodeAttrs(&into)
		if want == "" {
			require.NoError(t, err, text)
		} else {
			require.ErrorContains(t, err, want, text)
		}
	}
	unread := &truthCase{Attrs: json.RawMessage(`{"eps":1}`)}
	require.ErrorContains(t, unread.leftovers(), "eps")
	require.NoError(t, unread.decodeAttrs(&into))
	require.NoError(t, unread.leftovers())
	for grads, want := range map[string]int{"": 0, "{}": 0, `{"x":{"data":[1]}}`: 1} {
		claims, err := (&truthCase{Grads: json.RawMessage(grads)}).claims()
		require.NoError(t, err)
		require.Equal(t, want, claims, grads)
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
