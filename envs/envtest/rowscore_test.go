package envtest_test

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
)

// rowHandicap is what the second mark of a row is worth beyond its cell.
const rowHandicap = 0.5

// Score counts the marks; seat 1 has half a point more.
func (s *rowState) Score(dst []float32) {
	dst[0], dst[1] = 0, rowHandicap
	for _, p := range s.owners() {
		if p != envs.Over {
			dst[p]++
		}
	}
	switch {
	case s.game.fault == "score not a number" && s.plies > 1:
		dst[1] = float32(math.NaN())
	case s.game.fault == "a score beside the cells" && s.plies > 1:
		dst[0]++
	case s.game.fault == "scoring moves it" && s.plies > 1:
		s.plies ^= 1
	}
}

func (s *rowState) Owners(dst []envs.Player) {
	owners := s.owners()
	switch {
	case s.game.fault == "a third owner" && s.plies > 1:
		owners[0] = 2
	case s.game.fault == "a cell without an answer":
		owners = owners[1:]
	}
	copy(dst, owners)
}

// owners returns whose mark stands on each cell.
func (s *rowState) owners() []envs.Player {
	owners := make([]envs.Player, rowCells)
	for i, c := range s.cells {
		switch c {
		case 'x':
			owners[i] = 0
		case 'o':
			owners[i] = 1
		default:
			owners[i] = envs.Over
		}
	}
	return owners
}
