package qlearn

import (
	"sync"
	"time"
)

// Status is a run at one moment.
type Status struct {
	Steps, TotalSteps int
	Generation        int // of the last report
	StepsPerS         float64
	Epsilon           float64
	Loss              *float64      // mean since the last report; nil before there is one
	TrainReturn       *float64      // of the episodes that ended since the last report; nil if none did
	EvalReturn        *float64      // of the last evaluation; nil before there is one
	Left              time.Duration // to the end of the run; 0 as long as nothing can be said
}

// progress is what a running learner tells about itself, to be asked by
// another goroutine.
type progress struct {
	mu      sync.Mutex
	at      Status
	from    int       // steps when the command began
	started time.Time // the command
	trained float64   // seconds of playing and learning since then
}

func (p *progress) begin(steps, total int, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Steps, p.at.TotalSteps = steps, total
	p.from, p.started = steps, now
}

// advance notes where the run is; stretch is since the last report.
func (p *progress) advance(steps int, seconds float64, stretch *Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Steps = steps
	p.trained += seconds
	r := newReport(stretch)
	p.at.StepsPerS, p.at.Epsilon = r.StepsPerS, r.Epsilon
	p.at.Loss, p.at.TrainReturn = r.Loss, r.TrainReturn
}

func (p *progress) reported(r *Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Generation = r.Generation
	if r.EvalReturn != nil {
		p.at.EvalReturn = r.EvalReturn
	}
}

// overall returns the steps a second since the command began, evaluations
// left out; 0 if it took none.
func (p *progress) overall() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.trained <= 0 {
		return 0
	}
	return float64(p.at.Steps-p.from) / p.trained
}

func (p *progress) status(now time.Time) Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.at
	if done := s.Steps - p.from; done > 0 {
		rest := float64(s.TotalSteps-s.Steps) / float64(done) * float64(now.Sub(p.started))
		s.Left = time.Duration(max(0, rest))
	}
	return s
}
