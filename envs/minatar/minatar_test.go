package minatar

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
)

// configs are the kinds of each game that tests go through.
func configs() []Config {
	return []Config{Usual(), {}, {Sticky: 0.25, Ramping: true, Minimal: true, Fixed: true, Limit: 30}}
}

func TestLaws(t *testing.T) {
	for k := range kinds {
		for _, config := range configs() {
			game := New(Kind(k), config)
			t.Run(game.Spec().Name, func(t *testing.T) {
				for _, v := range envtest.Check(game, envtest.Config{Games: 10, Plies: 120}) {
					t.Error(v)
				}
			})
		}
	}
}

// TestLawsTogether adds what several goroutines see of one game.
func TestLawsTogether(t *testing.T) {
	config := Usual()
	config.Limit = 20
	envtest.Test(t, New(Seaquest, config))
}

func TestPlaythrough(t *testing.T) {
	for k := range kinds {
		config := Usual()
		config.Limit = 25
		game := New(Kind(k), config)
		t.Run(game.kind.name, func(t *testing.T) {
			golden.Compare(t, "playthrough_"+game.kind.name+".txt", envtest.Playthrough(game, 1))
		})
	}
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	for k := range kinds {
		assert.Zero(t, envtest.PlayoutAllocs(New(Kind(k), Usual()), 1), kinds[k].name)
	}
}

func TestNewRefusesWhatIsOutOfRange(t *testing.T) {
	assert.PanicsWithValue(t, "minatar: sticky 1, limit 0: want a probability from 0 to below 1, and 0 to 1073741824 steps", func() {
		New(Breakout, Config{Sticky: 1})
	})
	assert.Panics(t, func() { New(Breakout, Config{Limit: -1}) })
}

func TestPlayRefusesWhatIsIllegal(t *testing.T) {
	s := New(Breakout, Config{Minimal: true}).New(0)
	message := ""
	func() {
		defer func() { message, _ = recover().(string) }()
		s.Play(3)
	}()
	assert.True(t, strings.HasPrefix(message, "minatar/breakout:sticky=0,ramping=off,actions=minimal: illegal action 3 of 3 after 0 steps"), message)
}
