package uci

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// noMove is the answer where there is no legal move.
const noMove = "(none)"

const (
	firstPause = 50 * time.Millisecond // from the start of a search to its first report
	mostPause  = time.Second           // between two reports; each pause is twice the last
)

// reporter thinks about a position and tells what it finds.
type reporter struct {
	engine *Engine
	search *search
	at     *chess.State
	seat   envs.Player // to move at that position
	asked  limits
	last   time.Time     // when something was told
	pause  time.Duration // before the next time
}

// think chooses a move and tells it when it may.
func (r *reporter) think(ctx context.Context) {
	line := r.choose(ctx)
	<-r.search.released
	out := &r.engine.out
	if len(line) > 1 {
		out.line("bestmove %s ponder %s", line[0], line[1])
	} else {
		out.line("bestmove %s", line[0])
	}
}

// choose returns the best move, or noMove, and what is expected to follow it.
// Without anything better it is any legal move.
func (r *reporter) choose(ctx context.Context) []string {
	if r.at.ToPlay() == envs.Over {
		return r.ended()
	}
	q := r.asked.query()
	q.Lines, q.Watch = r.engine.multiPV, r.watch
	t, err := agents.Analyze(ctx, r.engine.agent, r.at, q)
	if err == nil {
		r.tell(t)
		return r.names(t.Candidates[0].Line)
	}
	if ctx.Err() == nil {
		r.engine.out.remark("go: the agent: %v", err)
	}
	if r.asked.only != nil {
		return r.names(r.asked.only[:1])
	}
	return r.names(r.at.Legal(nil)[:1])
}

// ended tells of a game that is over. If it is by a draw that the controller
// does not know there is still a move to make.
func (r *reporter) ended() []string {
	if r.at.End() == chess.Checkmate {
		r.engine.out.line("info depth 0 score mate 0")
		return []string{noMove}
	}
	r.engine.out.line("info depth 0 score cp 0")
	position := r.at.Position()
	if moves := position.Moves(nil); len(moves) > 0 {
		return []string{position.UCI(moves[0])}
	}
	return []string{noMove}
}

// watch tells what is found so far, more seldom the longer it takes.
func (r *reporter) watch(think func() agents.Thought) {
	now := r.search.now()
	if now.Sub(r.last) < max(r.pause, firstPause) {
		return
	}
	r.last, r.pause = now, min(max(2*r.pause, firstPause), mostPause)
	r.tell(think())
}

// tell writes the best lines.
func (r *reporter) tell(t agents.Thought) {
	spent := r.search.now().Sub(r.search.start)
	for i, c := range t.Candidates {
		if i == r.engine.multiPV || i > 0 && c.Values == nil {
			return
		}
		if c.Values == nil {
			c.Values = t.Values
		}
		r.engine.out.line("info%s", r.fields(t, c, i+1)+progress(t.Visits, spent)+" pv "+strings.Join(r.names(c.Line), " "))
	}
}

// fields is what is known of a candidate, in the eyes of the side to move.
func (r *reporter) fields(t agents.Thought, c agents.Candidate, rank int) string {
	var b strings.Builder
	if t.Depth > 0 {
		fmt.Fprintf(&b, " depth %d", t.Depth)
	}
	if t.Selective > 0 {
		fmt.Fprintf(&b, " seldepth %d", t.Selective)
	}
	fmt.Fprintf(&b, " multipv %d", rank)
	if c.Values == nil {
		return b.String()
	}
	value := c.Values[r.seat]
	b.WriteString(" score " + scoreText(value, c.End))
	if r.engine.showWDL {
		win, draw, loss := wdlOf(value)
		fmt.Fprintf(&b, " wdl %d %d %d", win, draw, loss)
	}
	return b.String()
}

// progress is how much was searched in how long.
func progress(nodes int, spent time.Duration) string {
	text := ""
	if nodes > 0 {
		text = fmt.Sprintf(" nodes %d nps %d", nodes, int64(float64(nodes)/max(spent, time.Millisecond).Seconds()))
	}
	return fmt.Sprintf("%s time %d", text, spent.Milliseconds())
}

// names writes moves from the position on.
func (r *reporter) names(line []envs.Action) []string {
	names := make([]string, len(line))
	s := r.engine.game.New(0)
	s.CopyFrom(r.at)
	for i, a := range line {
		names[i] = r.engine.game.FormatAction(s, a)
		s.Play(a)
	}
	return names
}

// perft tells how many sequences of legal moves begin with each move.
func (r *reporter) perft(ctx context.Context) {
	out := &r.engine.out
	var total uint64
	position := r.at.Position()
	for _, m := range position.Moves(nil) {
		if ctx.Err() != nil {
			return
		}
		after := position
		after.Play(m)
		n := uint64(1)
		if r.asked.perft > 1 {
			n = after.Perft(r.asked.perft - 1)
		}
		out.line("%s: %d", position.UCI(m), n)
		total += n
	}
	out.line("")
	out.line("Nodes searched: %d", total)
}
