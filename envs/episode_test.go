package envs_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// walk is a world of one seat: each step earns 1, the fourth ends it by its
// rules, and a limit may cut it off before.
type walk struct{ limit int }

func (w walk) Spec() envs.Spec {
	return envs.Spec{Name: "walk", Players: 1, Actions: 1, Obs: [3]int{1, 1, 1}, MaxPlies: 4}
}
func (w walk) New(seed uint64) envs.State { return &walker{limit: w.limit, seed: seed} }

type walker struct {
	steps, limit int
	seed         uint64
}

func (w *walker) Truncated() bool { return w.steps == w.limit && w.steps < 4 }
func (w *walker) ToPlay() envs.Player {
	if w.steps == 4 || w.Truncated() {
		return envs.Over
	}
	return 0
}
func (w *walker) Legal(dst []envs.Action) []envs.Action {
	if w.ToPlay() == envs.Over {
		return dst
	}
	return append(dst, 0)
}
func (w *walker) Play(envs.Action)        { w.steps++ }
func (w *walker) Rewards(dst []float32)   { dst[0] = float32(min(w.steps, 1)) }
func (w *walker) Observe(dst []float32)   { dst[0] = float32(w.steps) / 4 }
func (w *walker) CopyFrom(src envs.State) { *w = *src.(*walker) }

func TestEpisodeTellsTheEndByTheRulesFromALimit(t *testing.T) {
	for _, c := range []struct {
		name     string
		limit    int
		steps    int
		discount float32
	}{
		{"the rules end it", 9, 4, 0},
		{"the limit cuts it off", 3, 3, 1},
		{"the rules come first where both would end it", 4, 4, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := envs.NewEpisode(walk{c.limit})
			e.Reset(7)
			assert.Equal(t, uint64(7), e.State().(*walker).seed)
			for step := 1; ; step++ {
				reward, discount, last := e.Step(0)
				assert.Equal(t, float32(1), reward)
				if !last {
					assert.Equal(t, float32(1), discount, "step %d", step)
					continue
				}
				assert.Equal(t, c.steps, step)
				assert.Equal(t, c.discount, discount)
				break
			}
			obs := make([]float32, 1)
			e.Observe(obs)
			assert.Equal(t, float32(c.steps)/4, obs[0], "the last observation")
			assert.Empty(t, e.Legal(nil))
			assert.PanicsWithValue(t, "envs: action 0 after the end of an episode of walk: Reset comes first", func() { e.Step(0) })
			e.Reset(8)
			assert.Equal(t, []envs.Action{0}, e.Legal(nil))
		})
	}
}

func TestEpisodeIsForOneSeat(t *testing.T) {
	assert.PanicsWithValue(t, "envs: an Episode of tictactoe, which has 2 players", func() { envs.NewEpisode(tictactoe.New()) })
}
