package alphazero

import (
	"fmt"
	"math"
)

// checkPolicies returns an error that names the first ply whose policy cannot
// be learned: a weight is negative, or all of them are 0, so that they make no
// probabilities.
func (r *Record) checkPolicies() error {
	for i, policy := range r.Policy {
		var total float32
		for _, w := range policy {
			if !(w >= 0) {
				return fmt.Errorf("record of game %d: ply %d: policy %v has the weight %v, want 0 or greater", r.Game, r.Opening+i, policy, w)
			}
			total += w
		}
		switch {
		case len(policy) == 0 && r.Weight(i) == 0: // nothing is learned of it
		case !(total > 0) || math.IsInf(float64(total), 0):
			return fmt.Errorf("record of game %d: ply %d: the weights of policy %v add up to %v, want a finite sum above 0", r.Game, r.Opening+i, policy, total)
		}
	}
	return nil
}
