package envtest_test

import "github.com/tengen-rl/tengen/envs"

// keyedGame is the row with a hash that tells the past, which its text does
// not, and a key that leaves it out.
type keyedGame struct {
	rowGame
	fault string
}

func newKeyed(fault string) keyedGame { return keyedGame{newRow(""), fault} }

func (g keyedGame) wrap(s envs.State) envs.State { return &keyedState{s.(*rowState), g.fault} }

func (g keyedGame) New(gameSeed uint64) envs.State { return g.wrap(g.rowGame.New(gameSeed)) }

func (g keyedGame) FormatPosition(s envs.State) string {
	return g.rowGame.FormatPosition(s.(*keyedState).rowState)
}

func (g keyedGame) ParsePosition(text string) (envs.State, error) {
	s, err := g.rowGame.ParsePosition(text)
	if err != nil {
		return nil, err
	}
	return g.wrap(s), nil
}

type keyedState struct {
	*rowState
	fault string
}

func (s *keyedState) CopyFrom(src envs.State) { s.rowState.CopyFrom(src.(*keyedState).rowState) }

func (s *keyedState) Hash() uint64 {
	if s.fault == "a hash that forgets" {
		return uint64(s.plies)
	}
	return s.path<<20 ^ s.rowState.Hash()
}

func (s *keyedState) Key() uint64 {
	if s.fault == "key of the way" {
		return s.path
	}
	return s.rowState.Hash()
}
