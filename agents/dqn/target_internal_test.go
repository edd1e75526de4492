package dqn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func scalarAim(cfg Target, actions int) *aim {
	return newAim(cfg, &head{kind: Scalar, actions: actions, atoms: 1})
}

func all(n int) []float32 {
	m := make([]float32, n)
	for i := range m {
		m[i] = 1
	}
	return m
}

// Double: the online network chooses, the target network values. Illegal
// actions count in neither, however large their values.
func TestBootstrapValues(t *testing.T) {
	target, online := []float32{5, 1, 9, 100}, []float32{2, 7, 3, 100}
	for _, c := range []struct {
		name     string
		double   bool
		legal    []float32
		discount float32
		want     float32
	}{
		{"the largest value", false, all(4), 0.5, 1 + 0.5*100},
		{"the largest legal value", false, []float32{1, 1, 1, 0}, 0.5, 1 + 0.5*9},
		{"double", true, []float32{1, 1, 1, 0}, 0.5, 1 + 0.5*1},
		{"double with its choice barred", true, []float32{1, 0, 1, 0}, 0.5, 1 + 0.5*9},
		{"the only legal action", true, []float32{1, 0, 0, 0}, 0.5, 1 + 0.5*5},
		{"nothing after the end", true, all(4), 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := make([]float32, 1)
			scalarAim(Target{Double: c.double}, 4).bootstrap(got, 1, c.discount, moment{target: target, online: online, legal: c.legal})
			assert.Equal(t, c.want, got[0])
		})
	}
	assert.PanicsWithValue(t, "dqn: a choice among 4 actions, none of which is legal", func() {
		scalarAim(Target{}, 4).bootstrap(make([]float32, 1), 1, 1, moment{target: target, legal: make([]float32, 4)})
	})
}

func TestTheFirstOfEqualActionsIsChosen(t *testing.T) {
	assert.Equal(t, 1, best([]float32{0, 3, 3, 3}, all(4)))
	assert.Equal(t, 2, best([]float32{0, 3, 3, 3}, []float32{1, 0, 1, 1}))
	assert.Equal(t, 0, best([]float32{float32(math.Inf(-1)), 5}, []float32{1, 0}), "the only legal action, whatever it is worth")
}

// The soft value and the bonus, against the formulas of the paper in float64,
// over the legal actions.
func TestMunchausenTargets(t *testing.T) {
	cfg := Target{Munchausen: true, Temperature: 0.5, Scale: 0.9, Floor: -1}
	q, legal := []float32{1, 2, -1, 50}, []float32{1, 1, 1, 0}
	mass := math.Exp(2) + math.Exp(4) + math.Exp(-2)
	logPi := func(v float64) float64 { return v/0.5 - math.Log(mass) }
	soft := 0.0
	for _, v := range []float64{1, 2, -1} {
		soft += math.Exp(logPi(v)) * (v - 0.5*logPi(v))
	}
	a, got := scalarAim(cfg, 4), make([]float32, 1)
	m := moment{target: q, legal: legal}
	a.bootstrap(got, 3, 0.9, m)
	assert.InDelta(t, 3+0.9*soft, got[0], 1e-5)
	assert.InDelta(t, 0.9*0.5*logPi(2), a.munchausen(m, 1), 1e-5)
	assert.InDelta(t, 0.9*-1, a.munchausen(m, 2), 1e-6, "held at the floor")

	// Distributions agree with numbers in their means.
	h := &head{kind: Quantile, actions: 4, atoms: 2}
	dist, spread := make([]float32, 2), make([]float32, 0, 8)
	for _, v := range q {
		spread = append(spread, v-0.25, v+0.25)
	}
	newAim(cfg, h).bootstrap(dist, 3, 0.9, moment{target: spread, legal: legal})
	assert.InDelta(t, 3+0.9*soft, (dist[0]+dist[1])/2, 1e-5)

	h = &head{kind: Categorical, actions: 4, atoms: 41, low: -10, high: 10}
	logits := make([]float32, 4*41)
	for i := range logits {
		logits[i] = -100
	}
	for action, v := range []int{1, 2, -1, 5} {
		logits[action*41+20+2*v] = 0
	}
	dist = make([]float32, 41)
	newAim(cfg, h).bootstrap(dist, 3, 0.9, moment{target: logits, legal: legal})
	mean, total := 0.0, 0.0
	for i, p := range dist {
		total += float64(p)
		mean += float64(p) * (-10 + 0.5*float64(i))
	}
	assert.InDelta(t, 1, total, 1e-5)
	assert.InDelta(t, 3+0.9*soft, mean, 1e-4)
}

// A projected atom that falls on a place of the grid keeps its mass there;
// what goes beyond the ends stays at the ends; mass is neither lost nor made.
func TestCategoricalTargetsKeepTheirMass(t *testing.T) {
	h := &head{kind: Categorical, actions: 2, atoms: 5, low: -2, high: 2}
	a := newAim(Target{}, h)
	logits := []float32{0, 0, 0, 0, 0, -50, -50, 30, -50, -50} // the second action is surely worth 0
	for _, c := range []struct {
		name             string
		reward, discount float32
		want             []float32
	}{
		{"on the grid", 1, 0.5, []float32{0, 0, 0, 1, 0}},
		{"between two places", 0.25, 0.5, []float32{0, 0, 0.75, 0.25, 0}},
		{"beyond the end", 7, 0.5, []float32{0, 0, 0, 0, 1}},
		{"below the beginning", -7, 0.5, []float32{1, 0, 0, 0, 0}},
		{"the last place", 2, 0, []float32{0, 0, 0, 0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := make([]float32, 5)
			a.bootstrap(got, c.reward, c.discount, moment{target: logits, legal: []float32{0, 1}})
			assert.InDeltaSlice(t, c.want, got, 1e-6)
			a.bootstrap(got, c.reward, c.discount, moment{target: logits, legal: []float32{1, 0}})
			var sum float32
			for _, p := range got {
				sum += p
			}
			assert.InDelta(t, 1, sum, 1e-6)
		})
	}
}

func TestQuantileTargetsAreMovedSamples(t *testing.T) {
	h := &head{kind: Quantile, actions: 2, atoms: 3}
	got := make([]float32, 3)
	newAim(Target{}, h).bootstrap(got, 1, 0.5, moment{target: []float32{0, 10, 20, 9, 9, 9}, legal: all(2)})
	assert.Equal(t, []float32{1, 6, 11}, got, "the first action, whose mean is larger")
}

func TestRescalingHasAnInverse(t *testing.T) {
	for _, x := range []float32{0, 1e-3, -0.5, 1, 20, -300, 5e4} {
		assert.InEpsilon(t, x+1, expand(squash(x))+1, 1e-3, "%g", x)
		assert.Equal(t, -squash(x), squash(-x))
	}
	assert.InDelta(t, math.Sqrt(4)-1+3e-3, squash(3), 1e-6)
	got := make([]float32, 1)
	scalarAim(Target{Rescale: true}, 1).bootstrap(got, 2, 0.5, moment{target: []float32{squash(10)}, legal: all(1)})
	assert.InDelta(t, squash(7), got[0], 1e-4)
}

func TestHeadsTellTheMean(t *testing.T) {
	values := make([]float32, 2)
	(&head{kind: Categorical, actions: 2, atoms: 3, low: -1, high: 3}).values(values, []float32{0, 0, 0, -99, 0, 0})
	assert.InDeltaSlice(t, []float32{1, 2}, values, 1e-6)
	(&head{kind: Quantile, actions: 2, atoms: 3}).values(values, []float32{0, 0, 3, 7, 8, 9})
	assert.InDeltaSlice(t, []float32{1, 8}, values, 1e-6)
}
