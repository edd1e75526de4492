package gtp

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// analysing are the commands by which programs show what an engine thinks, as
// Leela Zero (lz-) and KataGo (kata-) have them: candidates, told again and
// again until the controller sends anything, or until a move is made.
var analysing = []command{
	{name: "lz-analyze", stream: analyzeAs(leela, false)},
	{name: "kata-analyze", stream: analyzeAs(kata, false)},
	{name: "lz-genmove_analyze", stream: analyzeAs(leela, true)},
	{name: "kata-genmove_analyze", stream: analyzeAs(kata, true)},
}

// dialect is how candidates are written.
type dialect int

const (
	leela dialect = iota // chances in ten-thousandths
	kata                 // chances as fractions, and more about the score
)

func analyzeAs(d dialect, moving bool) func(e *Engine, ctx context.Context, r request) {
	return func(e *Engine, ctx context.Context, r request) {
		a, err := e.newAnalysis(ctx, d, r.arguments)
		if err != nil {
			e.out.answer(r, "", err)
			return
		}
		e.out.begin(r)
		e.out.print("\n")
		if moving {
			a.move(ctx)
		} else {
			a.watch(ctx)
		}
		e.out.print("\n")
	}
}

// analysis is one such command under way.
type analysis struct {
	engine    *Engine
	dialect   dialect
	seat      envs.Player
	at        envs.State
	interval  time.Duration
	least     int // candidates, if there are so many
	most      int
	only      []envs.Action // nil is all
	ownership bool
	last      time.Time // when candidates were last written
}

const (
	longestInterval = 360_000 // an hour
	mostShown       = 20      // candidates, where nothing is said of how many
)

// newAnalysis reads the arguments: a colour, an interval in hundredths of a
// second, and pairs of names and values.
func (e *Engine) newAnalysis(ctx context.Context, d dialect, arguments []string) (*analysis, error) {
	if _, ok := agents.Power[agents.Analyst](e.agent); !ok {
		return nil, fmt.Errorf("the agent shows nothing of what it thinks")
	}
	a := &analysis{engine: e, dialect: d, seat: e.table.turn(), interval: time.Second, most: mostShown}
	words := arguments
	if len(words) > 0 {
		if seat, ok := parseColour(words[0]); ok {
			a.seat, words = seat, words[1:]
		}
	}
	if len(words) > 0 {
		if n, err := strconv.Atoi(words[0]); err == nil {
			words = append([]string{"interval", strconv.Itoa(n)}, words[1:]...)
		}
	}
	if err := e.sync(ctx); err != nil {
		return nil, err
	}
	s, err := e.table.before(a.seat)
	if err != nil {
		return nil, err
	}
	a.at = e.table.game.New(0)
	a.at.CopyFrom(s)
	return a, a.read(words)
}

// read reads the pairs.
func (a *analysis) read(words []string) error {
	for len(words) > 0 {
		if len(words) < 2 {
			return fmt.Errorf("%q has no value", words[0])
		}
		name, value := words[0], words[1]
		used := 2
		var err error
		switch name {
		case "interval":
			var n int
			n, err = count(value, longestInterval)
			a.interval = time.Duration(n) * 10 * time.Millisecond
		case "minmoves":
			a.least, err = count(value, math.MaxInt32)
		case "maxmoves":
			a.most, err = count(value, math.MaxInt32)
		case "ownership":
			a.ownership, err = strconv.ParseBool(value)
			a.ownership = a.ownership && a.engine.goban() != nil
		case "rootInfo", "pvVisits", "pvEdgeVisits", "movesOwnership", "ownershipStdev", "noResultValue":
			_, err = strconv.ParseBool(value) // more than there is to tell
		case "avoid", "allow":
			used = 4
			err = a.restrict(name == "avoid", words)
		default:
			return fmt.Errorf("unknown option %q: want interval, minmoves, maxmoves, ownership, avoid or allow", name)
		}
		if err != nil {
			return fmt.Errorf("%s %q: %w", name, value, err)
		}
		words = words[used:]
	}
	return nil
}

func count(text string, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("want a whole number from 0 to %d", most)
	}
	return n, nil
}

// restrict reads "avoid b D4,E5 1" or "allow b D4,E5 1". Only the move to be
// made can be restricted, so that the depth must be 1 or more and the colour
// the one that moves; what is said of the other colour changes nothing.
func (a *analysis) restrict(avoid bool, words []string) error {
	if len(words) < 4 {
		return fmt.Errorf("want a colour, moves with commas between them, and a depth")
	}
	seat, ok := parseColour(words[1])
	if n, err := strconv.Atoi(words[3]); !ok || err != nil || n < 1 {
		return fmt.Errorf("want a colour, moves with commas between them, and a depth of 1 or more")
	}
	if seat != a.seat {
		return nil
	}
	var named []envs.Action
	for text := range strings.SplitSeq(words[2], ",") {
		if m, err := a.engine.table.notation.ParseAction(a.at, text); err == nil {
			named = append(named, m)
		}
	}
	if a.only == nil {
		a.only = a.at.Legal(nil)
	}
	a.only = slices.DeleteFunc(a.only, func(m envs.Action) bool { return slices.Contains(named, m) == avoid })
	if len(a.only) == 0 {
		return fmt.Errorf("no legal move is left")
	}
	return nil
}

// watch writes candidates until the controller sends something. A search that
// has come to its end is not begun again.
func (a *analysis) watch(ctx context.Context) {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	a.last = a.engine.config.Now()
	t, err := agents.Analyze(inner, a.engine.agent, a.at, agents.Query{
		Endless: true, Only: a.only, Lines: a.lines(),
		Watch: func(think func() agents.Thought) {
			if a.engine.called() || a.engine.out.err != nil {
				cancel()
				return
			}
			if now := a.engine.config.Now(); now.Sub(a.last) >= a.interval {
				a.last = now
				a.write(think())
			}
		},
	})
	if err == nil {
		a.write(t)
	}
	if a.engine.waiting == nil && ctx.Err() == nil {
		if next, err := a.engine.next(ctx); err == nil {
			a.engine.waiting = &next
		}
	}
}

// lines is how many candidates an agent is asked to judge exactly: more cost
// more, where candidates do not come by themselves.
func (a *analysis) lines() int { return min(max(a.least, 5), a.most) }

// move chooses a move of the agent's, writing candidates while it thinks, and
// makes it.
func (a *analysis) move(ctx context.Context) {
	e := a.engine
	limited, cancel := ctx, context.CancelFunc(func() {})
	if seats := e.table.clock.of().Seats; seats != nil {
		limited, cancel = context.WithTimeout(ctx, seats[a.seat].Share())
	}
	defer cancel()
	a.last = e.config.Now()
	t, err := agents.Analyze(limited, e.agent, a.at, agents.Query{Only: a.only, Lines: a.lines(), Watch: func(think func() agents.Thought) {
		if now := e.config.Now(); now.Sub(a.last) >= a.interval {
			a.last = now
			a.write(think())
		}
	}})
	if err != nil {
		e.out.print("info string %s\n", strings.Join(strings.Fields(err.Error()), " "))
		return
	}
	a.write(t)
	if t.Values != nil && e.config.Resign < 0 && t.Values[a.seat] <= e.config.Resign {
		e.out.print("play resign\n")
		return
	}
	name, err := e.accept(ctx, a.seat, t.Candidates[0].Action)
	if err == nil {
		e.out.print("play %s\n", name)
	}
}

// write writes a line of candidates.
func (a *analysis) write(t agents.Thought) {
	var parts []string
	for i, c := range t.Candidates {
		if i >= a.most || c.Values == nil && i >= max(a.least, 1) {
			break
		}
		parts = append(parts, a.candidate(i, c, t))
	}
	if a.ownership {
		parts = append(parts, a.owners())
	}
	a.engine.out.print("%s\n", strings.Join(parts, " "))
}

// candidate writes one candidate in the eyes of the side to move.
func (a *analysis) candidate(order int, c agents.Candidate, t agents.Thought) string {
	values := c.Values
	if values == nil {
		values = t.Values
	}
	chance := 0.5
	if values != nil {
		chance = agents.WinRate(values[a.seat])
	}
	visits := c.Visits
	if visits == 0 && order == 0 {
		visits = t.Visits // of an agent that does not count them by move
	}
	lcb := agents.LowerBound(chance, visits)
	name := a.engine.table.notation.FormatAction(a.at, c.Action)
	if a.dialect == leela {
		return fmt.Sprintf("info move %s visits %d winrate %d prior %d lcb %d order %d pv %s", name, visits,
			tenThousandths(chance), tenThousandths(float64(c.Prior)), tenThousandths(lcb), order, a.line(c))
	}
	score := ""
	if a.engine.goban() != nil {
		lead := a.leadAfter(c.Action)
		score = fmt.Sprintf(" scoreMean %.2f scoreLead %.2f", lead, lead)
	}
	return fmt.Sprintf("info move %s visits %d utility %.4f winrate %.4f%s prior %.4f lcb %.4f order %d pv %s", name, visits,
		2*chance-1, chance, score, c.Prior, lcb, order, a.line(c))
}

func tenThousandths(x float64) int { return int(math.Round(10_000 * x)) }

// line writes the moves that are expected.
func (a *analysis) line(c agents.Candidate) string {
	return strings.Join(agents.LineNames(a.engine.table.game, a.at, c.Line, len(c.Line)), " ")
}

// leadGames is how many random games tell the score after a move.
const leadGames = 48

// leadAfter is by how many points the side to move is ahead, at the ends of
// random games, after a move.
func (a *analysis) leadAfter(m envs.Action) float64 {
	s := a.engine.goban().New(0).(*goban.State)
	s.CopyFrom(a.at)
	s.Play(m)
	lead := goban.NewRollout().MeanLead(s, leadGames, a.engine.config.Random)
	if a.seat == 1 {
		return -lead
	}
	return lead
}

// owners writes the ownership of all points in the eyes of the side to move.
func (a *analysis) owners() string {
	size := a.engine.goban().Config().Size
	owners := make([]float32, size*size)
	a.engine.survey(a.at.(*goban.State), owners)
	words := []string{"ownership"}
	for _, x := range owners {
		if a.seat == 1 {
			x = -x
		}
		words = append(words, strconv.FormatFloat(float64(x), 'f', 3, 32))
	}
	return strings.Join(words, " ")
}
