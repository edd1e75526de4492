package tabular

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Learner plays a world of one seat and learns a Table. What it comes to is a
// function of the world, the configuration and the seed. It is not safe for
// concurrent use.
type Learner struct {
	game    envs.Game
	config  Config
	seed    uint64
	steps   int
	table   *Table
	keyer   *keyer
	dice    *rand.PCG
	rng     *rand.Rand // draws from dice
	episode *envs.Episode
	stats   Stats

	// The episode under way: its number, the actions so far, which with its
	// seed say what position it has come to, and the last NStep turns, whose
	// rewards are still being counted.
	episodes int
	actions  []envs.Action
	earned   float64
	row, at  int // the row of the state, and the position in it of the action to take
	pending  []pendingTurn
	legal    []envs.Action
}

// pendingTurn is an action taken, and what it earned.
type pendingTurn struct {
	row, at int // in the table
	reward  float64
}

// Stats are what has happened since they were last asked for, and how things
// stand.
type Stats struct {
	Steps    int       // of the world
	Updates  int       // of the table
	Episodes int       // that ended
	Returns  []float64 // of those, undiscounted
	Rewarded int       // steps that earned something other than 0
	Error    float64   // mean magnitude of what updates had to correct

	States  int     // in the table
	Alpha   float64 // now
	Epsilon float64 // now
	MaxQ    float64 // the largest value in the table, 0 if it is empty
}

// New returns a learner at the start of its first episode. It is an error if
// the world has more than one seat or a knob is out of its range.
func New(game envs.Game, config Config, runSeed uint64) (*Learner, error) {
	if spec := game.Spec(); spec.Players != 1 {
		return nil, fmt.Errorf("tabular: %s has %d seats: want a world of 1", spec.Name, spec.Players)
	}
	if err := config.Check(); err != nil {
		return nil, err
	}
	dice := rand.NewPCG(seed.Mix(runSeed, diceStream), runSeed)
	l := &Learner{
		game: game, config: config, seed: runSeed, table: newTable(config.Initial), keyer: newKeyer(game),
		dice: dice, rng: rand.New(dice), episode: envs.NewEpisode(game),
	}
	l.begin()
	return l, nil
}

// The streams of a run.
const (
	diceStream    = iota // exploration
	episodeStream        // the worlds
)

// Steps returns the number of steps of the world so far.
func (l *Learner) Steps() int { return l.steps }

// Table returns the table, which the learner goes on changing.
func (l *Learner) Table() *Table { return l.table }

// Advance learns until it has taken so many steps of the world in all, or the
// context ends, with whose error it fails.
func (l *Learner) Advance(ctx context.Context, until int) error {
	const poll = 1 << 10
	for l.steps < until {
		if l.steps%poll == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		l.step()
	}
	return nil
}

// Stats returns what has happened since it was last called.
func (l *Learner) Stats() Stats {
	s := l.stats
	if s.Updates > 0 {
		s.Error /= float64(s.Updates)
	}
	s.States, s.Alpha, s.Epsilon = l.table.States(), l.config.alphaAt(l.steps), l.config.epsilonAt(l.steps)
	for i, r := range l.table.rows {
		if most := best(r.values); i == 0 || most > s.MaxQ {
			s.MaxQ = most
		}
	}
	l.stats = Stats{}
	return s
}

// begin starts an episode and chooses its first action.
func (l *Learner) begin() {
	l.episode.Reset(l.episodeSeed())
	l.actions, l.pending, l.earned = l.actions[:0], l.pending[:0], 0
	l.arrive()
	l.choose()
}

func (l *Learner) episodeSeed() uint64 {
	return seed.Mix(l.seed, episodeStream, uint64(l.episodes))
}

// arrive finds the row of the state that the episode has come to.
func (l *Learner) arrive() {
	l.legal = l.episode.Legal(l.legal[:0])
	l.row = l.table.meet(l.keyer.key(l.episode.State()), l.legal)
}

// choose draws the next action: a random one with probability ε, else the
// best.
func (l *Learner) choose() {
	values := l.table.rows[l.row].values
	if l.rng.Float64() < l.config.epsilonAt(l.steps) {
		l.at = l.rng.IntN(len(values))
	} else {
		l.at = greedy(values, l.rng)
	}
}

// step takes the chosen action, learns, and chooses the next one.
func (l *Learner) step() {
	a := l.table.rows[l.row].actions[l.at]
	reward, discount, last := l.episode.Step(a)
	l.actions = append(l.actions, a)
	l.pending = append(l.pending, pendingTurn{l.row, l.at, float64(reward)})
	l.earned += float64(reward)
	l.steps++
	l.stats.Steps++
	if reward != 0 {
		l.stats.Rewarded++
	}
	if last {
		l.learnAll(float64(discount) * l.final())
		l.finish()
		return
	}
	l.arrive()
	if l.config.Method == SARSA { // it learns from the action that it takes
		l.choose()
		l.learnOldest()
		return
	}
	l.learnOldest()
	l.choose()
}

// finish counts the episode that has ended and begins the next.
func (l *Learner) finish() {
	l.stats.Episodes++
	l.stats.Returns = append(l.stats.Returns, l.earned)
	l.episodes++
	l.begin()
}

// final is what the last state is worth in which an episode was cut off. No
// action is taken there, so SARSA looks to the mean as expected SARSA does.
func (l *Learner) final() float64 {
	values := l.table.find(l.keyer.key(l.episode.State()))
	if l.config.Method == QLearning {
		return best(values)
	}
	return mean(values, l.config.epsilonAt(l.steps))
}

// ahead is what the state is worth that the episode has come to.
func (l *Learner) ahead() float64 {
	values := l.table.rows[l.row].values
	switch l.config.Method {
	case QLearning:
		return best(values)
	case SARSA:
		return values[l.at]
	}
	return mean(values, l.config.epsilonAt(l.steps))
}

// mean is the expected value of an action that is random with probability
// epsilon, else the best.
func mean(values []float64, epsilon float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return (1-epsilon)*best(values) + epsilon*sum/float64(len(values))
}

// learnOldest learns from the oldest pending turn once NStep rewards follow it.
func (l *Learner) learnOldest() {
	if len(l.pending) == l.config.NStep {
		l.learn(l.ahead())
	}
}

// learnAll learns from all pending turns, after which comes a state worth so
// much.
func (l *Learner) learnAll(worth float64) {
	for len(l.pending) > 0 {
		l.learn(worth)
	}
}

// learn moves the value of the oldest pending turn towards the rewards since
// and the worth of the state after them, and forgets it.
func (l *Learner) learn(worth float64) {
	rate := Rate{Alpha: l.config.alphaAt(l.steps), Gamma: l.config.Gamma}
	target := worth
	for i := len(l.pending) - 1; i >= 0; i-- {
		target = l.pending[i].reward + rate.Gamma*target
	}
	oldest := l.pending[0]
	miss := rate.toward(&l.table.rows[oldest.row].values[oldest.at], target)
	l.stats.Updates++
	l.stats.Error += math.Abs(miss)
	copy(l.pending, l.pending[1:])
	l.pending = l.pending[:len(l.pending)-1]
}
