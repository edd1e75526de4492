package agents

import "errors"

// ErrResign is returned by Act of an agent that gives the game up: it loses,
// but did nothing wrong.
var ErrResign = errors.New("the agent resigns")

// ErrIllegal is wrapped by the error of an agent whose program answered
// something else than a legal move.
var ErrIllegal = errors.New("no legal move")
