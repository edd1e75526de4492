package chess_test

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/seed"
)

const kiwipete = "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1"

// BenchmarkPerft counts sequences of moves, a million a second, and has a peer
// count the same ones in between where it is installed.
func BenchmarkPerft(b *testing.B) {
	for _, c := range []struct {
		name, peer, variant string
		game                chess.Game
		fen                 string
		depth               int
	}{
		{"start", "stockfish", "", chess.New(), "", 6},
		{"kiwipete", "stockfish", "", chess.New(), kiwipete, 5},
		{"gardner", "fairy-stockfish", "gardner", chess.Gardner(), "", 7},
		{"losalamos", "fairy-stockfish", "losalamos", chess.LosAlamos(), "", 6},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := c.game.Start()
			if c.fen != "" {
				var err error
				p, err = c.game.ParseFEN(c.fen)
				require.NoError(b, err)
			}
			var nodes uint64
			for b.Loop() {
				nodes += p.Perft(c.depth)
			}
			ours := float64(nodes) / b.Elapsed().Seconds() / 1e6
			b.ReportMetric(ours, "Mnodes/s")
			if theirs, ok := peerPerft(b, c.peer, c.variant, p.FEN(), c.depth); ok {
				b.ReportMetric(theirs, "peer-Mnodes/s")
				b.ReportMetric(ours/theirs, "x-peer")
			}
		})
	}
}

// peerPerft has an engine count, and returns its millions a second; ok is
// false if the engine is not installed.
func peerPerft(b *testing.B, engine, variant, fen string, depth int) (rate float64, ok bool) {
	path, err := exec.LookPath(engine)
	if err != nil {
		if path, err = exec.LookPath("/usr/games/" + engine); err != nil {
			b.Logf("%s is not installed: no peer", engine)
			return 0, false
		}
	}
	command := exec.Command(path)
	in, err := command.StdinPipe()
	require.NoError(b, err)
	out, err := command.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, command.Start())
	lines := bufio.NewScanner(out)
	option := ""
	if variant != "" {
		option = "setoption name UCI_Variant value " + variant + "\n"
	}
	fmt.Fprintf(in, "uci\n%sposition fen %s\nisready\n", option, fen)
	await(b, lines, "readyok")
	start := time.Now()
	fmt.Fprintf(in, "go perft %d\n", depth)
	last := await(b, lines, "Nodes searched")
	seconds := time.Since(start).Seconds()
	_, err = io.WriteString(in, "quit\n")
	require.NoError(b, err)
	require.NoError(b, command.Wait())
	nodes, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(last, "Nodes searched:")), 10, 64)
	require.NoError(b, err, last)
	return float64(nodes) / seconds / 1e6, true
}

// await reads lines up to one that begins so.
func await(b *testing.B, lines *bufio.Scanner, prefix string) string {
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), prefix) {
			return lines.Text()
		}
	}
	b.Fatalf("the peer ended before %q: %v", prefix, lines.Err())
	return ""
}

// BenchmarkPlayouts plays random games to their end.
func BenchmarkPlayouts(b *testing.B) {
	for _, game := range worlds() {
		b.Run(game.Spec().Name, func(b *testing.B) {
			b.ReportAllocs()
			rng := seed.Stream(1)
			start, s := game.New(0), game.New(0)
			legal := make([]envs.Action, 0, 256)
			games, moves := 0, 0
			for b.Loop() {
				s.CopyFrom(start)
				for legal = s.Legal(legal[:0]); len(legal) > 0; legal = s.Legal(legal[:0]) {
					s.Play(legal[rng.IntN(len(legal))])
					moves++
				}
				games++
			}
			b.ReportMetric(float64(moves)/b.Elapsed().Seconds()/1e6, "Mmoves/s")
			b.ReportMetric(float64(games)/b.Elapsed().Seconds(), "games/s")
		})
	}
}
