package gtp_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/gtp"
	"github.com/tengen-rl/tengen/arena/faulty"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

func TestMain(m *testing.M) { faulty.Main(m, tictactoePlayer) }

// tictactoePlayer takes the first cell that is free.
func tictactoePlayer(script *faulty.Script) {
	free := "123456789"
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		words := strings.Fields(in.Text())
		id, command := words[0], words[1]
		answer := ""
		switch command {
		case "protocol_version":
			answer = "2"
		case "name":
			answer = fmt.Sprintf("player %d", os.Getpid())
		case "version":
			answer = "1"
		case "list_commands":
			answer = "play\ngenmove"
		case "clear_board":
			free = "123456789"
		case "play":
			free = strings.Replace(free, words[3], "", 1)
		case "genmove":
			answer = script.Play(faulty.Turn{Legal: free[:1], Illegal: "0", Header: "=" + id + " "})
			free = strings.Replace(free, answer, "", 1)
		}
		fmt.Printf("=%s %s\n\n", id, answer)
	}
}

// Programs that fail lose their games, and the match goes on.
func TestFaults(t *testing.T) {
	faulty.Test(t, faulty.Config{Game: tictactoe.New(), New: func(command []string) (agents.Agent, error) {
		return gtp.NewAgent(context.Background(), tictactoe.New(), gtp.AgentConfig{Command: command})
	}})
}
