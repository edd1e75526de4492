package sgf

import (
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// Move is a move of a record.
type Move struct {
	Seat  envs.Player // 0 is Black, 1 White
	Point envs.Action // row × size + column from the top left; size × size is the pass
}

// Move returns the move of the node on a board of the size; ok is false if it
// has none. The error is an *Error about a point that is not on the board, or
// about more than one move.
func (n Node) Move(size int) (m Move, ok bool, err error) {
	black, white := n.find("B"), n.find("W")
	all := append(black[:len(black):len(black)], white...)
	switch {
	case len(all) == 0:
		return Move{}, false, nil
	case len(all) > 1:
		return Move{}, false, errorAt(int(all[1].offset), "a second move in the node at byte %d: want one", n.Offset())
	}
	if len(white) > 0 {
		m.Seat = 1
	}
	if m.Point, err = parseMove(all[0], size); err != nil {
		return Move{}, false, err
	}
	return m, true, nil
}

// parseMove reads a point or a pass: nothing, or tt on boards to 19 × 19.
func parseMove(v value, size int) (envs.Action, error) {
	text := strings.TrimSpace(v.raw)
	if text == "" || text == "tt" && size <= 19 {
		return envs.Action(size * size), nil
	}
	row, col, ok := parsePoint(text, size)
	if !ok {
		return 0, errorAt(int(v.offset), "move %q: want a point of the %d × %d board, two letters from a, or nothing for a pass", v.raw, size, size)
	}
	return envs.Action(row*size + col), nil
}

// parsePoint reads two letters: the column from the left, the row from the
// top.
func parsePoint(text string, size int) (row, col int, ok bool) {
	if len(text) != 2 {
		return 0, 0, false
	}
	col, row = coordinate(text[0]), coordinate(text[1])
	return row, col, 0 <= min(row, col) && max(row, col) < size
}

func coordinate(c byte) int {
	switch {
	case 'a' <= c && c <= 'z':
		return int(c - 'a')
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 26
	}
	return -1
}

// Setup returns the stones that the node puts on a board of the size and the
// points that it empties (AB, AW, AE), in the order of points. The error is
// an *Error about a point that is not on the board or that is set twice to
// different things.
func (n Node) Setup(size int) ([]goban.Stone, error) {
	const untouched = -2
	var seats []envs.Player // by point, made when it is needed
	for _, kind := range []struct {
		name string
		seat envs.Player
	}{{"AB", 0}, {"AW", 1}, {"AE", envs.Over}} {
		for _, v := range n.find(kind.name) {
			if seats == nil {
				seats = make([]envs.Player, size*size)
				for i := range seats {
					seats[i] = untouched
				}
			}
			r, err := parseRectangle(v, size)
			if err != nil {
				return nil, err
			}
			for row := r.top; row <= r.bottom; row++ {
				for col := r.left; col <= r.right; col++ {
					at := &seats[row*size+col]
					if *at != untouched && *at != kind.seat {
						return nil, errorAt(int(v.offset), "%s[%s]: a point is set to two things in one node", kind.name, v.raw)
					}
					*at = kind.seat
				}
			}
		}
	}
	var stones []goban.Stone
	for point, seat := range seats {
		if seat != untouched {
			stones = append(stones, goban.Stone{Point: envs.Action(point), Seat: seat})
		}
	}
	return stones, nil
}

// rectangle is points of a board, bounds included.
type rectangle struct{ top, left, bottom, right int }

// parseRectangle reads a point, or two corners with a colon between them.
func parseRectangle(v value, size int) (rectangle, error) {
	first, second, two := strings.Cut(strings.TrimSpace(v.raw), ":")
	top, left, ok := parsePoint(first, size)
	bottom, right := top, left
	if ok && two {
		bottom, right, ok = parsePoint(second, size)
	}
	if !ok || bottom < top || right < left {
		return rectangle{}, errorAt(int(v.offset),
			"point %q: want two letters from a on the %d × %d board, or the corners top left : bottom right", v.raw, size, size)
	}
	return rectangle{top, left, bottom, right}, nil
}

// ToPlay returns the seat that the node gives the turn to (PL); ok is false if
// it says nothing.
func (n Node) ToPlay() (seat envs.Player, ok bool, err error) {
	v, ok := n.first("PL")
	if !ok {
		return 0, false, nil
	}
	switch strings.ToUpper(strings.TrimSpace(v.raw)) {
	case "B", "BLACK", "1":
		return 0, true, nil
	case "W", "WHITE", "2":
		return 1, true, nil
	}
	return 0, false, errorAt(int(v.offset), "turn of %q: want B or W", v.raw)
}
