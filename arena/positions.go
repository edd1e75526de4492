package arena

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// positionFormat is one line of the table of position files: how a line
// becomes a position of a world. A line about a position that is over gives
// ok = false.
type positionFormat struct {
	game string // Spec.Name, up to the colon where the world comes in several kinds
	read func(game envs.Game, line []byte) (p Position, ok bool, err error)
}

var positionFormats = []positionFormat{
	{"chess", readChess},
	{"connect4", readConnectFour},
	{"gardner", readChess},
	{"hex", readHex},
	{"losalamos", readChess},
	{"othello", readOthello},
	{"tictactoe", readTicTacToe},
}

// ReadPositions reads a file of positions of game, one JSON object a line:
//
//	connect4   {"moves":"4453","value_keeping":[4],"best_exact":[4]}   columns 1 to 7
//	tictactoe  {"board":"X..O.....","optimal":[4]}                     cells 0 to 8
//	othello    {"moves":"d3 c5 …","move_scores_plain":{"g3":-4, …}}    or "board" and "to_move"
//	hex        {"size":3,"moves":"a3 a2","winning_moves":["c1","b2"]}  all moves lose if there is none
//	chess      {"fen":"…","bm":["d6d1"]}                               or "all_solutions", "value_keeping_moves"
//
// and, where people use them, lines of text:
//
//	connect4   4453 -2 -4 1 1 0 -2 -3                                  moves and the score of each column, - if it is full
//	othello    ---O…--X X; G8:+18; H1:+12;                             every move with its score
//	chess      1k1r4/… b - - bm Qd1+; id "BK.01";                      best moves, or am: those to avoid
//
// Keys that it does not know are passed over, and so are empty lines and
// positions that are over; a file with no other is an error. The error names
// the file, as name, and the line.
func ReadPositions(r io.Reader, name string, game envs.Game) ([]Position, error) {
	world, _, _ := strings.Cut(game.Spec().Name, ":")
	i := slices.IndexFunc(positionFormats, func(f positionFormat) bool { return f.game == world })
	if i < 0 {
		return nil, fmt.Errorf("no form of position file is known for %s", game.Spec().Name)
	}
	const longestLine = 1 << 20
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	var positions []Position
	number := 0
	for lines.Scan() {
		number++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		p, ok, err := positionFormats[i].read(game, bytes.TrimSpace(lines.Bytes()))
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, number, err)
		}
		if ok {
			positions = append(positions, p)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s, line %d: %w", name, number+1, err)
	}
	if len(positions) == 0 {
		return nil, fmt.Errorf("%s: no position with a move to make", name)
	}
	return positions, nil
}
