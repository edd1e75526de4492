package chess

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// Draws says which draws end a game besides stalemate.
type Draws int

const (
	// DrawsAutomatic are those of the Laws of Chess that nobody need claim:
	// the fifth occurrence of a position, 75 moves of each side without
	// capture or move of a pawn (FIDE 9.6), and dead material (5.2.2).
	DrawsAutomatic Draws = iota
	// DrawsClaimed ends a game as if a draw were claimed as soon as it can
	// be: at the third occurrence of a position, and after 50 moves (9.2,
	// 9.3).
	DrawsClaimed
	// DrawsNone leaves a game to checkmate and stalemate, for analysis and
	// for games of other times.
	DrawsNone
)

var drawsNames = [...]string{"automatic", "claimed", "none"}

func (d Draws) String() string { return drawsNames[d] }

// repetitions is the occurrence of a position that ends the game, and plies
// the clock that does.
func (d Draws) limits() (repetitions, plies int) {
	if d == DrawsClaimed {
		return 3, 100
	}
	return 5, 150
}

// Game is the rules of chess on one of the boards. New, Gardner and LosAlamos
// make one; the zero Game is not valid.
type Game struct {
	name     string
	geometry *geometry
	planes   *planes
	tables   *estimates
	draws    Draws
	blocked  bool // DeadBlocked ends a game
}

// The tables of the three boards.
var (
	fullPlanes, gardnerPlanes, losAlamosPlanes = newPlanes(&full), newPlanes(&gardner), newPlanes(&losAlamos)
	fullTables, gardnerTables, losAlamosTables = newEstimates(&full), newEstimates(&gardner), newEstimates(&losAlamos)
)

// New returns the rules of chess.
func New() Game {
	return Game{name: "chess", geometry: &full, planes: fullPlanes, tables: fullTables}
}

// Gardner returns the rules of Gardner's minichess on 5 × 5 squares: no double
// step, no castling.
func Gardner() Game {
	return Game{name: "gardner", geometry: &gardner, planes: gardnerPlanes, tables: gardnerTables}
}

// LosAlamos returns the rules of Los Alamos chess on 6 × 6 squares: no
// bishops, no double step, no castling.
func LosAlamos() Game {
	return Game{name: "losalamos", geometry: &losAlamos, planes: losAlamosPlanes, tables: losAlamosTables}
}

// WithDraws returns the rules with other draws. Its name tells them unless
// they are DrawsAutomatic.
func (g Game) WithDraws(d Draws) Game {
	if d < 0 || int(d) >= len(drawsNames) {
		panic(fmt.Sprintf("chess: draws %d, want 0 to %d", d, len(drawsNames)-1))
	}
	g.draws = d
	return g.named()
}

// WithBlocked returns the rules under which a game also ends, unless its draws
// are DrawsNone, where kings and pawns block each other for good: see
// Position.Blocked. The Laws of Chess ask for it; programs and servers go on
// to 50 moves, and so do the rules without it.
func (g Game) WithBlocked() Game {
	g.blocked = true
	return g.named()
}

// named gives the rules the name that tells their options.
func (g Game) named() Game {
	var options []string
	if g.draws != DrawsAutomatic {
		options = append(options, "draws="+g.draws.String())
	}
	if g.blocked {
		options = append(options, deadBlocked)
	}
	g.name, _, _ = strings.Cut(g.name, ":")
	if len(options) > 0 {
		g.name += ":" + strings.Join(options, ",")
	}
	return g
}

// deadBlocked is the option that WithBlocked stands for.
const deadBlocked = "dead=blocked"

// WithOptions returns the rules as text asks for them: "draws=automatic",
// "draws=claimed", "draws=none", "dead=blocked", one of each with a comma
// between, or nothing.
func (g Game) WithOptions(text string) (Game, error) {
	if text == "" {
		return g, nil
	}
	for option := range strings.SplitSeq(text, ",") {
		name, isDraws := strings.CutPrefix(option, "draws=")
		d := slices.Index(drawsNames[:], name)
		switch {
		case isDraws && d >= 0:
			g = g.WithDraws(Draws(d))
		case option == deadBlocked:
			g = g.WithBlocked()
		default:
			return g, fmt.Errorf("unknown option %q: want draws= and one of %s, or %s", option, strings.Join(drawsNames[:], ", "), deadBlocked)
		}
	}
	return g, nil
}

// Draws returns which draws end a game.
func (g Game) Draws() Draws { return g.draws }

// Spec returns the static facts. On the full board they are 2 seats, 4,672
// actions and 20 planes of 8 × 8; see Observe.
func (g Game) Spec() envs.Spec {
	side := g.geometry.side
	return envs.Spec{
		Name:    g.name,
		Players: 2,
		Actions: g.planes.count(),
		Obs:     [3]int{g.geometry.channels(), side, side},
	}
}

// New returns the first position; the seed plays no part.
func (g Game) New(uint64) envs.State { return g.newState(g.Start()) }

// Start returns the first position, without a history.
func (g Game) Start() Position {
	p, err := g.ParseFEN(g.geometry.start)
	if err != nil {
		panic(err)
	}
	return p
}
