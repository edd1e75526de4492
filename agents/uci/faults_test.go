package uci_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/uci"
	"github.com/tengen-rl/tengen/arena/faulty"
	"github.com/tengen-rl/tengen/envs/chess"
)

func TestMain(m *testing.M) { faulty.Main(m, gardnerPlayer) }

// gardnerPlayer makes the first move that is legal, in Gardner's chess.
func gardnerPlayer(script *faulty.Script) {
	game := chess.Gardner()
	s := game.New(0)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		words := strings.Fields(in.Text())
		switch words[0] {
		case "uci":
			fmt.Printf("id name player %d\noption name UCI_Variant type combo default chess var chess var gardner\nuciok\n", os.Getpid())
		case "isready":
			fmt.Println("readyok")
		case "position": // fen, six fields, moves
			s, _ = game.ParsePosition(strings.Join(words[2:8], " "))
			for _, text := range words[min(9, len(words)):] {
				a, _ := game.ParseAction(s, text)
				s.Play(a)
			}
		case "go":
			move := game.FormatAction(s, s.Legal(nil)[0])
			turn := faulty.Turn{Legal: move, Illegal: "a1a1", Header: "info string ", Chatter: "info string"}
			fmt.Printf("bestmove %s\n", script.Play(turn))
		case "quit":
			return
		}
	}
}

// Programs that fail lose their games, and the match goes on.
func TestFaults(t *testing.T) {
	faulty.Test(t, faulty.Config{Game: chess.Gardner(), New: func(command []string) (agents.Agent, error) {
		return uci.NewAgent(context.Background(), chess.Gardner(), uci.AgentConfig{Command: command})
	}})
}
