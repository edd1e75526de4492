package control_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

// world is what the tests need of a game.
type world interface {
	envs.Game
	envs.Notation
	envs.PositionNotation
}

var worlds = []world{control.NewCartPole(), control.NewAcrobot(), control.NewMountainCar()}

func TestLaws(t *testing.T) {
	for _, game := range worlds {
		t.Run(game.Spec().Name, func(t *testing.T) {
			for _, v := range envtest.Check(game, envtest.Config{Games: 2}) { // the episodes are long
				t.Error(v)
			}
		})
	}
	envtest.Test(t, control.NewCartPole())
}

func TestStepsAllocateNothing(t *testing.T) {
	for _, game := range worlds {
		assert.Zero(t, envtest.StepAllocs(game), game.Spec().Name)
		assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
	}
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "cartpole.txt", envtest.Playthrough(control.NewCartPole(), 1))
}

// TestPictures shows a few positions of each world.
func TestPictures(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		game      world
		positions []string
	}{
		{worlds[0], []string{"0 0 0 0 0", "-1.2 0.5 0.1 -1 17", "2.41 1 -0.2 0 300"}},
		{worlds[1], []string{"0 0 0 0 0", "1.2 -0.9 2 -5 40", "2.5 0.5 0 0 90"}},
		{worlds[2], []string{"-0.5 0 0", "-1.2 0 20", "0.51 0.03 111"}},
	} {
		for _, text := range c.positions {
			s, err := c.game.ParsePosition(text)
			require.NoError(t, err)
			b.WriteString(c.game.Spec().Name + " " + text + ", to play " + strconv.Itoa(int(s.ToPlay())) + "\n" + s.(interface{ String() string }).String() + "\n")
		}
	}
	golden.Compare(t, "pictures.txt", b.String())
}

// trace is an episode that another program computed from the equations as
// Gymnasium publishes them, in double precision.
type trace struct {
	World      string
	Start      []float64
	Actions    string
	States     [][]float64
	Rewards    []float32
	Terminated bool
}

func traces(t *testing.T) []trace {
	t.Helper()
	packed, err := os.ReadFile("testdata/traces.jsonl.gz")
	require.NoError(t, err)
	r, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	var all []trace
	for d := json.NewDecoder(r); d.More(); {
		var one trace
		require.NoError(t, d.Decode(&one))
		all = append(all, one)
	}
	return all
}

// TestTraces holds every step against the trace, from the very state before.
func TestTraces(t *testing.T) {
	games := map[string]world{}
	for _, game := range worlds {
		games[game.Spec().Name] = game
	}
	for _, trace := range traces(t) {
		game, before := games[trace.World], trace.Start
		for i := range trace.Actions {
			s := position(t, game, before, i)
			s.Play(envs.Action(trace.Actions[i] - '0'))
			got, _ := numbers(t, game, s)
			for k, want := range trace.States[i] {
				require.InDelta(t, want, got[k], 1e-13*max(1, math.Abs(want)), "%s, step %d, number %d", trace.World, i, k)
			}
			rewards := make([]float32, 1)
			s.Rewards(rewards)
			require.Equal(t, trace.Rewards[i], rewards[0], "%s, step %d", trace.World, i)
			ended := s.ToPlay() == envs.Over && !envs.Truncated(s)
			require.Equal(t, trace.Terminated && i == len(trace.Actions)-1, ended, "%s, step %d", trace.World, i)
			before = trace.States[i]
		}
	}
}

// position makes a state of its numbers and steps.
func position(t *testing.T, game world, values []float64, steps int) envs.State {
	t.Helper()
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64) + " ")
	}
	s, err := game.ParsePosition(b.String() + strconv.Itoa(steps))
	require.NoError(t, err)
	return s
}

// numbers are those of a state, and its steps.
func numbers(t *testing.T, game world, s envs.State) ([]float64, int) {
	t.Helper()
	words := strings.Fields(game.FormatPosition(s))
	values := make([]float64, len(words))
	for i, word := range words {
		v, err := strconv.ParseFloat(word, 64)
		require.NoError(t, err)
		values[i] = v
	}
	return values[:len(values)-1], int(values[len(values)-1])
}

func TestStartsAreSpreadEvenly(t *testing.T) {
	for i, c := range []struct{ low, high []float64 }{
		{[]float64{-0.05, -0.05, -0.05, -0.05}, []float64{0.05, 0.05, 0.05, 0.05}},
		{[]float64{-0.1, -0.1, -0.1, -0.1}, []float64{0.1, 0.1, 0.1, 0.1}},
		{[]float64{-0.6, 0}, []float64{-0.4, 0}},
	} {
		const n = 2000
		sums, least, most := make([]float64, len(c.low)), append([]float64{}, c.high...), append([]float64{}, c.low...)
		for gameSeed := range uint64(n) {
			values, steps := numbers(t, worlds[i], worlds[i].New(gameSeed))
			assert.Zero(t, steps)
			for k, v := range values {
				sums[k] += v
				least[k], most[k] = min(least[k], v), max(most[k], v)
			}
		}
		for k := range sums {
			width := c.high[k] - c.low[k]
			assert.InDelta(t, (c.high[k]+c.low[k])/2, sums[k]/n, 4*width/math.Sqrt(12*n)+1e-15, "mean")
			assert.InDelta(t, c.low[k], least[k], width/100+1e-8)
			assert.InDelta(t, c.high[k], most[k], width/100+1e-8)
		}
	}
}

// TestLimitsTruncate plays one action for ever in a world where that leads
// nowhere, or lets the pole be balanced by a simple rule.
func TestLimitsTruncate(t *testing.T) {
	for _, c := range []struct {
		game   world
		steps  int
		policy func(obs []float32) envs.Action
	}{
		{worlds[0], 500, func(o []float32) envs.Action {
			if o[2]+0.5*o[3]+0.05*o[0]+0.1*o[1] > 0 {
				return 1
			}
			return 0
		}},
		{worlds[1], 500, func([]float32) envs.Action { return 1 }},
		{worlds[2], 200, func([]float32) envs.Action { return 1 }},
	} {
		e, obs := envs.NewEpisode(c.game), make([]float32, c.game.Spec().ObsLen())
		e.Reset(3)
		for step := 1; ; step++ {
			e.Observe(obs)
			_, discount, last := e.Step(c.policy(obs))
			require.Equal(t, float32(1), discount, "%s, step %d", c.game.Spec().Name, step)
			if last {
				assert.Equal(t, c.steps, step)
				break
			}
		}
		assert.True(t, envs.Truncated(e.State()))
	}
}

func TestParsePositionRefuses(t *testing.T) {
	for _, c := range []struct {
		game       world
		text, want string
	}{
		{worlds[0], "0 0 0 0", `cartpole: position "0 0 0 0": 4 words, want the position, velocity, angle, angular velocity and the steps so far`},
		{worlds[0], "0 0 x 0 0", `cartpole: position "0 0 x 0 0": angle "x": want a number of at most 3.141592653589793 either way`},
		{worlds[0], "0 NaN 0 0 0", `cartpole: position "0 NaN 0 0 0": velocity "NaN": want a number of at most 100 either way`},
		{worlds[2], "0.1 0.08 0", `mountaincar: position "0.1 0.08 0": velocity "0.08": want a number of at most 0.07 either way`},
		{worlds[2], "0.1 0.01 201", `mountaincar: position "0.1 0.01 201": steps "201": want 0 to 200`},
	} {
		_, err := c.game.ParsePosition(c.text)
		assert.EqualError(t, err, c.want)
	}
}

func TestIllegalPlayNamesTheNumbers(t *testing.T) {
	s := control.NewCartPole().New(1)
	assert.PanicsWithValue(t, "control: illegal action 2 of 2 in cartpole after 0 steps, seat to play 0", func() { s.Play(2) })
}

// FuzzRandomPlay plays the actions that bytes name, and asks every position
// for its text.
func FuzzRandomPlay(f *testing.F) {
	f.Add(uint64(1), []byte{0, 1, 2, 1, 0})
	f.Fuzz(func(t *testing.T, gameSeed uint64, actions []byte) {
		for _, game := range worlds {
			s, obs := game.New(gameSeed), make([]float32, game.Spec().ObsLen())
			for _, b := range actions {
				if s.ToPlay() == envs.Over {
					break
				}
				s.Play(envs.Action(int(b) % game.Spec().Actions))
				s.Observe(obs)
				limit := game.(envs.Bounded).ObsLimit()
				for _, v := range obs {
					require.True(t, -limit <= v && v <= limit, "%v in %s", v, game.FormatPosition(s))
				}
				back, err := game.ParsePosition(game.FormatPosition(s))
				require.NoError(t, err)
				require.Equal(t, s.ToPlay(), back.ToPlay())
			}
		}
	})
}

// TestPushedAllTheWay pushes the cart and the motor as hard as they go, so
// that what is observed comes near its limit.
func TestPushedAllTheWay(t *testing.T) {
	for _, game := range worlds {
		rng := seed.Stream(5)
		for gameSeed := range uint64(50) {
			s, obs := game.New(gameSeed), make([]float32, game.Spec().ObsLen())
			a := envs.Action(0)
			for s.ToPlay() != envs.Over {
				if rng.IntN(12) == 0 {
					a = envs.Action(game.Spec().Actions-1) - a
				}
				s.Play(a)
				s.Observe(obs)
				for _, v := range obs {
					require.LessOrEqual(t, math.Abs(float64(v)), float64(game.(envs.Bounded).ObsLimit()), game.FormatPosition(s))
				}
			}
		}
	}
}

func BenchmarkCartPoleSteps(b *testing.B)    { envtest.BenchmarkSteps(b, control.NewCartPole()) }
func BenchmarkAcrobotSteps(b *testing.B)     { envtest.BenchmarkSteps(b, control.NewAcrobot()) }
func BenchmarkMountainCarSteps(b *testing.B) { envtest.BenchmarkSteps(b, control.NewMountainCar()) }
