package faulty

import (
	"context"
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

const (
	games   = 100                   // with each fault
	short   = 20 * time.Millisecond // for a move of a program that takes longer
	tooLong = 20 * short
)

// faults are the ways to lose a game, and what is then known of it.
var faults = []struct {
	kind   kind
	at     int // the move, 0 is the first and the second in turns
	clock  arena.Control
	ending arena.Ending
	reason string // a regular expression
}{
	{kind: killed, ending: arena.Failure, reason: `it ended \(signal: killed\)`},
	{kind: hangs, at: 1, clock: arena.Control{Periods: 1, Period: short}, ending: arena.Late, reason: "for a move with 20ms on the clock"},
	{kind: late, at: 1, clock: arena.Control{Periods: 1, Period: short}, ending: arena.Late, reason: "for a move with 20ms on the clock"},
	{kind: illegal, at: 2, ending: arena.Illegal, reason: "no legal move: "},
	{kind: garbage, ending: arena.Failure, reason: "nonsense|bytes"},
	{kind: deaf, ending: arena.Failure, reason: "it takes no more input"},
}

// Config is what Test tests.
type Config struct {
	Game envs.Game // of two seats, in which nobody can win by two moves

	// New starts a program with this command as an agent, which tells the
	// name that the program gives itself (agents.Identified) and is an
	// io.Closer. The name must tell processes apart.
	New func(command []string) (agents.Agent, error)
}

// Test plays matches against programs that fail.
func Test(t *testing.T, c Config) {
	t.Setenv(variable, "yes")
	for _, f := range faults {
		t.Run(string(f.kind), func(t *testing.T) {
			played := c.match(t, f.kind, f.at, f.clock)
			names := map[string]bool{}
			for i, p := range played {
				require.NotNil(t, p, "game %d is lost", i)
				program := envs.Player(i % 2)
				require.NotNil(t, p.Fault, "game %d", i)
				assert.Equal(t, program, p.Fault.Seat, "game %d", i)
				assert.Equal(t, f.ending, p.Ending(), "game %d: %v", i, p.Fault.Err)
				assert.Regexp(t, f.reason, p.Fault.Err.Error(), "game %d", i)
				assert.Equal(t, arena.Loss, p.Outcome(program), "game %d", i)
				names[p.Programs[program].Name] = true
			}
			assert.Len(t, names, games, "each game has a program that was started for it")
			assert.Empty(t, children())
		})
	}
	t.Run("the same agent goes on", c.testSameAgent)
	t.Run("much is not too much", c.testTalk)
}

// match plays games between a program and random moves; the program has the
// first seat in those of even number.
func (c Config) match(t *testing.T, k kind, at int, clock arena.Control) []*arena.Played {
	t.Helper()
	fixtures := make([]arena.Fixture, games)
	for i := range fixtures {
		seats := []int{i % 2, 1 - i%2}
		fixtures[i] = arena.Fixture{Seats: seats, Numbers: []uint64{uint64(i), uint64(i)}}
	}
	played := make([]*arena.Played, games)
	runner := arena.Runner{
		Game: c.Game, Concurrency: 10, Play: arena.PlayConfig{Now: time.Now},
		Entrants: []arena.Entrant{
			{Control: clock, New: func(number uint64) (agents.Agent, error) {
				script := Script{kind: k, at: at, variant: int(number)}
				if at == 0 {
					script.at = 1 + int(number/2%2)
				}
				return c.New(append([]string{os.Args[0]}, script.arguments()...))
			}},
			{New: func(number uint64) (agents.Agent, error) { return agents.Random(seed.Stream(number)), nil }},
		},
		Each: func(i int, p *arena.Played) bool {
			assert.Nil(t, played[i], "game %d is told twice", i)
			played[i] = p
			return true
		},
	}
	require.NoError(t, runner.Run(context.Background(), fixtures))
	return played
}

// testSameAgent plays games in turn with one agent, whose program is started
// again after each.
func (c Config) testSameAgent(t *testing.T) {
	names := map[string]bool{}
	a := c.start(t, Script{kind: killed, at: 2})
	for range 10 {
		r := c.play(t, a)
		require.NotNil(t, r.Fault)
		names[nameOf(a)] = true
	}
	assert.Len(t, names, 10)
}

// testTalk plays with a program that writes a great deal of what it may: none
// of it is kept.
func (c Config) testTalk(t *testing.T) {
	a := c.start(t, Script{kind: talks, at: 2})
	before := heap()
	r := c.play(t, a)
	if r.Fault != nil {
		require.NoError(t, r.Fault.Err)
	}
	assert.Less(t, heap()-before, int64(much/4), "bytes")
}

// start starts a program for a test.
func (c Config) start(t *testing.T, s Script) agents.Agent {
	t.Helper()
	a, err := c.New(append([]string{os.Args[0]}, s.arguments()...))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, a.(io.Closer).Close()) })
	return a
}

// play plays a short game against random moves.
func (c Config) play(t *testing.T, a agents.Agent) arena.Record {
	t.Helper()
	r, err := arena.Play(context.Background(), c.Game, arena.Opening{}, []agents.Agent{a, agents.Random(seed.Stream(1))},
		arena.PlayConfig{Adjudication: arena.Adjudication{MaxPlies: 8}})
	require.NoError(t, err)
	return r
}

func nameOf(a agents.Agent) string {
	name, _ := a.(agents.Identified).Identify()
	return name
}

// heap is how much memory the heap has had at most.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapSys)
}
