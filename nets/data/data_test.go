package data_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/data"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// vehicles draws a table of weight (tonnes), goods carried and kind of vehicle,
// with missing values, and many more cars than trucks.
func vehicles(rng *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("weight,goods,kind\n")
	for range n {
		kind, weight, goods := "car", 1.4+0.2*rng.NormFloat64(), "people"
		switch r := rng.Float64(); {
		case r < 0.08:
			kind, weight, goods = "truck", 9+1.5*rng.NormFloat64(), "freight"
		case r < 0.25:
			kind, weight, goods = "van", 2.6+0.3*rng.NormFloat64(), []string{"people", "freight"}[rng.IntN(2)]
		}
		text := fmt.Sprintf("%.2f", weight)
		if rng.IntN(12) == 0 {
			text = "NA"
		}
		if rng.IntN(12) == 0 {
			goods = ""
		}
		fmt.Fprintf(&b, "%s,%s,%s\n", text, goods, kind)
	}
	return b.String()
}

// From a table with holes and few trucks to a network that knows trucks.
func Example() {
	if err := classifyVehicles(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// inputs [weight goods= goods=freight goods=people]
	// classes [car truck van]
	// most found: true, trucks found: true
}

func classifyVehicles() error {
	rng := rand.New(rand.NewPCG(1, 2))
	table, err := data.ReadCSV(strings.NewReader(vehicles(rng, 1200)), data.CSVConfig{Numbers: []string{"weight"}})
	if err != nil {
		return err
	}
	_, labels, err := table.Labels("kind")
	if err != nil {
		return err
	}
	parts := data.StratifiedSplit(labels, []float64{0.6, 0.2, 0.2}, rng)
	recipe := data.Recipe{
		Features: []data.Feature{{Column: "weight", Fill: data.Median, Scale: data.Robust}, {Column: "goods"}},
		Label:    "kind",
	}
	encoder, err := recipe.Fit(table.Select(parts[0]))
	if err != nil {
		return err
	}
	var sets [3]nets.Examples
	for i, rows := range parts {
		if sets[i], err = encoder.Examples(table.Select(rows)); err != nil {
			return err
		}
	}
	training, test := sets[0].Rows(data.OverSample(sets[0].Labels, rng)), sets[2]
	net, err := nets.NewSequential(nets.SequentialConfig{Input: []int{len(encoder.Inputs)}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: 16, Activation: autograd.ReLU}, {Kind: "dense", Out: len(encoder.Classes)},
	}}, rng)
	if err != nil {
		return err
	}
	_, err = nets.Fit(context.Background(), net, training, nets.FitConfig{
		Epochs: 40, Batch: 32, Optimizer: optim.NewAdam(net.Params(), optim.AdamConfig{}), Rate: optim.ConstantRate(0.01),
		Loss: nets.LabelLoss{}, Rand: rng, Validation: sets[1], Patience: 10,
	})
	if err != nil {
		return err
	}
	confusion := data.NewConfusion(test.Labels, data.Argmax(nets.Predict(net, test.Inputs, 64)), len(encoder.Classes))
	fmt.Println("inputs", encoder.Inputs)
	fmt.Println("classes", encoder.Classes)
	fmt.Printf("most found: %v, trucks found: %v\n", confusion.Accuracy() > 0.85, confusion.Recall(1) > 0.8)
	return nil
}

func TestReadCSVErrorsNameLineAndColumn(t *testing.T) {
	cfg := data.CSVConfig{Numbers: []string{"a"}}
	for text, want := range map[string]string{
		"":                       "no line with the names",
		"a,b\n1,2\n3\n":          `line 3 has 1 column, want 2: no value for "b"`,
		"a,b\n1,2,3\n":           `line 2 has 3 columns, want 2: no name for the value "3"`,
		"a,b\n1,2\nx,2\n":        `line 3, column "a": "x" is not a number`,
		"a,b\n1,\n2,NA\n":        `column "b" has no value`,
		"a,\n1,2\n":              "column 2 has no name",
		"a,a\n1,2\n":             `two columns are named "a"`,
		"b\n1\n":                 `no column is named "a"`,
		"a,b\n1,\"2\n":           "csv:",
		"a,b\n1,2\nInf,2\n":      `"Inf" is not a number`,
		"a,b\n\"multi\nline\",2": `line 2, column "a"`,
	} {
		_, err := data.ReadCSV(strings.NewReader(text), cfg)
		assert.ErrorContains(t, err, want, "%q", text)
	}
}

func TestTables(t *testing.T) {
	table, err := data.ReadCSV(strings.NewReader("\ufeffa; b ;c\n1; x;1e3\n?;\"y;z\";2\n-3;;\n"), data.CSVConfig{Comma: ';'})
	require.NoError(t, err)
	require.Len(t, table.Columns, 3)
	a, err := table.Column("a")
	require.NoError(t, err)
	assert.True(t, math.IsNaN(a.Numbers[1]))
	assert.Equal(t, []string{"x", "y;z", ""}, table.Columns[1].Text)
	assert.Equal(t, 1000.0, table.Columns[2].Numbers[0])
	_, err = table.Column("d")
	assert.ErrorContains(t, err, `no column "d", there are ["a" "b" "c"]`)

	whole, err := table.DropMissing()
	require.NoError(t, err)
	assert.Equal(t, 1, whole.Rows())
	some, err := table.DropMissing("b")
	require.NoError(t, err)
	assert.Equal(t, 2, some.Rows())
	_, err = table.DropMissing("z")
	assert.Error(t, err)
	_, _, err = table.Labels("b")
	assert.ErrorContains(t, err, "row 3")
	_, _, err = table.Labels("a")
	assert.ErrorContains(t, err, "numbers")
}

func column(numbers ...float64) data.Column { return data.Column{Name: "x", Numbers: numbers} }

// encodeOne fits a recipe of one feature on training and encodes test.
func encodeOne(t *testing.T, f data.Feature, training, test data.Column) ([]float32, error) {
	f.Column = "x"
	y := func(c data.Column) data.Column { return data.Column{Name: "y", Numbers: make([]float64, c.Len())} }
	e, err := data.Recipe{Features: []data.Feature{f}, Target: "y"}.Fit(&data.Table{Columns: []data.Column{training, y(training)}})
	if err != nil {
		return nil, err
	}
	examples, err := e.Examples(&data.Table{Columns: []data.Column{test, y(test)}})
	if err != nil {
		return nil, err
	}
	return examples.Inputs.Data, nil
}

func TestFillAndScaleLearnFromTrainingAlone(t *testing.T) {
	nan := math.NaN()
	training, test := column(1, 2, nan, 3, 10, 2), column(nan, 10, 1)
	for _, c := range []struct {
		feature data.Feature
		want    []float32
	}{
		{data.Feature{Fill: data.Mean}, []float32{3.6, 10, 1}},
		{data.Feature{Fill: data.Median}, []float32{2, 10, 1}},
		{data.Feature{Fill: data.Mode}, []float32{2, 10, 1}},
		{data.Feature{Fill: data.Constant, FillNumber: -1}, []float32{-1, 10, 1}},
		{data.Feature{Fill: data.Median, Scale: data.MinMax}, []float32{1.0 / 9, 1, 0}},
		{data.Feature{Fill: data.Mean, Scale: data.Standard}, []float32{0, 6.4 / 3.2619012, -2.6 / 3.2619012}},
		{data.Feature{Fill: data.Median, Scale: data.Robust}, []float32{0, 8, -1}},
	} {
		got, err := encodeOne(t, c.feature, training, test)
		require.NoError(t, err)
		assert.InDeltaSlice(t, c.want, got, 1e-5, "%+v", c.feature)
	}
	got, err := encodeOne(t, data.Feature{Scale: data.Standard}, column(4, 4), column(4, 9))
	require.NoError(t, err)
	assert.Equal(t, []float32{0, 0}, got, "a constant column says nothing")
	_, err = encodeOne(t, data.Feature{}, training, test)
	assert.ErrorContains(t, err, `column "x", row 1`)
	for _, bad := range []data.Feature{{Fill: "guess"}, {Scale: "huge"}} {
		_, err = encodeOne(t, bad, training, test)
		assert.ErrorContains(t, err, "unknown")
	}
	_, err = encodeOne(t, data.Feature{}, column(nan), test)
	assert.ErrorContains(t, err, "has no value")
}

func TestOneHot(t *testing.T) {
	text := func(s ...string) data.Column { return data.Column{Name: "x", Text: s} }
	got, err := encodeOne(t, data.Feature{}, text("b", "a", "b"), text("a", "c", "b"))
	require.NoError(t, err)
	assert.Equal(t, []float32{1, 0, 0, 0, 0, 1}, got, "a new category is all zeros")
	got, err = encodeOne(t, data.Feature{Fill: data.Mode}, text("b", "a", "b", ""), text(""))
	require.NoError(t, err)
	assert.Equal(t, []float32{0, 1}, got)
	_, err = encodeOne(t, data.Feature{Fill: data.Mean}, text("a"), text("a"))
	assert.ErrorContains(t, err, "cannot be filled")
	_, err = encodeOne(t, data.Feature{Scale: data.MinMax}, text("a"), text("a"))
	assert.ErrorContains(t, err, "no scale")
	_, err = encodeOne(t, data.Feature{}, text("a"), column(1))
	assert.ErrorContains(t, err, "text in one table")
}

func TestRecipeErrors(t *testing.T) {
	table := &data.Table{Columns: []data.Column{column(1, 2), {Name: "k", Text: []string{"a", "b"}}}}
	_, err := data.Recipe{}.Fit(table)
	assert.ErrorContains(t, err, "a label or a target")
	_, err = data.Recipe{Label: "z"}.Fit(table)
	assert.ErrorContains(t, err, `no column "z"`)
	_, err = data.Recipe{Label: "k"}.Fit(&data.Table{})
	assert.ErrorContains(t, err, "no rows")
	e, err := data.Recipe{Label: "k"}.Fit(table)
	require.NoError(t, err)
	_, err = e.Examples(&data.Table{Columns: []data.Column{{Name: "k", Text: []string{"c"}}}})
	assert.ErrorContains(t, err, `class "c" was not in the training part`)
}

func labels(counts ...int) []int {
	var all []int
	for class, n := range counts {
		all = append(all, slices.Repeat([]int{class}, n)...)
	}
	return all
}

func counts(labels, rows []int, classes int) []int {
	n := make([]int, classes)
	for _, r := range rows {
		n[labels[r]]++
	}
	return n
}

func TestSplits(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	all := labels(60, 30, 10)
	parts := data.StratifiedSplit(all, []float64{0.5, 0.3, 0.2}, rng)
	assert.Equal(t, []int{30, 15, 5}, counts(all, parts[0], 3))
	assert.Equal(t, []int{18, 9, 3}, counts(all, parts[1], 3))
	assert.Equal(t, []int{12, 6, 2}, counts(all, parts[2], 3))
	assertPartition(t, 100, parts...)
	assertPartition(t, 7, data.Split(7, []float64{0.5, 0.5}, rng)...)
	assert.Panics(t, func() { data.Split(4, []float64{0.9, 0.9}, rng) })

	for _, f := range data.KFold(11, 4, rng) {
		assertPartition(t, 11, f.Train, f.Test)
		assert.LessOrEqual(t, len(f.Test), 3)
	}
	groups := []int{5, 5, 5, 1, 1, 2, 2, 3, 4, 4}
	var tested []int
	for _, f := range data.GroupKFold(groups, 3, rng) {
		assertPartition(t, 10, f.Train, f.Test)
		for _, a := range f.Train {
			for _, b := range f.Test {
				assert.NotEqual(t, groups[a], groups[b])
			}
		}
		tested = append(tested, f.Test...)
	}
	assertPartition(t, 10, tested)
	for range 50 {
		for _, f := range data.GroupKFold(groups, 3, rng) {
			assert.LessOrEqual(t, len(f.Test), 4, "as even as the groups allow")
		}
	}
	assert.Panics(t, func() { data.GroupKFold(groups, 6, rng) })

	folds := data.TimeSplit(10, 4)
	assert.Equal(t, data.Fold{Train: []int{0, 1}, Test: []int{2, 3}}, folds[0])
	assert.Equal(t, []int{8, 9}, folds[3].Test)
	assert.Panics(t, func() { data.TimeSplit(3, 3) })
}

func assertPartition(t *testing.T, n int, parts ...[]int) {
	t.Helper()
	all := slices.Concat(parts...)
	slices.Sort(all)
	require.Len(t, all, n)
	for i, row := range all {
		require.Equal(t, i, row)
	}
}

func TestBalancing(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	all := labels(8, 2, 5)
	assert.Equal(t, []int{2, 2, 2}, counts(all, data.DownSample(all, rng), 3))
	over := data.OverSample(all, rng)
	assert.Equal(t, []int{8, 8, 8}, counts(all, over, 3))
	for row := range all {
		assert.Contains(t, over, row, "no row is lost")
	}
	weights := data.ClassWeights(all, 4)
	assert.InDeltaSlice(t, []float32{15.0 / 24, 15.0 / 6, 1, 0}, weights, 1e-6)
}

func TestMetrics(t *testing.T) {
	c := data.NewConfusion([]int{0, 0, 0, 1, 1, 2}, []int{0, 0, 1, 1, 0, 1}, 3)
	assert.Equal(t, "2 1 0\n1 1 0\n0 1 0\n", c.String())
	assert.InDelta(t, 0.5, c.Accuracy(), 1e-9)
	assert.InDelta(t, 0.5, data.Accuracy([]int{0, 0, 0, 1, 1, 2}, []int{0, 0, 1, 1, 0, 1}), 1e-9)
	assert.InDelta(t, 2.0/3, c.Precision(0), 1e-9)
	assert.InDelta(t, 1.0/3, c.Precision(1), 1e-9)
	assert.Zero(t, c.Precision(2))
	assert.InDelta(t, 0.5, c.Recall(1), 1e-9)
	assert.InDelta(t, 0.4, c.F1(1), 1e-9)
	assert.InDelta(t, (2.0/3+0.4)/3, c.MacroF1(), 1e-9)

	// 2 of the 4 pairs are ordered right and one is tied.
	assert.InDelta(t, 0.625, data.ROCAUC([]bool{true, false, true, false}, []float64{0.5, 0.5, 0.9, 0.6}), 1e-9)
	assert.True(t, math.IsNaN(data.ROCAUC([]bool{true}, []float64{1})))
	assert.True(t, math.IsNaN(data.ROCAUC([]bool{true, false, true}, []float64{1, math.NaN(), 2})))
	assert.InDelta(t, 1, data.MAE([]float64{1, 2}, []float64{2, 1}), 1e-9)
	assert.InDelta(t, 0, data.R2([]float64{1, 3}, []float64{2, 2}), 1e-9)
	assert.InDelta(t, 1, data.R2([]float64{1, 3}, []float64{1, 3}), 1e-9)
	assert.Equal(t, []int{1, 0}, data.Argmax(tensor.FromSlice([]float32{1, 2, 5, 5}, 2, 2)))
}

// ROCAUC against the definition, pair by pair.
func TestROCAUCEqualsItsDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 50 {
		n := 2 + rng.IntN(30)
		positive, scores := make([]bool, n), make([]float64, n)
		for i := range n {
			positive[i], scores[i] = rng.IntN(2) == 0, float64(rng.IntN(6))
		}
		var above, pairs float64
		for i := range n {
			for j := range n {
				if positive[i] && !positive[j] {
					pairs++
					switch {
					case scores[i] > scores[j]:
						above++
					case scores[i] == scores[j]:
						above += 0.5
					}
				}
			}
		}
		if pairs > 0 {
			assert.InDelta(t, above/pairs, data.ROCAUC(positive, scores), 1e-9)
		}
	}
}

func TestSearch(t *testing.T) {
	space := data.Space{{Name: "a", Values: []float64{1, 2, 3}}, {Name: "b", Values: data.LogRange(1, 100, 3)}}
	grid := space.Grid()
	require.Len(t, grid, 9)
	assert.Equal(t, data.Point{"a": 1, "b": 10}, grid[1])
	distance := func(_ context.Context, p data.Point, _ int) (float64, error) {
		if p["a"] == 1 {
			return math.NaN(), nil
		}
		return math.Abs(p["a"]-2) + math.Abs(p["b"]-10), nil
	}
	one, err := data.Search(context.Background(), grid, 1, distance)
	require.NoError(t, err)
	many, err := data.Search(context.Background(), grid, 4, distance)
	require.NoError(t, err)
	assert.Equal(t, data.Point{"a": 2, "b": 10}, one[0].Point)
	for i := range one {
		assert.Equal(t, one[i].Point, many[i].Point, "whatever the workers")
	}
	assert.True(t, math.IsNaN(one[8].Loss))

	failed := errors.New("diverged")
	_, err = data.Search(context.Background(), grid, 2, func(context.Context, data.Point, int) (float64, error) { return 0, failed })
	assert.ErrorIs(t, err, failed)
	for _, p := range space.Random(20, rand.New(rand.NewPCG(5, 5))) {
		assert.Contains(t, grid, p)
	}

	spent := 0
	trials, err := data.SuccessiveHalving(context.Background(), grid[3:], data.HalvingConfig{Budget: 2, Eta: 2}, func(ctx context.Context, p data.Point, budget int) (float64, error) {
		spent += budget
		return distance(ctx, p, budget)
	})
	require.NoError(t, err)
	assert.Equal(t, data.Point{"a": 2, "b": 10}, trials[0].Point)
	assert.Equal(t, 8, trials[0].Budget, "6 with 2, 3 with 4, 1 with 8")
	assert.Equal(t, 6*2+3*4+8, spent)
	assert.Len(t, trials, 6)
	_, err = data.SuccessiveHalving(context.Background(), grid, data.HalvingConfig{Eta: 2}, distance)
	assert.Error(t, err)
}

func TestKMeans(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	var points [][]float64
	for i := range 90 {
		x, y := float64(i%3)*10, float64(i%3%2)*10
		points = append(points, []float64{x + rng.NormFloat64(), y + rng.NormFloat64()})
	}
	c := data.KMeans(points, 3, 100, rng)
	for i := range points {
		assert.Equal(t, c.Labels[i%3], c.Labels[i])
	}
	assert.Less(t, c.Inertia, 400.0)
	assert.Zero(t, data.KMeans(points[:4], 4, 10, rng).Inertia)
	assert.Panics(t, func() { data.KMeans(points[:2], 3, 1, rng) })
	same := [][]float64{{1}, {1}, {1}}
	assert.Zero(t, data.KMeans(same, 2, 5, rng).Inertia)
}

func TestAssociationRules(t *testing.T) {
	baskets := [][]string{
		{"bread", "milk"}, {"bread", "nappies", "beer", "eggs"}, {"milk", "nappies", "beer", "cola"},
		{"bread", "milk", "nappies", "beer"}, {"bread", "milk", "nappies", "cola"},
	} // Tan, Steinbach and Kumar, "Introduction to Data Mining", table 6.1
	var sets []string
	for _, s := range data.Frequent(baskets, 0.6) {
		sets = append(sets, fmt.Sprintf("%s %.1f", strings.Join(s.Items, "+"), s.Support))
	}
	assert.Equal(t, []string{
		"beer 0.6", "bread 0.8", "milk 0.8", "nappies 0.8",
		"beer+nappies 0.6", "bread+milk 0.6", "bread+nappies 0.6", "milk+nappies 0.6",
	}, sets)
	rules := data.Rules(baskets, 0.6, 0.8)
	require.Len(t, rules, 1)
	assert.Equal(t, data.Rule{If: []string{"beer"}, Then: []string{"nappies"}, Support: 0.6, Confidence: 1, Lift: 1.25}, rules[0])
	rules = data.Rules(baskets, 0.4, 0.6)
	found := slices.IndexFunc(rules, func(r data.Rule) bool {
		return slices.Equal(r.If, []string{"milk", "nappies"}) && slices.Equal(r.Then, []string{"beer"})
	})
	require.GreaterOrEqual(t, found, 0)
	assert.InDelta(t, 0.67, rules[found].Confidence, 0.01)
	assert.Empty(t, data.Frequent(nil, 0))
}

func TestAugmentations(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	images := nets.Examples{Inputs: tensor.New(200, 1, 2, 3)}
	for i := range images.Inputs.Data {
		images.Inputs.Data[i] = float32(i % 6)
	}
	data.Mirror(images, rng)
	mirrored := 0
	for i := range 200 {
		switch image := images.Inputs.Data[i*6 : i*6+6]; {
		case slices.Equal(image, []float32{2, 1, 0, 5, 4, 3}):
			mirrored++
		default:
			assert.Equal(t, []float32{0, 1, 2, 3, 4, 5}, image)
		}
	}
	assert.InDelta(t, 100, mirrored, 40)
	before := images.Inputs.Clone()
	data.Jitter(0.1)(images, rng)
	assert.NotEqual(t, before.Data, images.Inputs.Data)
	assert.InDeltaSlice(t, before.Data, images.Inputs.Data, 0.6)
}
