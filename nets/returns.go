package nets

import "fmt"

// Trajectory is a piece of experience of one seat, for targets of value and
// policy networks. Discounts are γ in the midst of an episode and 0 after its
// last step.
type Trajectory struct {
	Rewards   []float64 // T: earned by each step
	Discounts []float64 // T: of what comes after each step
	Values    []float64 // T+1: estimates before each step, and after the last
}

func (tr Trajectory) check() {
	if len(tr.Discounts) != len(tr.Rewards) || len(tr.Values) != len(tr.Rewards)+1 {
		panic(fmt.Sprintf("nets: trajectory of %d rewards, %d discounts and %d values, want one value more", len(tr.Rewards), len(tr.Discounts), len(tr.Values)))
	}
}

// LambdaReturns returns the TD(λ) return of each step: a mixture of all n-step
// returns (Sutton and Barto, 2nd edition, eq. 12.2). λ = 1 gives the
// discounted return that ends in the last value.
func (tr Trajectory) LambdaReturns(lambda float64) []float64 {
	tr.check()
	out := make([]float64, len(tr.Rewards))
	next := tr.Values[len(out)]
	for t := len(out) - 1; t >= 0; t-- {
		next = tr.Rewards[t] + tr.Discounts[t]*((1-lambda)*tr.Values[t+1]+lambda*next)
		out[t] = next
	}
	return out
}

// Advantages returns the generalised advantage estimate of each step (Schulman
// et al. 2016, eq. 16).
func (tr Trajectory) Advantages(lambda float64) []float64 {
	out := tr.LambdaReturns(lambda)
	for t := range out {
		out[t] -= tr.Values[t]
	}
	return out
}

// NStepReturns returns for each step the rewards of n steps and the value after
// them, or after the last step of the trajectory.
func (tr Trajectory) NStepReturns(n int) []float64 {
	tr.check()
	out := make([]float64, len(tr.Rewards))
	for t := range out {
		end := min(t+n, len(out))
		sum := tr.Values[end]
		for k := end - 1; k >= t; k-- {
			sum = tr.Rewards[k] + tr.Discounts[k]*sum
		}
		out[t] = sum
	}
	return out
}

// VTrace returns the off-policy value targets and the advantages for the policy
// of each step (Espeholt et al., "IMPALA", 2018, eq. 1). ratios are those of
// the target policy's probability to the behaviour's; both truncation levels
// are 1.
func (tr Trajectory) VTrace(ratios []float64) (targets, advantages []float64) {
	tr.check()
	n := len(tr.Rewards)
	if len(ratios) != n {
		panic(fmt.Sprintf("nets: %d ratios for %d steps", len(ratios), n))
	}
	targets, advantages = make([]float64, n), make([]float64, n)
	after := tr.Values[n] // the target of the state after the step
	for t := n - 1; t >= 0; t-- {
		rho := min(1, ratios[t])
		delta := rho * (tr.Rewards[t] + tr.Discounts[t]*tr.Values[t+1] - tr.Values[t])
		advantages[t] = rho * (tr.Rewards[t] + tr.Discounts[t]*after - tr.Values[t])
		targets[t] = tr.Values[t] + delta + rho*tr.Discounts[t]*(after-tr.Values[t+1])
		after = targets[t]
	}
	return targets, advantages
}
