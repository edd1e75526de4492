package tabular

// Step is one transition: what an action earned in a state, and where it led.
type Step struct {
	State, Action int
	Reward        float64
	Next          int
	Terminated    bool // the rules ended the episode there: nothing follows
}

// Rate is how fast and how far-sighted the updates are.
type Rate struct {
	Alpha float64 // the part of an error that one update corrects, more than 0, at most 1
	Gamma float64 // discount a step, 0 to 1
}

// toward moves v by a part Alpha of the way to the target, and returns the
// error that it had.
func (r Rate) toward(v *float64, target float64) float64 {
	miss := target - *v
	*v += r.Alpha * miss
	return miss
}

// target is the reward of a step and the discounted value of what follows.
func (r Rate) target(s Step, next float64) float64 {
	if s.Terminated {
		return s.Reward
	}
	return s.Reward + r.Gamma*next
}

// QLearning learns from a step that the best action follows (Watkins, 1989).
// q is by state and action.
func (r Rate) QLearning(q [][]float64, s Step) {
	r.toward(&q[s.State][s.Action], r.target(s, best(q[s.Next])))
}

// SARSA learns from a step and the action that was taken next (Rummery and
// Niranjan, 1994), which plays no part where the step terminated. q is by
// state and action.
func (r Rate) SARSA(q [][]float64, s Step, next int) {
	r.toward(&q[s.State][s.Action], r.target(s, q[s.Next][next]))
}

// ExpectedSARSA learns from a step and the probability of each action next
// (van Seijen and others, 2009). q is by state and action.
func (r Rate) ExpectedSARSA(q [][]float64, s Step, policy []float64) {
	var mean float64
	for a, p := range policy {
		mean += p * q[s.Next][a]
	}
	r.toward(&q[s.State][s.Action], r.target(s, mean))
}

// SARSAEpisode learns from the steps of an episode in their order. The last
// step of one that was cut off teaches nothing: no action followed it.
func (r Rate) SARSAEpisode(q [][]float64, episode []Step) {
	for i, s := range episode {
		switch {
		case s.Terminated:
			r.SARSA(q, s, 0)
		case i+1 < len(episode):
			r.SARSA(q, s, episode[i+1].Action)
		}
	}
}

// TD0 learns from a step what the state is worth. v is by state.
func (r Rate) TD0(v []float64, s Step) {
	r.toward(&v[s.State], r.target(s, v[s.Next]))
}

// Traces say how a visit to a state is remembered.
type Traces bool

const (
	// Accumulating traces add one at each visit.
	Accumulating Traces = false

	// Replacing traces are one after a visit, however many came before.
	Replacing Traces = true
)

// TDLambda learns from the steps of an episode in their order, each of which
// teaches all states before it, λ·γ less for each step between (Sutton, 1988).
// v is by state.
func (r Rate) TDLambda(v []float64, episode []Step, lambda float64, traces Traces) {
	eligibility := make([]float64, len(v))
	for _, s := range episode {
		miss := r.target(s, v[s.Next]) - v[s.State]
		if traces == Replacing {
			eligibility[s.State] = 0
		}
		eligibility[s.State]++
		for state, e := range eligibility {
			v[state] += r.Alpha * miss * e
			eligibility[state] = r.Gamma * lambda * e
		}
	}
}

// NStepTD learns from the steps of an episode, each state from the next n
// rewards and the value of the state after them; the last n states of an
// episode from the rewards that are left, and the value of the state where it
// was cut off. v is by state.
func (r Rate) NStepTD(v []float64, episode []Step, n int) {
	for t, s := range episode {
		target, discount := 0.0, 1.0
		last := min(t+n, len(episode)) - 1
		for _, later := range episode[t : last+1] {
			target += discount * later.Reward
			discount *= r.Gamma
		}
		if end := episode[last]; !end.Terminated {
			target += discount * v[end.Next]
		}
		r.toward(&v[s.State], target)
	}
}

// MonteCarlo is the mean return from each state over the episodes so far.
type MonteCarlo struct {
	Values []float64 // by state, 0 where Visits is
	Visits []int     // by state, how many returns the mean is of
	every  bool
}

// NewMonteCarlo returns means that count a state's first visit in an episode
// only, or every visit.
func NewMonteCarlo(states int, every bool) *MonteCarlo {
	return &MonteCarlo{Values: make([]float64, states), Visits: make([]int, states), every: every}
}

// Learn adds an episode, discounted by gamma a step. One that was cut off has
// no return and is left out.
func (m *MonteCarlo) Learn(episode []Step, gamma float64) {
	if len(episode) == 0 || !episode[len(episode)-1].Terminated {
		return
	}
	first := map[int]int{}
	for t, s := range episode {
		if _, seen := first[s.State]; !seen {
			first[s.State] = t
		}
	}
	returns := make([]float64, len(episode))
	var after float64
	for t := len(episode) - 1; t >= 0; t-- {
		after = episode[t].Reward + gamma*after
		returns[t] = after
	}
	for t, s := range episode {
		if m.every || first[s.State] == t {
			m.Visits[s.State]++
			m.Values[s.State] += (returns[t] - m.Values[s.State]) / float64(m.Visits[s.State])
		}
	}
}

// best is the largest of some values.
func best(values []float64) float64 {
	most := values[0]
	for _, v := range values[1:] {
		most = max(most, v)
	}
	return most
}
