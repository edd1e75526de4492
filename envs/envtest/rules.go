package envtest

import (
	"errors"
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
)

// law is one promise of the contract.
type law struct {
	name  string
	vital bool // without it, the other laws tell nothing
	check func(x *exam, s *scene) error
}

const (
	specLaw     = "the spec has a name, seats, actions and an observation, and stays the same"
	newLaw      = "New returns a state that shares nothing with any other"
	turnLaw     = "the seat to move is a seat or Over"
	legalLaw    = "legal actions are appended, ascending, in range, and none only when over"
	playLaw     = "playing a legal action does not panic"
	pliesLaw    = "an episode ends within MaxPlies"
	illegalLaw  = "playing an illegal action panics"
	rewardsLaw  = "rewards are finite, one per seat, and zero before the first move"
	observeLaw  = "an observation is finite, in range, and fills its slice whatever it held"
	twinLaw     = "the same seed and actions lead to the same state"
	quietLaw    = "asking a state changes nothing"
	copyLaw     = "a copy equals its source, shares nothing with it, and plays on like it"
	allocLaw    = "CopyFrom allocates nothing once grown"
	hashLaw     = "hashes are equal if and only if positions are"
	symmetryLaw = "symmetries are permutations, the identity first, that map games onto games"
	actionLaw   = "the name of a legal action reads back as that action, and nonsense is refused"
	positionLaw = "the text of a position reads back as that position, and nonsense is refused"
	estimateLaw = "an estimate is one finite number per seat, strictly within true returns"
	passLaw     = "a pass gives the turn to a seat that can move, or is refused and changes nothing"
	scoreLaw    = "scores are finite, and the cells of the owners and a handicap"
	truncLaw    = "a truncated episode is over, and its copy truncated"
	reseedLaw   = "reseeding replaces the randomness to come and nothing else"
	restartLaw  = "Restart makes a state equal to a new one and allocates nothing once grown"
)

// laws are all but that of the spec, which is examined once and first. A
// vital law comes before those that rely on it.
var laws = []law{
	{newLaw, true, checkNew},
	{turnLaw, true, checkTurn},
	{legalLaw, true, checkLegal},
	{pliesLaw, true, checkPlies},
	{twinLaw, true, checkTwin},
	{quietLaw, true, checkQuiet},
	{copyLaw, true, checkCopy},
	{playLaw, true, func(*exam, *scene) error { return nil }}, // reported where the game is played
	{allocLaw, false, checkAllocations},
	{illegalLaw, false, checkIllegal},
	{rewardsLaw, false, checkRewards},
	{observeLaw, false, checkObserve},
	{hashLaw, false, checkHash},
	{symmetryLaw, false, checkSymmetry},
	{actionLaw, false, checkActionNames},
	{positionLaw, false, checkPositionText},
	{estimateLaw, false, checkEstimate},
	{passLaw, false, checkPass},
	{scoreLaw, false, checkScore},
	{truncLaw, false, checkTruncated},
	{reseedLaw, false, checkReseed},
	{restartLaw, false, checkRestart},
}

func checkSpec(game envs.Game) error {
	return guarded(func() error {
		spec := game.Spec()
		switch {
		case spec.Name == "":
			return errors.New("no name")
		case spec.Players < 1 || spec.Players > 127:
			return fmt.Errorf("%d players, want 1 to 127", spec.Players)
		case spec.Actions < 1:
			return fmt.Errorf("%d actions, want at least 1", spec.Actions)
		case min(spec.Obs[0], spec.Obs[1], spec.Obs[2]) < 1:
			return fmt.Errorf("observation %v, want at least 1 each way", spec.Obs)
		case spec.MaxPlies < 0:
			return fmt.Errorf("MaxPlies %d, want 0 or more", spec.MaxPlies)
		case spec != game.Spec():
			return fmt.Errorf("first %+v, then %+v", spec, game.Spec())
		}
		return nil
	})
}

func checkTurn(x *exam, s *scene) error {
	if p := s.state.ToPlay(); p != envs.Over && (p < 0 || int(p) >= x.spec.Players) {
		return fmt.Errorf("seat %d of %d", p, x.spec.Players)
	}
	return nil
}

func checkLegal(x *exam, s *scene) error {
	s.legal = nil
	const mark = -7
	dst := s.state.Legal([]envs.Action{mark})
	if len(dst) == 0 || dst[0] != mark {
		return fmt.Errorf("what dst held is gone: %v", dst)
	}
	legal := dst[1:]
	over := s.state.ToPlay() == envs.Over
	if over != (len(legal) == 0) {
		return fmt.Errorf("%d legal actions with seat %d to move", len(legal), s.state.ToPlay())
	}
	for i, a := range legal {
		if a < 0 || int(a) >= x.spec.Actions || i > 0 && a <= legal[i-1] {
			return fmt.Errorf("%v with %d actions", legal, x.spec.Actions)
		}
	}
	s.legal = legal
	return nil
}

func checkPlies(x *exam, s *scene) error {
	if x.spec.MaxPlies > 0 && len(s.actions) >= x.spec.MaxPlies && len(s.legal) > 0 {
		return fmt.Errorf("seat %d is to move after %d plies, MaxPlies is %d", s.state.ToPlay(), len(s.actions), x.spec.MaxPlies)
	}
	return nil
}

func checkIllegal(x *exam, s *scene) error {
	isLegal := make([]bool, x.spec.Actions)
	for _, a := range s.legal {
		isLegal[a] = true
	}
	wrong := []envs.Action{-1, envs.Action(x.spec.Actions), math.MaxInt32}
	for range 4 { // some of the rest
		if a := x.rng.IntN(x.spec.Actions); !isLegal[a] {
			wrong = append(wrong, envs.Action(a))
		}
	}
	for _, a := range wrong {
		c := x.copyOf(s.state)
		if !panics(func() { c.Play(a) }) {
			return fmt.Errorf("action %d was accepted", a)
		}
	}
	return nil
}

func checkRewards(x *exam, s *scene) error {
	rewards := make([]float32, x.spec.Players)
	for p := range rewards {
		rewards[p] = float32(math.NaN())
	}
	s.state.Rewards(rewards)
	for p, r := range rewards {
		if !finite(r) || len(s.actions) == 0 && r != 0 {
			return fmt.Errorf("seat %d: %v of %v after %d plies", p, r, rewards, len(s.actions))
		}
	}
	return nil
}

func finite(x float32) bool {
	return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0)
}
