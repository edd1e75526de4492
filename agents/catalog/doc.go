// Package catalog makes an agent from a line of text, as users write it on a
// command line or in a tournament file:
//
//	random   greedy   human   solver
//	alphabeta:depth=5
//	alphabeta:time=1s         as deep as it comes in that time
//	mcts:sims=1000
//	az:runs/x,sims=400        the latest generation of a training run
//	az:runs/x@12              generation 12
//	dqn:runs/y                one that learned the values of actions
//	dqn:runs/y,random=5       five moves in a hundred at random
//	pqn:runs/y                the same, learned without replay
//	tabular:runs/z            the same by a table
//	gtp:"gnugo --mode gtp --level 10 --chinese-rules"
//	uci:"stockfish",nodes=1000,option.Skill Level=3
//	uci:"fairy-stockfish",variant=gardner,time=100ms
//
// A name is followed, after a colon, by what the agent needs, separated by
// commas: for some a folder or the command line of a program first, then
// options of the form name=value. A value in double quotes may hold any
// character; \" and \\ stand for a quote and a backslash. A program may be
// given so long to start up and for each move (start=10s, move=1m), beyond
// which it has failed.
//
// It happens in two steps. Parse is about the text alone; what it refuses is a
// mistake in typing. Spec.Fits and Spec.New meet a world; what New refuses
// beyond Fits is out there, a run that is missing or damaged. The package is
// the one table of the agents that users can name.
package catalog
