package data_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/data"
)

// A network and the encoding of its inputs travel in one file.
func ExampleEncoder() {
	if err := saveBoth(); err != nil {
		fmt.Println(err)
	}
	// Output: [0.5] of [size]
}

func saveBoth() error {
	table := &data.Table{Columns: []data.Column{{Name: "size", Numbers: []float64{2, 6}}, {Name: "kind", Text: []string{"cat", "dog"}}}}
	encoder, err := data.Recipe{Features: []data.Feature{{Column: "size", Scale: data.MinMax}}, Label: "kind"}.Fit(table)
	if err != nil {
		return err
	}
	text, err := json.Marshal(encoder)
	if err != nil {
		return err
	}
	net, err := nets.NewSequential(nets.SequentialConfig{Input: []int{1}, Layers: []nets.LayerConfig{{Kind: "dense", Out: 2}}}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "model")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "pets.safetensors")
	if err := net.Save(path, map[string]string{"encoder": string(text)}); err != nil {
		return err
	}

	_, metadata, err := nets.LoadSequential(path)
	if err != nil {
		return err
	}
	var loaded data.Encoder
	if err := json.Unmarshal([]byte(metadata["encoder"]), &loaded); err != nil {
		return err
	}
	inputs, err := loaded.Encode(&data.Table{Columns: []data.Column{{Name: "size", Numbers: []float64{4}}}})
	if err != nil {
		return err
	}
	fmt.Println(inputs.Data, "of", loaded.Inputs)
	return nil
}

// mixedTable has numbers and text, some missing, and numbers that no short
// decimal is equal to.
func mixedTable() *data.Table {
	rng := rand.New(rand.NewPCG(9, 9))
	a, b := column(), column()
	goods, kind := data.Column{Name: "goods"}, data.Column{Name: "kind"}
	for i := range 50 {
		a.Numbers = append(a.Numbers, math.Exp(20*rng.NormFloat64()))
		b.Numbers = append(b.Numbers, rng.Float64()/3)
		goods.Text = append(goods.Text, []string{"", "<é>", "a\nb", "z"}[rng.IntN(4)])
		kind.Text = append(kind.Text, []string{"car", "van"}[i%2])
	}
	a.Name, b.Name = "a", "b"
	a.Numbers[3] = math.NaN()
	return &data.Table{Columns: []data.Column{a, b, goods, kind}}
}

func TestSavedEncodersEncodeTheSame(t *testing.T) {
	table := mixedTable()
	path := filepath.Join(t.TempDir(), "encoder.json")
	for _, recipe := range []data.Recipe{
		{Label: "kind", Features: []data.Feature{
			{Column: "a", Fill: data.Mean, Scale: data.Robust}, {Column: "b", Scale: data.Standard}, {Column: "goods"},
		}},
		{Target: "b", Features: []data.Feature{
			{Column: "a", Fill: data.Constant, FillNumber: 1.0 / 3}, {Column: "goods", Fill: data.Constant, FillText: "none"},
			{Column: "a", Fill: data.Median, Scale: data.MinMax}, {Column: "goods", Fill: data.Mode}, {Column: "kind"},
		}},
	} {
		saved, err := recipe.Fit(table)
		require.NoError(t, err)
		require.NoError(t, saved.Save(path))
		loaded, err := data.LoadEncoder(path)
		require.NoError(t, err)
		assert.Equal(t, saved.Inputs, loaded.Inputs)
		assert.Equal(t, saved.Classes, loaded.Classes)
		want, err := saved.Examples(table)
		require.NoError(t, err)
		got, err := loaded.Examples(table)
		require.NoError(t, err)
		assert.Equal(t, want, got)

		again := filepath.Join(t.TempDir(), "again.json")
		require.NoError(t, loaded.Save(again))
		first, err := os.ReadFile(path)
		require.NoError(t, err)
		second, err := os.ReadFile(again)
		require.NoError(t, err)
		assert.Equal(t, string(first), string(second))
	}
}

// A loaded encoder refuses what the saved one does.
func TestLoadedEncodersRefuseMissingNumbers(t *testing.T) {
	table := &data.Table{Columns: []data.Column{column(1, 2), {Name: "k", Text: []string{"a", "b"}}}}
	saved, err := data.Recipe{Features: []data.Feature{{Column: "x"}}, Label: "k"}.Fit(table)
	require.NoError(t, err)
	text, err := json.Marshal(saved)
	require.NoError(t, err)
	var loaded data.Encoder
	require.NoError(t, json.Unmarshal(text, &loaded))
	_, err = loaded.Encode(&data.Table{Columns: []data.Column{column(math.NaN())}})
	assert.ErrorContains(t, err, `column "x", row 1: has no value`)
}

func TestEncodersThatMakeNoSenseAreRefused(t *testing.T) {
	const good = `{"format":"tengen-encoder/1","label":"k","classes":["a","b"],"columns":[` +
		`{"column":"x","kind":"numbers","fill":"mean","scale":"standard","fill_number":2,"shift":1,"factor":3},` +
		`{"column":"y","kind":"text","fill":"constant","fill_text":"q","categories":["p","q"]}]}`
	require.NoError(t, json.Unmarshal([]byte(good), new(data.Encoder)))
	for _, c := range []struct{ from, to, want string }{
		{"tengen-encoder/1", "tengen-encoder/2", `format is "tengen-encoder/2"`},
		{`"label":"k",`, ``, `label "" and target ""`},
		{`"label":"k",`, `"label":"k","target":"t",`, `label "k" and target "t"`},
		{`"label"`, `"target"`, "which a label has"},
		{`"classes":["a","b"],`, ``, `label "k" without classes`},
		{`["a","b"]`, `["b","a"]`, `classes: "b" before "a"`},
		{`"column":"x"`, `"column":"k"`, `column 0 is named "k"`},
		{`"column":"x"`, `"column":""`, `column 0 is named ""`},
		{`"numbers"`, `"dates"`, `column "x": kind is "dates", want "numbers" or "text"`},
		{`"mean"`, `"guess"`, `column "x": unknown fill "guess"`},
		{`"standard"`, `"huge"`, `column "x": unknown scale "huge"`},
		{`"fill_number":2,`, ``, `column "x": fill "mean" wants a fill_number`},
		{`,"factor":3`, ``, "without a shift or a factor"},
		{`"factor":3`, `"factor":1e999`, "1e999"},
		{`"factor":3`, `"factor":3,"categories":["a"]`, "which text has"},
		{`"constant"`, `"mean"`, `column "y": text cannot be filled by "mean"`},
		{`"fill_text":"q",`, `"fill_text":"q","shift":1,`, "which numbers have"},
		{`,"categories":["p","q"]`, ``, "text without categories"},
		{`["p","q"]`, `["p","p"]`, `categories: "p" before "p"`},
		{`"columns"`, `"later":1,"columns"`, `unknown field "later"`},
		{`["p","q"]}]}`, ``, "unexpected end"},
	} {
		text := strings.Replace(good, c.from, c.to, 1)
		require.NotEqual(t, good, text)
		e := data.Encoder{Inputs: []string{"as before"}}
		assert.ErrorContains(t, json.Unmarshal([]byte(text), &e), c.want, text)
		assert.Equal(t, []string{"as before"}, e.Inputs)
	}
	path := filepath.Join(t.TempDir(), "none")
	_, err := data.LoadEncoder(path)
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("{}"), 0o644))
	_, err = data.LoadEncoder(path)
	assert.ErrorContains(t, err, path)
}

func TestEncodersRefuseWhatTheyCannotStore(t *testing.T) {
	table := &data.Table{Columns: []data.Column{{Name: "x", Text: []string{"\xff", "b"}}, {Name: "y", Numbers: []float64{-1.7e308, 1.7e308}}}}
	e, err := data.Recipe{Features: []data.Feature{{Column: "x"}}, Target: "y"}.Fit(table)
	require.NoError(t, err)
	assert.ErrorContains(t, e.Save(filepath.Join(t.TempDir(), "e")), `"\xff" is not UTF-8`)
	_, err = data.Recipe{Features: []data.Feature{{Column: "y", Scale: data.MinMax}}, Label: "x"}.Fit(table)
	assert.ErrorContains(t, err, `column "y": goes from -1.7e+308 to 1.7e+308, too far`)
	_, err = data.Recipe{Features: []data.Feature{{Column: "y", Fill: data.Constant, FillNumber: math.NaN()}}, Label: "x"}.Fit(table)
	assert.ErrorContains(t, err, "cannot be filled by NaN")
}
