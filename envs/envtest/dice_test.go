package envtest_test

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// diceFaults are those of diceGame; the others are of rowGame.
var diceFaults = []string{
	"truncated and to move", "copies forget the limit",
	"reseeding moves it", "reseeding leaves the old", "reseeding reaches the source",
	"restarting allocates", "restarting forgets the seed", "restarting keeps the steps",
}

// newTwin returns the small world that has the fault.
func newTwin(fault string) envs.Game {
	switch {
	case slices.Contains(diceFaults, fault):
		return newDice(fault)
	case fault == "key of the way" || fault == "a hash that forgets":
		return newKeyed(fault)
	}
	return newRow(fault)
}

// diceGame is a tiny world of one seat and of chance: it throws a die or two
// at each turn to reach 20 in 4 turns. Its fault, if it has one, breaks one
// law.
type diceGame struct {
	fault  string
	shared *uint64 // a source of throws, for the fault that shares it
}

const diceGoal, diceTurns = 20, 4

func newDice(fault string) diceGame { return diceGame{fault, new(uint64)} }

func (g diceGame) Spec() envs.Spec {
	return envs.Spec{Name: "dice", Players: 1, Actions: 2, Obs: [3]int{2, 1, 1}}
}

func (g diceGame) New(gameSeed uint64) envs.State {
	return &diceState{game: g, source: gameSeed}
}

type diceState struct {
	game       diceGame
	source     uint64 // of the throws to come
	older      uint64 // the source before, for the fault that goes on using it
	sum, turns int
	reward     float32
	grown      []byte
	unlimited  bool // says so
}

func (s *diceState) Truncated() bool {
	limit := diceTurns
	if s.game.fault == "truncated and to move" {
		limit--
	}
	return s.sum < diceGoal && s.turns >= limit && !s.unlimited
}

func (s *diceState) ToPlay() envs.Player {
	if s.sum >= diceGoal || s.turns >= diceTurns {
		return envs.Over
	}
	return 0
}

func (s *diceState) Legal(dst []envs.Action) []envs.Action {
	if s.ToPlay() == envs.Over {
		return dst
	}
	return append(dst, 0, 1)
}

func (s *diceState) Play(a envs.Action) {
	if s.ToPlay() == envs.Over || a < 0 || a > 1 {
		panic(fmt.Sprintf("dice: illegal action %d", a))
	}
	s.reward = 0
	for range a + 1 {
		s.source = seed.Mix(s.source, s.older, *s.game.shared)
		throw := int(s.source%6) + 1
		s.sum += throw
		s.reward += float32(throw)
	}
	s.turns++
}

func (s *diceState) Rewards(dst []float32) { dst[0] = s.reward }

func (s *diceState) Observe(dst []float32) {
	dst[0], dst[1] = float32(s.sum)/(diceGoal+12), float32(s.turns)/diceTurns
}

func (s *diceState) CopyFrom(src envs.State) {
	*s = *src.(*diceState)
	s.unlimited = s.game.fault == "copies forget the limit"
}

func (s *diceState) Reseed(newSeed uint64) {
	switch s.game.fault {
	case "reseeding moves it":
		s.turns ^= 1
	case "reseeding leaves the old":
		s.older = s.source
	case "reseeding reaches the source":
		*s.game.shared++
	}
	s.source = newSeed
}

func (s *diceState) Restart(newSeed uint64) {
	turns, source := s.turns, s.source
	*s = diceState{game: s.game, source: newSeed}
	switch s.game.fault {
	case "restarting allocates":
		s.grown = make([]byte, diceTurns+int(newSeed%2))
	case "restarting forgets the seed":
		s.source = source
	case "restarting keeps the steps":
		s.turns = turns
	}
}
