package selfplay

import (
	"sync"
	"time"

	"github.com/tengen-rl/tengen/agents/alphazero"
)

// Status is a run at one moment.
type Status struct {
	Generation, Generations int            // at hand, counted from 1; in all
	Games, TotalGames       int            // of this generation
	Steps, TotalSteps       int            // of this generation; 0 before training begins
	Loss                    alphazero.Loss // of the last step
	GamesPerS, EvalsPerS    float64        // over this generation's self-play
	Left                    time.Duration  // to the end of the run; 0 as long as nothing can be said
}

// progress is what a running generation tells about itself, to be asked by
// another goroutine.
type progress struct {
	mu          sync.Mutex
	work        *work
	generation  int
	generations float64 // in all, of full size
	held        int     // games that stood in the folder when the generation began
	totalGames  int
	begun       time.Time     // the games
	played      time.Duration // what they took, once they are played
	steps       int
	totalSteps  int
	loss        alphazero.Loss

	started   time.Time // the run
	startedAt float64   // generations that were done by then
	playShare float64   // of a generation's time, as in the last one
}

// beginGames begins a generation and returns where the work on its games is
// counted.
func (p *progress) beginGames(generation, held, total int, now time.Time) *work {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work = new(work)
	p.generation = generation
	p.held, p.totalGames, p.begun, p.played = held, total, now, 0
	p.steps, p.totalSteps = 0, 0
	return p.work
}

func (p *progress) beginSteps(total int, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.played = now.Sub(p.begun)
	p.totalSteps = total
}

func (p *progress) step(loss alphazero.Loss) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.steps++
	p.loss = loss
}

// endGeneration notes how the time of a generation was divided.
func (p *progress) endGeneration(playing, learning time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if whole := playing + learning; whole > 0 {
		p.playShare = float64(playing) / float64(whole)
	}
}

func (p *progress) status(now time.Time) Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := Status{
		Generation:  p.generation + 1,
		Generations: int(p.generations + 0.999),
		Games:       p.held,
		TotalGames:  p.totalGames,
		Steps:       p.steps,
		TotalSteps:  p.totalSteps,
		Loss:        p.loss,
	}
	playing := p.played
	if playing == 0 {
		playing = now.Sub(p.begun)
	}
	if p.work != nil {
		s.Games += int(p.work.games.Load())
		rates := p.work.amounts().rates(playing, 1)
		s.GamesPerS, s.EvalsPerS = rates.GamesPerS, rates.EvalsPerS
	}
	s.Left = p.left(s, now)
	return s
}

// left extrapolates from the time that the run has taken since its start.
func (p *progress) left(s Status, now time.Time) time.Duration {
	part := 0.0 // of the generation at hand
	if s.TotalGames > 0 {
		part += p.playShare * float64(s.Games) / float64(s.TotalGames)
	}
	if s.TotalSteps > 0 {
		part += (1 - p.playShare) * float64(s.Steps) / float64(s.TotalSteps)
	}
	at := float64(p.generation) + part
	done := at - p.startedAt
	if done <= 0 || p.totalGames == 0 {
		return 0
	}
	rest := (p.generations - at) / done * float64(now.Sub(p.started))
	return time.Duration(max(0, rest))
}
