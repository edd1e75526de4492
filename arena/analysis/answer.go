package analysis

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// answer is what is known of a turn.
type answer struct {
	ID             string     `json:"id"`
	TurnNumber     int        `json:"turnNumber"`
	IsDuringSearch bool       `json:"isDuringSearch"`
	MoveInfos      []moveInfo `json:"moveInfos"`
	RootInfo       rootInfo   `json:"rootInfo"`
	Ownership      []float32  `json:"ownership,omitempty"`
	Policy         []float32  `json:"policy,omitempty"`
}

// moveInfo is what is known of a move.
type moveInfo struct {
	Move      string   `json:"move"`
	Order     int      `json:"order"` // 0 is the best
	Visits    int      `json:"visits"`
	Winrate   float64  `json:"winrate"`
	LCB       float64  `json:"lcb"`
	Utility   float64  `json:"utility"`
	Prior     float32  `json:"prior"`
	ScoreLead *float64 `json:"scoreLead,omitempty"`
	ScoreMean *float64 `json:"scoreMean,omitempty"`
	PV        []string `json:"pv"`
}

// rootInfo is what is known of the position.
type rootInfo struct {
	CurrentPlayer string   `json:"currentPlayer,omitempty"` // empty if the game is over
	Visits        int      `json:"visits"`
	Winrate       float64  `json:"winrate"`
	Utility       float64  `json:"utility"`
	ScoreLead     *float64 `json:"scoreLead,omitempty"`
	ThisHash      string   `json:"thisHash,omitempty"`
}

// How many random games tell the score after a move and the ownership, and for
// how many of the best moves a score is told.
const (
	leadGames  = 48
	ownerGames = 200
	mostLeads  = 10
)

// answerer makes the answers of a job.
type answerer struct {
	job    *job
	state  envs.State
	random *rand.Rand
	roll   *goban.Rollout
}

// share turns the value of a position by seat into the win rate that is told.
func (a *answerer) share(values []float32) float64 {
	if values == nil {
		return 0.5
	}
	return agents.WinRate(values[a.perspective()])
}

// perspective is the seat whose win rates are told.
func (a *answerer) perspective() envs.Player {
	if p := a.job.query.perspective; p != envs.Over {
		return p
	}
	return max(a.state.ToPlay(), 0) // over: the first seat
}

// base is what does not depend on a thought.
func (a *answerer) base() answer {
	q := a.job.query
	r := answer{ID: q.id, TurnNumber: a.job.turn, MoveInfos: []moveInfo{}}
	if p := a.state.ToPlay(); p != envs.Over {
		r.RootInfo.CurrentPlayer = q.player(p)
	}
	if h, ok := a.state.(envs.Hasher); ok {
		r.RootInfo.ThisHash = fmt.Sprintf("%016x", h.Hash())
	}
	if s, ok := a.state.(*goban.State); ok {
		r.RootInfo.ScoreLead = a.lead(s)
		if q.owners {
			r.Ownership = a.owners(s)
		}
	}
	return r
}

// over answers for a position after the end.
func (a *answerer) over() answer {
	r := a.base()
	values := make([]float32, 2)
	a.state.Rewards(values)
	r.RootInfo.setRate(a.share(values))
	return r
}

func (r *rootInfo) setRate(winrate float64) { r.Winrate, r.Utility = winrate, 2*winrate-1 }

// of answers with a thought.
func (a *answerer) of(t agents.Thought, during bool) answer {
	r := a.base()
	r.IsDuringSearch = during
	r.RootInfo.Visits = t.Visits
	values := t.Values
	if values == nil && len(t.Candidates) > 0 {
		values = t.Candidates[0].Values
	}
	r.RootInfo.setRate(a.share(values))
	for order, c := range t.Candidates {
		if c.Values == nil && c.Visits == 0 && order > 0 {
			break // nothing is known of it
		}
		r.MoveInfos = append(r.MoveInfos, a.move(order, &c, t))
	}
	if a.job.query.policy {
		r.Policy = a.policy(t)
	}
	return r
}

// move is what is known of a candidate.
func (a *answerer) move(order int, c *agents.Candidate, t agents.Thought) moveInfo {
	q := a.job.query
	m := moveInfo{Move: agents.Notation(q.world).FormatAction(a.state, c.Action), Order: order, Visits: c.Visits, Prior: c.Prior}
	if m.Visits == 0 && order == 0 {
		m.Visits = t.Visits // of an agent that does not count them by move
	}
	values := c.Values
	if values == nil {
		values = t.Values
	}
	m.Winrate = a.share(values)
	m.Utility = 2*m.Winrate - 1
	if a.perspective() == a.state.ToPlay() {
		m.LCB = agents.LowerBound(m.Winrate, m.Visits)
	} else { // what is the least for the mover is the most for the other
		m.LCB = 1 - agents.LowerBound(1-m.Winrate, m.Visits)
	}
	m.PV = agents.LineNames(q.world, a.state, c.Line, q.line)
	if s, ok := a.state.(*goban.State); ok && order < mostLeads {
		after := q.world.New(0).(*goban.State)
		after.CopyFrom(s)
		after.Play(c.Action)
		m.ScoreLead = a.lead(after)
		m.ScoreMean = m.ScoreLead
	}
	return m
}

// lead is by how many points of Go who is asked about is ahead.
func (a *answerer) lead(s *goban.State) *float64 {
	if a.roll == nil {
		a.roll = goban.NewRollout()
	}
	lead := a.roll.MeanLead(s, leadGames, a.random)
	if a.perspective() == 1 {
		lead = -lead
	}
	return &lead
}

// owners is the ownership of the points of a board of Go, row by row from the
// top, 1 where they are those of who is asked about, -1 where the other's.
func (a *answerer) owners(s *goban.State) []float32 {
	size := s.Game().Config().Size
	owners := make([]float32, size*size)
	goban.NewRollout().Ownership(s, ownerGames, a.random, owners)
	if a.perspective() == 1 {
		for i := range owners {
			owners[i] = -owners[i]
		}
	}
	return owners
}

// policy is how likely each action seemed before the search, -1 for those that
// are illegal; nil if the agent knows nothing of that.
func (a *answerer) policy(t agents.Thought) []float32 {
	policy := make([]float32, a.job.query.world.Spec().Actions)
	for i := range policy {
		policy[i] = -1
	}
	for _, action := range a.state.Legal(nil) {
		policy[action] = 0
	}
	var sum float32
	for _, c := range t.Candidates {
		policy[c.Action] = c.Prior
		sum += c.Prior
	}
	if sum == 0 {
		return nil
	}
	return policy
}
