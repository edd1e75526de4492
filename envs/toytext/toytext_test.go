package toytext_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/internal/golden"
)

func envsAction(a int) envs.Action { return envs.Action(a) }

// worlds are all kinds that the tests go through.
func worlds(t testing.TB) []*toytext.Game {
	return []*toytext.Game{
		lake(t, ""), lake(t, "8x8"), lake(t, "slippery=off"), lake(t, "SFS/FHF/SFG,success=0.5,limit=7"),
		cliff(t, ""), cliff(t, "slippery=on,limit=50"), taxi(t, ""), taxi(t, "rainy=on,mask=on,limit=100"),
	}
}

func cliff(t testing.TB, text string) *toytext.Game {
	t.Helper()
	game, err := toytext.ParseCliffWalking(text)
	require.NoError(t, err)
	return game
}

func taxi(t testing.TB, text string) *toytext.Game {
	t.Helper()
	game, err := toytext.ParseTaxi(text)
	require.NoError(t, err)
	return game
}

func TestLaws(t *testing.T) {
	for _, game := range worlds(t) {
		t.Run(game.Spec().Name, func(t *testing.T) {
			for _, v := range envtest.Check(game, envtest.Config{Games: 2, Plies: 150}) {
				t.Error(v)
			}
		})
	}
	for _, game := range []*toytext.Game{lake(t, ""), taxi(t, "mask=on,limit=20")} {
		envtest.Test(t, game)
	}
}

func TestStepsAllocateNothing(t *testing.T) {
	for _, game := range worlds(t) {
		assert.Zero(t, envtest.StepAllocs(game), game.Spec().Name)
		assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
	}
}

func TestPlaythroughs(t *testing.T) {
	for _, c := range []struct {
		file string
		game *toytext.Game
	}{
		{"frozenlake.txt", lake(t, "")},
		{"cliffwalking.txt", cliff(t, "limit=12")},
		{"taxi.txt", taxi(t, "mask=on,limit=12")},
	} {
		golden.Compare(t, c.file, envtest.Playthrough(c.game, 1))
	}
}

func TestTablesAreWhatIsPlayed(t *testing.T) {
	for _, game := range worlds(t) {
		t.Run(game.Spec().Name, func(t *testing.T) { assert.NoError(t, envtest.CheckModel(game, 60_000)) })
	}
}

// choose draws a legal action.
func choose(e *envs.Episode, random *uint64) envs.Action {
	*random = *random*6364136223846793005 + 1442695040888963407
	var room [6]envs.Action
	legal := e.Legal(room[:0])
	return legal[*random>>32*uint64(len(legal))>>32]
}

func TestObservationsAreAsManyAsStates(t *testing.T) {
	for _, game := range worlds(t) {
		seen := map[string]int{}
		obs := make([]float32, game.Spec().ObsLen())
		e, random := envs.NewEpisode(game), uint64(1)
		for episode := range uint64(30) {
			e.Reset(episode)
			for last := false; !last; {
				e.Observe(obs)
				index := e.State().(envs.Indexer).Index()
				key := fmt.Sprint(obs)
				if before, ok := seen[key]; ok {
					require.Equal(t, before, index, "%s: two states look alike", game.Spec().Name)
				}
				seen[key] = index
				_, _, last = e.Step(choose(e, &random))
			}
		}
		assert.Greater(t, len(seen), 3)
	}
}

func TestTimeLimitTruncates(t *testing.T) {
	e := envs.NewEpisode(lake(t, "SF/FG,limit=3"))
	e.Reset(1)
	for step := 1; step <= 3; step++ {
		reward, discount, last := e.Step(3) // up, and aside
		if step == 3 {
			assert.True(t, last)
		}
		assert.Zero(t, reward)
		assert.Equal(t, float32(1), discount)
	}
	assert.True(t, envs.Truncated(e.State()))
}

func TestIllegalPlayNamesTheNumbers(t *testing.T) {
	s := lake(t, "").New(1)
	assert.PanicsWithValue(t, "toytext: illegal action 4 of 4 in state 0 of frozenlake after 0 steps, seat to play 0", func() { s.Play(4) })
}

func TestReseedChangesOnlyWhatIsToCome(t *testing.T) {
	game := lake(t, "8x8")
	ends := map[int]bool{}
	for i := range uint64(20) {
		s := game.New(1).(*toytext.State)
		s.Play(1)
		before := s.Index()
		s.Reseed(i)
		assert.Equal(t, before, s.Index())
		for range 5 {
			s.Play(1)
		}
		ends[s.Index()] = true
	}
	assert.Greater(t, len(ends), 3, "other dice, other ends")
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ game, want *toytext.Game }{
		{cliff(t, "slippery=off,limit=500"), cliff(t, "")},
		{taxi(t, "limit=200,mask=off,rainy=off"), taxi(t, "")},
	} {
		assert.Equal(t, c.want.Spec(), c.game.Spec())
	}
	assert.Equal(t, "cliffwalking:slippery=on,limit=50", cliff(t, "limit=50,slippery=on").Spec().Name)
	assert.Equal(t, "taxi:rainy=on,mask=on,limit=100", taxi(t, "limit=100,mask=on,rainy=on").Spec().Name)
	for _, c := range []struct{ text, want string }{
		{"windy", `kind "windy": want slippery=, success=, limit=`},
		{"rainy=on", `unknown option "rainy": want slippery=, success=, limit=`},
	} {
		_, err := toytext.ParseCliffWalking(c.text)
		assert.EqualError(t, err, c.want)
	}
	for _, c := range []struct{ text, want string }{
		{"limit=-3", `limit "-3": want 1 to 1073741824`},
		{"rainy=yes", `rainy "yes": want on or off`},
		{"wet=on", `unknown option "wet": want rainy=, mask=, limit=`},
	} {
		_, err := toytext.ParseTaxi(c.text)
		assert.EqualError(t, err, c.want)
	}
	game := taxi(t, "mask=on")
	s := game.New(0)
	_, err := game.ParseAction(s, "dropoff")
	assert.ErrorContains(t, err, `taxi:mask=on: illegal move "dropoff": want one of `)
}

// TestTaxiMask holds the mask against the tables: an action is of use if
// something changes or the fine is not 10.
func TestTaxiMask(t *testing.T) {
	game := taxi(t, "mask=on")
	for gameSeed := range uint64(500) {
		s := game.New(gameSeed)
		legal := map[envs.Action]bool{}
		for _, a := range s.Legal(nil) {
			legal[a] = true
		}
		for a := range envs.Action(6) {
			o := game.Transitions(s.(envs.Indexer).Index(), a)[0]
			assert.Equal(t, o.Next != s.(envs.Indexer).Index(), legal[a], "action %d of %s", a, s)
		}
	}
}

// FuzzRandomPlay plays the actions that bytes name in every world.
func FuzzRandomPlay(f *testing.F) {
	f.Add(uint64(1), []byte{0, 1, 2, 3, 4, 5})
	all := worlds(f)
	f.Fuzz(func(t *testing.T, gameSeed uint64, actions []byte) {
		for _, game := range all {
			s, obs := game.New(gameSeed), make([]float32, game.Spec().ObsLen())
			for _, b := range actions {
				legal := s.Legal(nil)
				if len(legal) == 0 {
					break
				}
				s.Play(legal[int(b)%len(legal)])
				s.Observe(obs)
			}
		}
	})
}

func BenchmarkTaxiSteps(b *testing.B)  { envtest.BenchmarkSteps(b, taxi(b, "")) }
func BenchmarkCliffSteps(b *testing.B) { envtest.BenchmarkSteps(b, cliff(b, "")) }
