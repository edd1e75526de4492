package optim

import (
	"fmt"
	"math"
)

// Schedule gives the learning rate of step t, counted from 0. A schedule
// returns base·something for a base rate that it was made with. The functions
// that make one panic if a number of steps is less than 1.
type Schedule func(t int) float64

// ConstantRate is always base.
func ConstantRate(base float64) Schedule { return func(int) float64 { return base } }

// StepRate multiplies base by gamma every size steps.
func StepRate(base float64, size int, gamma float64) Schedule {
	wantSteps("StepRate", size)
	return func(t int) float64 { return base * math.Pow(gamma, float64(t/size)) }
}

// MultiStepRate multiplies base by gamma at each of the milestones.
func MultiStepRate(base float64, milestones []int, gamma float64) Schedule {
	return func(t int) float64 {
		rate := base
		for _, m := range milestones {
			if t >= m {
				rate *= gamma
			}
		}
		return rate
	}
}

// ExponentialRate multiplies base by gamma every step.
func ExponentialRate(base, gamma float64) Schedule {
	return func(t int) float64 { return base * math.Pow(gamma, float64(t)) }
}

// CosineRate falls from base to least within length steps along half a cosine
// and stays there (Loshchilov and Hutter, "SGDR", 2017, eq. 5).
func CosineRate(base, least float64, length int) Schedule {
	wantSteps("CosineRate", length)
	return func(t int) float64 {
		return least + (base-least)*(1+math.Cos(math.Pi*float64(min(t, length))/float64(length)))/2
	}
}

// CosineRestarts is CosineRate that starts again whenever it has ended, each
// time for grow times as many steps, the first time for length (the same
// paper).
func CosineRestarts(base, least float64, length, grow int) Schedule {
	wantSteps("CosineRestarts", length)
	return func(t int) float64 {
		n := length
		for t >= n {
			t -= n
			n *= max(1, grow)
		}
		return least + (base-least)*(1+math.Cos(math.Pi*float64(t)/float64(n)))/2
	}
}

// LinearRate goes from start·base to end·base within length steps and stays
// there: a warm-up if start is less than end.
func LinearRate(base, start, end float64, length int) Schedule {
	wantSteps("LinearRate", length)
	return func(t int) float64 {
		return base * (start + (end-start)*float64(min(t, length))/float64(length))
	}
}

// Warmup multiplies the first length rates of a schedule by 1/length, 2/length
// and so on up to 1.
func Warmup(s Schedule, length int) Schedule {
	wantSteps("Warmup", length)
	return func(t int) float64 { return s(t) * min(1, float64(t+1)/float64(length)) }
}

// InverseRootRate rises to base within warmup steps and then falls with the
// root of the steps (Vaswani et al. 2017, section 5.3).
func InverseRootRate(base float64, warmup int) Schedule {
	wantSteps("InverseRootRate", warmup)
	return func(t int) float64 {
		n, w := float64(t+1), float64(warmup)
		return base * min(n/w, math.Sqrt(w/n))
	}
}

// PolynomialRate falls from base to end within length steps as a power of what
// is left, and stays there.
func PolynomialRate(base, end, power float64, length int) Schedule {
	wantSteps("PolynomialRate", length)
	return func(t int) float64 {
		left := 1 - float64(min(t, length))/float64(length)
		return end + (base-end)*math.Pow(left, power)
	}
}

// OneCycleConfig is the shape of OneCycleRate. Zeros mean the defaults.
type OneCycleConfig struct {
	Rise  float64 // share of the steps on the way up; 0 means 0.3
	Start float64 // the peak is divided by it at the start; 0 means 25
	End   float64 // the start is divided by it at the end; 0 means 1e4
}

// OneCycleRate rises along a cosine to peak and falls along one to nearly
// nothing within length steps (Smith and Topin 2018).
func OneCycleRate(peak float64, length int, cfg OneCycleConfig) Schedule {
	wantSteps("OneCycleRate", length)
	start := peak / orDefault(cfg.Start, 25)
	end := start / orDefault(cfg.End, 1e4)
	top := orDefault(cfg.Rise, 0.3)*float64(length) - 1
	last := float64(length - 1)
	return func(t int) float64 {
		at := min(float64(t), last)
		switch {
		case at < top:
			return cosineBetween(start, peak, at/top)
		case at == top: // which may be step 0, where the rise has no length
			return peak
		}
		return cosineBetween(peak, end, (at-top)/(last-top))
	}
}

func cosineBetween(from, to, share float64) float64 {
	return to + (from-to)*(1+math.Cos(math.Pi*share))/2
}

// wantSteps panics unless a schedule has at least one step.
func wantSteps(schedule string, steps int) {
	if steps < 1 {
		panic(fmt.Sprintf("optim: %s of %d steps, want at least 1", schedule, steps))
	}
}
