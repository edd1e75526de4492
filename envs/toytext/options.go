package toytext

import (
	"fmt"
	"strconv"

	"github.com/tengen-rl/tengen/internal/options"
)

// mostSteps is the largest time limit.
const mostSteps = 1 << 30

// takeLimit takes the time limit, 0 if there is none.
func takeLimit(o options.Options) (int, error) { return o.Int("limit", 1, mostSteps, 0) }

// takeSuccess takes the options slippery and success and returns the
// probability to go as intended, 0 if neither is given.
func takeSuccess(o options.Options, slippery float64) (float64, error) {
	text, given := o.Take("success")
	_, slip := o["slippery"]
	on, err := o.OnOff("slippery", true)
	switch {
	case err != nil:
		return 0, err
	case given && slip:
		return 0, fmt.Errorf("success %q beside slippery: want one of the two", text)
	case given:
		p, err := strconv.ParseFloat(text, 64)
		if err != nil || !(p > 0 && p <= 1) {
			return 0, fmt.Errorf("success %q: want more than 0, at most 1", text)
		}
		return p, nil
	case !on:
		return 1, nil
	case slip:
		return slippery, nil
	}
	return 0, nil
}
