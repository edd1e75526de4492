package main

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/screen"
)

// Our engines play as programs of others do: arena plays itself, run as a
// child that speaks the protocol, against the programs that people have. Each
// move of either side passes through an engine and a client of ours.
func TestOurEnginesPlayThoseOfOthers(t *testing.T) {
	screen.Need(t)
	arena := screen.Build(t)
	for _, c := range []struct{ game, ours, program, theirs string }{
		{"chess", `uci:"%s uci alphabeta:depth=2",nodes=300`, "stockfish", `uci:"%s",nodes=50,option.Hash=1`},
		{"gardner", `uci:"%s uci alphabeta:depth=3"`, "fairy-stockfish", `uci:"%s",nodes=50,option.Skill Level=-20`},
		{"losalamos", `uci:"%s uci --game chess mcts:sims=20",depth=1`, "fairy-stockfish", `uci:"%s",nodes=50`},
		{"go:5", `gtp:"%s gtp mcts:sims=20"`, "gnugo", `gtp:"%s --mode gtp --level 1 --chinese-rules --positional-superko"`},
	} {
		t.Run(c.game, func(t *testing.T) {
			all := objects(t, "match", "--json", "--game", c.game, "--games", "2", "--max-plies", "80",
				fmt.Sprintf(c.ours, arena), fmt.Sprintf(c.theirs, debian(t, c.program)))
			summary := all[len(all)-1]
			assert.EqualValues(t, 2, summary["games"])
			assert.EqualValues(t, 0, summary["faults"], "%v", all)
		})
	}
}

// debian is the path of a program that Debian has among its games; the test is
// skipped where it is not installed.
func debian(t *testing.T, name string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/games/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Skipf("%s is not installed (a Debian package has it)", name)
	return ""
}
