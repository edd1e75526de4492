package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/store"
	"github.com/tengen-rl/tengen/arena/tournament"
)

// child names the store of a process that plays a tournament and is killed.
const child = "TENGEN_TEST_STORE"

// killed is the tournament of that process.
func killed() tournament.Config {
	c := config("killed")
	c.Clock, c.Concurrency, c.Games = "", 3, 40
	return c
}

// play plays what a store lacks of the tournament, and says each game as soon
// as it is kept.
func play(t testing.TB, path string) {
	s, err := store.Open(path)
	require.NoError(t, err)
	defer s.Close()
	run := of(t, killed())
	e := begin(t, s, run)
	run.Known, err = e.Known()
	require.NoError(t, err)
	run.Keep = func(g *tournament.Game) error {
		if err := e.Keep(game, g); err != nil {
			return err
		}
		fmt.Println("kept", g.Index)
		return nil
	}
	_, err = run.Play(context.Background())
	require.NoError(t, err)
}

func TestChild(t *testing.T) {
	path := os.Getenv(child)
	if path == "" {
		t.Skip("only what TestKilledInTheMidst starts plays here")
	}
	play(t, path)
}

// TestKilledInTheMidst kills the process of a tournament (SIGKILL) after some
// games, again and again until it is through, and finds in the store exactly
// the games of a tournament that nobody interrupted. Every game that was kept
// is there after the kill.
func TestKilledInTheMidst(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.db")
	play(t, whole)
	want := games(t, whole)
	require.Len(t, want, 120)

	path := filepath.Join(t.TempDir(), "killed.db")
	said := map[string]bool{}
	kills := 0
	for len(said) < 120 {
		require.Less(t, kills, 50)
		for _, line := range until(t, path, 7+4*kills) {
			assert.False(t, said[line], "%s twice", line)
			said[line] = true
		}
		kills++
		got := games(t, path)
		assert.GreaterOrEqual(t, len(got), len(said), "a game that was kept is there")
		for number, text := range got { // kept, though there was no time to say so
			assert.Equal(t, want[number], text)
			said[fmt.Sprint("kept ", number)] = true
		}
	}
	assert.Greater(t, kills, 3)
	assert.Equal(t, want, games(t, path))
}

// until lets a process play until it has kept so many games, kills it, and
// returns what it said.
func until(t *testing.T, path string, games int) (lines []string) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), child+"="+path)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if line := scanner.Text(); len(line) > 5 && line[:5] == "kept " {
			lines = append(lines, line)
		}
		if len(lines) == games {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	_ = cmd.Wait() // killed, or through
	return lines
}

// games returns the games of a store by number: who played, what, and how it
// ended.
func games(t *testing.T, path string) map[int]string {
	s, err := store.OpenRead(path)
	require.NoError(t, err)
	defer s.Close()
	e, err := s.Event("killed")
	require.NoError(t, err)
	all := map[int]string{}
	require.NoError(t, e.Each(func(g *tournament.Game) error {
		all[g.Index] = fmt.Sprint(g.Seats, g.Numbers, g.Seed, g.Opening, g.Actions, g.Outcome(0), g.Ending())
		return nil
	}))
	return all
}
