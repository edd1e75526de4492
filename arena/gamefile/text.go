package gamefile

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
)

// textCodec reads and writes the text of moves; see the package's doc.
type textCodec struct{ world envs.Game }

// The keys of the lines about a game. That of a seat and that of a move go on
// with its number, counted from 1.
const (
	keyGame     = "Game"
	keyEvent    = "Event"
	keyRound    = "Round"
	keyDate     = "Date"
	keySeat     = "Seat "
	keyClock    = "Clock"
	keySeed     = "Seed"
	keyPosition = "Position"
	keyResult   = "Result"
	keyComment  = "Comment"
	keyMove     = "Move "
	keyBetter   = "Better "
)

// noMoves stands for the moves of a game that has none.
const noMoves = "-"

func (c textCodec) read(text []byte) (games []*Game, err error) {
	number := 0
	g, remarks := &Game{}, map[int]string{}
	for raw := range bytes.Lines(text) {
		number++
		line := strings.TrimSpace(string(raw))
		about, isAbout := strings.CutPrefix(line, "#")
		switch {
		case line == "":
			continue
		case isAbout:
			err = c.about(g, remarks, about)
		default:
			if err = c.moves(g, line, remarks); err == nil {
				games = append(games, g)
				g, remarks = &Game{}, map[int]string{}
			}
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return games, nil
}

// about reads a line about a game; one without a key that is known is a
// remark of somebody's, and passed over.
func (c textCodec) about(g *Game, remarks map[int]string, line string) (err error) {
	key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
	value = strings.TrimSpace(value)
	if move, ok := strings.CutPrefix(key, keyMove); ok {
		if n, err := strconv.Atoi(move); err == nil {
			remarks[n] = value
		}
		return nil
	}
	if seat, ok := strings.CutPrefix(key, keySeat); ok {
		if n, err := strconv.Atoi(seat); err == nil && 0 < n && n <= c.world.Spec().Players {
			for len(g.Players) < n {
				g.Players = append(g.Players, "")
			}
			g.Players[n-1] = value
		}
		return nil
	}
	switch key {
	case keyGame:
		if family(value) != family(c.world.Spec().Name) {
			err = fmt.Errorf("a game of %s, not of %s", value, c.world.Spec().Name)
		}
	case keyEvent:
		g.Event = value
	case keyRound:
		g.Round, err = strconv.Atoi(value)
	case keyDate:
		g.Date, err = time.Parse(time.DateOnly, value)
	case keyClock:
		g.Clock, err = arena.ParseControl(value)
	case keySeed:
		g.Seed, err = strconv.ParseUint(value, 10, 64)
	case keyPosition:
		_, err = arena.ParsePosition(c.world, value)
		g.Position = value
	case keyResult:
		result, ending, _ := strings.Cut(value, " ")
		if result != FirstWins && result != SecondWins && result != Drawn {
			return fmt.Errorf("result %q: want %s, %s or %s", value, FirstWins, SecondWins, Drawn)
		}
		g.Result, g.Ending = result, arena.Ending(ending)
	case keyComment:
		g.Comment = value
	}
	return err
}

// family is the name of a world without its kind.
func family(name string) string {
	name, _, _ = strings.Cut(name, ":")
	return name
}

// moves reads the moves of a game, and what was said of them before.
func (c textCodec) moves(g *Game, line string, remarks map[int]string) error {
	if line == noMoves {
		line = ""
	}
	actions, err := arena.PlayMoves(c.world, g.Start(c.world), line)
	if err != nil {
		return err
	}
	for i, a := range actions {
		m := Move{Action: a}
		text := remarks[i+1]
		sign, rest, _ := strings.Cut(text, " ")
		for mark := Doubtful; mark <= Blunder; mark++ {
			if sign == mark.String() {
				m.Mark, text = mark, rest
			}
		}
		m.setRemark(text)
		g.Moves = append(g.Moves, m)
	}
	return nil
}

func (c textCodec) write(w io.Writer, g *Game) error {
	var b strings.Builder
	say := func(key, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			fmt.Fprintf(&b, "# %s: %s\n", key, value)
		}
	}
	say(keyGame, c.world.Spec().Name)
	say(keyEvent, g.Event)
	say(keyRound, number(g.Round))
	say(keyDate, date(g.Date))
	for seat, name := range g.Players {
		say(keySeat+strconv.Itoa(seat+1), name)
	}
	say(keyClock, g.Clock.String())
	if g.Seed != 0 {
		say(keySeed, strconv.FormatUint(g.Seed, 10))
	}
	say(keyPosition, g.Position)
	say(keyResult, g.Result+" "+string(g.Ending))
	say(keyComment, g.Comment)
	notation, s := agents.Notation(c.world), g.Start(c.world)
	names := make([]string, 0, len(g.Moves))
	for i := range g.Moves {
		m := &g.Moves[i]
		say(keyMove+strconv.Itoa(i+1), m.Mark.String()+" "+m.remark(false))
		say(keyBetter+strconv.Itoa(i+1), strings.Join(agents.LineNames(c.world, s, m.Line, len(m.Line)), " "))
		names = append(names, notation.FormatAction(s, m.Action))
		s.Play(m.Action)
	}
	if len(names) == 0 {
		names = []string{noMoves}
	}
	fmt.Fprintf(&b, "%s\n\n", strings.Join(names, " "))
	_, err := io.WriteString(w, b.String())
	return err
}
