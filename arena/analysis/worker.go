package analysis

import (
	"io"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// worker does one job after the other with an agent of its own, which it keeps
// as long as the world stays the same.
type worker struct {
	*server
	agent   agents.Agent
	world   string // its name
	cleared int64  // of the server, when the agent was made
}

// reseeder is an agent that can start again as a new one.
type reseeder interface{ Reseed(number uint64) }

// run works until no job is left.
func (w *worker) run() {
	defer w.dismiss()
	for {
		j := w.queue.take()
		if j == nil {
			return
		}
		w.do(j)
		w.queue.done(j)
	}
}

// dismiss gives back what the agent holds.
func (w *worker) dismiss() {
	if closer, ok := agents.Power[io.Closer](w.agent); ok {
		_ = closer.Close() // it has given all its answers
	}
	w.agent = nil
}

// ready sees to it that there is an agent for a world.
func (w *worker) ready(world envs.Game) (err error) {
	if now := w.server.cleared.Load(); w.world != world.Spec().Name || w.cleared != now {
		w.dismiss()
		w.world, w.cleared = world.Spec().Name, now
	}
	if w.agent == nil {
		var made agents.Agent
		if made, err = w.config.NewAgent(world); err == nil {
			w.agent = made
		}
	}
	return err
}

// do looks at a position and answers.
func (w *worker) do(j *job) {
	s := j.query.positions[j.turn]
	answer := answerer{job: j, state: s, random: seed.Stream(j.query.number(j.turn))}
	if s.ToPlay() == envs.Over {
		w.write(answer.over())
		return
	}
	thought, err := w.think(&answer)
	switch {
	case err != nil && j.ctx.Err() != nil:
		w.write(nothing(j))
	case err != nil:
		w.write(map[string]any{"error": err.Error(), "id": j.query.id, "turnNumber": j.turn})
	default:
		w.write(answer.of(thought, false))
	}
}

// think asks the agent, and reports while it thinks where that is asked for.
func (w *worker) think(a *answerer) (agents.Thought, error) {
	q := a.job.query
	if err := w.ready(q.world); err != nil {
		return agents.Thought{}, err
	}
	if r, ok := w.agent.(reseeder); ok {
		r.Reseed(q.number(a.job.turn))
	} else {
		w.agent.Reset()
	}
	if f, ok := agents.Power[agents.Follower](w.agent); ok {
		if err := f.Begin(a.job.ctx, a.state); err != nil {
			w.dismiss()
			return agents.Thought{}, err
		}
	}
	only, _ := q.only(a.state) // understand has seen that there are some
	last := w.config.Now()
	ask := agents.Query{Visits: q.visits, Only: only, Lines: wantedLines, Watch: func(think func() agents.Thought) {
		if q.every == 0 {
			return
		}
		if now := w.config.Now(); now.Sub(last) >= max(q.every, time.Millisecond) {
			last = now
			w.write(a.of(think(), true))
		}
	}}
	thought, err := agents.Analyze(a.job.ctx, w.agent, a.state, ask)
	if err != nil && a.job.ctx.Err() == nil {
		w.dismiss() // whatever went wrong, the next query has a new one
	}
	return thought, err
}

// wantedLines is how many candidates an agent is asked to judge exactly.
const wantedLines = 5
