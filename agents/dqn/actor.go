package dqn

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/replay"
)

// actor is an episode in progress and what its player knows.
type actor struct {
	number  int // of the actor
	episode *envs.Episode
	explore source

	episodes int           // begun
	actions  []envs.Action // of this episode
	opponent int           // the past self it is against

	view        view
	obs, after  []float32 // before the next action, and after the last; channels last
	legal       []envs.Action
	mask        []float32
	state       []float32 // recurrent, before the next action
	next        []float32 // … and after it
	action      int       // the next
	reward, sum float32   // of the last step, and of the episode; as earned
}

// view turns observations of a world so that their channels stand last, as
// networks take them.
type view struct {
	raw  []float32
	from []int // raw[from[i]] goes to i; nil where both are the same
}

func newView(spec envs.Spec) view {
	channels, cells := spec.Obs[0], spec.Obs[1]*spec.Obs[2]
	v := view{raw: make([]float32, spec.ObsLen())}
	if channels == 1 || cells == 1 {
		return v
	}
	v.from = make([]int, spec.ObsLen())
	for cell := range cells {
		for c := range channels {
			v.from[cell*channels+c] = c*cells + cell
		}
	}
	return v
}

// source is where the world has what networks have at i.
func (v view) source(i int) int {
	if v.from == nil {
		return i
	}
	return v.from[i]
}

// observer is a state, or an episode that is in one.
type observer interface{ Observe(dst []float32) }

// observe stores in dst what is seen. It reports a number that is not finite.
func (v view) observe(from observer, dst []float32) error {
	if v.from == nil {
		from.Observe(dst)
	} else {
		from.Observe(v.raw)
		for i, at := range v.from {
			dst[i] = v.raw[at]
		}
	}
	for i, x := range dst {
		if math.Float32bits(x)&0x7f800000 == 0x7f800000 {
			return fmt.Errorf("number %d of the observation is %v", v.source(i), x)
		}
	}
	return nil
}

// prepareActors makes the actors and begins their first episodes.
func (l *Learner) prepareActors() error {
	spec, n := l.game.Spec(), l.cfg.Train.Actors
	states := l.nets.online.stateLen()
	l.acting = newActing(l, n)
	for i := range n {
		a := &actor{
			number:  i,
			explore: newSource(l.seed, roleExplore, i),
			view:    newView(spec),
			obs:     make([]float32, spec.ObsLen()),
			after:   make([]float32, spec.ObsLen()),
			mask:    make([]float32, spec.Actions),
			state:   make([]float32, states),
			next:    make([]float32, states),
		}
		game := l.game
		if l.pool != nil {
			game = agents.Versus(game, func(seed uint64) (agents.Agent, error) { return l.pool.player(a.opponent, seed), nil })
		}
		a.episode = envs.NewEpisode(game)
		l.actors = append(l.actors, a)
		if err := l.begin(a); err != nil {
			return err
		}
	}
	return nil
}

// episodeSeed is the seed of an actor's episode. Its lowest bit alternates, and
// with it the seat that agents.Versus gives the learner.
func (l *Learner) episodeSeed(a *actor, number int) uint64 {
	return seed.Mix(l.seed, roleEpisodes, uint64(a.number), uint64(number))&^1 | uint64(number&1)
}

// begin starts the next episode of an actor.
func (l *Learner) begin(a *actor) error {
	number := l.episodeSeed(a, a.episodes)
	a.episodes++
	if l.pool != nil {
		a.opponent = l.pool.choose(number)
	}
	return l.restart(a, number)
}

// restart begins the episode of a seed.
func (l *Learner) restart(a *actor, number uint64) error {
	a.episode.Reset(number)
	a.actions = a.actions[:0]
	a.sum, a.reward = 0, 0
	clear(a.state)
	if err := a.fault(); err != nil {
		return err
	}
	if err := a.view.observe(a.episode, a.obs); err != nil {
		return fmt.Errorf("dqn: at the start of episode %d of actor %d: %w", a.episodes-1, a.number, err)
	}
	return a.look()
}

// look notes which actions are legal.
func (a *actor) look() error {
	a.legal = a.episode.Legal(a.legal[:0])
	if len(a.legal) == 0 {
		return fmt.Errorf("dqn: no action is legal %d steps into episode %d of actor %d, which is not over", len(a.actions), a.episodes-1, a.number)
	}
	clear(a.mask)
	for _, action := range a.legal {
		a.mask[action] = 1
	}
	return nil
}

// fault returns the error of an opponent, if there is one.
func (a *actor) fault() error {
	if s, ok := a.episode.State().(*agents.VersusState); ok && s.Err() != nil {
		return fmt.Errorf("dqn: episode %d of actor %d: %w", a.episodes-1, a.number, s.Err())
	}
	return nil
}

// step plays the action that was chosen and returns what the replay should
// keep of it, valid until the next step.
func (a *actor) step(clip bool) (replay.Step, error) {
	reward, discount, last := a.episode.Step(envs.Action(a.action))
	if err := a.fault(); err != nil {
		return replay.Step{}, err
	}
	a.actions = append(a.actions, envs.Action(a.action))
	a.reward = reward
	a.sum += reward
	a.obs, a.after = a.after, a.obs
	s := replay.Step{Obs: a.after, Legal: a.mask, State: a.state, Action: a.action, Reward: reward, Last: last, Terminated: last && discount == 0}
	err := a.view.observe(a.episode, a.obs)
	if r := float64(reward); err == nil && (math.IsNaN(r) || math.IsInf(r, 0)) {
		err = fmt.Errorf("the reward is %v", reward)
	}
	if err != nil {
		return s, fmt.Errorf("dqn: %d steps into episode %d of actor %d: %w", len(a.actions), a.episodes-1, a.number, err)
	}
	if clip {
		s.Reward = min(max(reward, -1), 1)
	}
	if last {
		s.Final = a.obs
	}
	return s, nil
}
