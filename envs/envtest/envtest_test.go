package envtest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
)

func TestASoundWorldPasses(t *testing.T) {
	envtest.Test(t, newRow(""))
	envtest.Test(t, newDice(""))
	envtest.Test(t, newKeyed(""))
}

// TestBrokenTwins breaks one law at a time: the examiner must name that law,
// before any other that goes down with it.
func TestBrokenTwins(t *testing.T) {
	caught := map[string]bool{}
	var explained strings.Builder
	for _, c := range []struct{ fault, law string }{
		{"no name", "the spec has a name"},
		{"one state for all", "New returns a state that shares nothing"},
		{"a third seat", "the seat to move is a seat or Over"},
		{"legal replaces dst", "legal actions are appended"},
		{"legal descending", "legal actions are appended"},
		{"legal when over", "legal actions are appended"},
		{"no legal action", "legal actions are appended"},
		{"short MaxPlies", "an episode ends within MaxPlies"},
		{"asking moves it", "asking a state changes nothing"},
		{"another start each time", "the same seed and actions"},
		{"copies share cells", "a copy equals its source"},
		{"copies forget", "a copy equals its source"},
		{"a legal action panics", "playing a legal action does not panic"},
		{"copies allocate", "CopyFrom allocates nothing"},
		{"an illegal action passes", "playing an illegal action panics"},
		{"out of range passes", "playing an illegal action panics"},
		{"reward at the start", "rewards are finite"},
		{"infinite reward", "rewards are finite"},
		{"leaves the old observation", "an observation is finite"},
		{"observation out of range", "an observation is finite"},
		{"observation not a number", "an observation is finite"},
		{"observation not binary", "an observation is finite"},
		{"observation not mirrored", "symmetries are permutations"},
		{"hash of the way", "hashes are equal if and only if"},
		{"hash of the count", "hashes are equal if and only if"},
		{"key of the way", "hashes are equal if and only if"},
		{"a hash that forgets", "hashes are equal if and only if"},
		{"mirror first", "symmetries are permutations"},
		{"no permutation", "symmetries are permutations"},
		{"actions not mirrored", "symmetries are permutations"},
		{"two actions of one name", "the name of a legal action"},
		{"nonsense is a move", "the name of a legal action"},
		{"an error that says nothing", "the name of a legal action"},
		{"nonsense is a position", "the text of a position"},
		{"positions forget whose turn it is", "the text of a position"},
		{"estimate beyond", "an estimate is one finite number"},
		{"estimate of one seat", "an estimate is one finite number"},
		{"a pass to nobody", "a pass gives the turn"},
		{"a pass refused moves it", "a pass gives the turn"},
		{"a pass when over", "a pass gives the turn"},
		{"score not a number", "scores are finite"},
		{"a third owner", "scores are finite"},
		{"a cell without an answer", "scores are finite"},
		{"a score beside the cells", "scores are finite"},
		{"scoring moves it", "scores are finite"},
		{"truncated and to move", "a truncated episode is over"},
		{"copies forget the limit", "a truncated episode is over"},
		{"reseeding moves it", "reseeding replaces the randomness"},
		{"reseeding leaves the old", "reseeding replaces the randomness"},
		{"reseeding reaches the source", "reseeding replaces the randomness"},
		{"restarting allocates", "Restart makes a state equal"},
		{"restarting forgets the seed", "Restart makes a state equal"},
		{"restarting keeps the steps", "Restart makes a state equal"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			violations := envtest.Check(newTwin(c.fault), envtest.Config{Seed: 1})
			require.NotEmpty(t, violations)
			assert.Contains(t, violations[0].Law, c.law, "%v", violations)
			caught[violations[0].Law] = true
			fmt.Fprintf(&explained, "# %s\n%s\n\n", c.fault, violations[0].Explain())
		})
	}
	golden.Compare(t, "broken.txt", explained.String())
	for _, law := range envtest.Laws() {
		assert.True(t, caught[law], "no broken twin for the law: %s", law)
		assert.NotEmpty(t, envtest.Violation{Law: law}.Advice(), "no advice for those who break the law: %s", law)
	}
}

// boundedRow is a row that tells how large its observations become.
type boundedRow struct {
	rowGame
	limit float32
}

func (b boundedRow) ObsLimit() float32 { return b.limit }

func TestObservationsKeepWithinWhatTheWorldTells(t *testing.T) {
	row := newRow("observation out of range") // it is 3
	for _, c := range []struct {
		limit float32
		sound bool
	}{{3, true}, {2.5, false}} {
		laws := ""
		for _, v := range envtest.Check(boundedRow{row, c.limit}, envtest.Config{Seed: 1}) {
			laws += v.Law
		}
		assert.Equal(t, c.sound, !strings.Contains(laws, "an observation is finite"), "limit %v", c.limit)
	}
}

// TestViolationLeadsToThePosition replays what a violation reports.
func TestViolationLeadsToThePosition(t *testing.T) {
	game := newRow("infinite reward")
	violations := envtest.Check(game, envtest.Config{Seed: 1})
	require.Len(t, violations, 1)
	v := violations[0]
	s := game.New(v.Seed)
	for _, a := range v.Actions {
		s.Play(a)
	}
	rewards := make([]float32, 2)
	s.Rewards(rewards)
	assert.Greater(t, rewards[0], float32(1))
	assert.Contains(t, v.Error(), fmt.Sprint(v.Actions))
}

func TestCheckIsAFunctionOfItsSeed(t *testing.T) {
	game := newRow("hash of the count")
	config := envtest.Config{Games: 3, Seed: 5}
	assert.Equal(t, envtest.Check(game, config), envtest.Check(game, config))
}

func TestPerftAndDistinct(t *testing.T) {
	game := newRow("")
	// By hand: 5 cells, then 4; the third mark ends the game if it is beside
	// the first, of which there are 2·4 ordered pairs with 3 cells for o.
	assert.Equal(t, uint64(1), envtest.Perft(game, game.New(0), 0))
	assert.Equal(t, uint64(20), envtest.Perft(game, game.New(0), 2))
	assert.Equal(t, uint64(60), envtest.Perft(game, game.New(0), 3))
	assert.Equal(t, uint64((60-24)*2), envtest.Perft(game, game.New(0), 4))
	assert.Equal(t, []int{1, 5, 20, 30}, envtest.Distinct(game, 3))
}

// twice is a context that ends when it has been looked at twice.
type twice struct {
	context.Context
	looks int
}

func (c *twice) Err() error {
	if c.looks++; c.looks > 2 {
		return context.Canceled
	}
	return nil
}

func TestContextsEndCountsAndChecks(t *testing.T) {
	game := newRow("")
	_, err := envtest.PerftContext(&twice{Context: context.Background()}, game, game.New(0), 4)
	assert.NoError(t, err, "too short to be asked more often")
	_, err = envtest.PerftContext(&twice{context.Background(), 2}, game, game.New(0), 4)
	assert.ErrorIs(t, err, context.Canceled)
	_, err = envtest.PerftContext(&twice{context.Background(), 1}, game, game.New(0), 4)
	assert.ErrorIs(t, err, context.Canceled, "while counting")

	ended := &twice{Context: context.Background()}
	_, err = envtest.CheckContext(ended, game, envtest.Config{Games: 1000000})
	assert.ErrorIs(t, err, context.Canceled)
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "row.txt", envtest.Playthrough(newRow(""), 1))
}

func ExampleCheck() {
	broken := newRow("estimate of one seat")
	for _, violation := range envtest.Check(broken, envtest.Config{Games: 5}) {
		fmt.Println(violation.Law)
		fmt.Println(violation.Detail)
	}
	// Output:
	// an estimate is one finite number per seat, strictly within true returns
	// seat 1: NaN
}
