// Package catalog makes an agent from a line of text, as users write it on a
// command line or in a tournament file:
//
//	random   greedy   human   solver
//	alphabeta:depth=5
//	alphabeta:time=1s         as deep as it comes in that time
//	alphabeta:nodes=10000     or with so many positions
//	alphabeta:nodes=500,net=runs/x
//	mcts:sims=1000
//	mcts:time=1s,rollouts=4,ponder=true
//	az:runs/x,sims=400        the latest generation of a training run
//	az:runs/x@12              generation 12
//	az:runs/x,time=100ms,memory=256MB
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
// Of the agents of this project that search:
//
//   - sims and nodes limit the simulations or positions of a move, time its
//     time, depth its plies. In a game with a clock, the smallest of these and
//     of the clock's limits holds; an az without any makes 100 simulations
//     where there is no clock. To play by the clock alone, give a limit that
//     it never reaches, such as time=24h.
//   - memory is a bound on what is remembered of positions: 2.5 GB is as much
//     as a tree takes if nothing is said, 16MB a table of alphabeta.
//   - early=true ends a move of mcts or az as soon as no other can overtake the
//     best, which they do anyway in play by time, but for early=false.
//   - ponder=true searches on while others are to move.
//   - threads=N lets az judge so many leaves of its tree at a time, each on a
//     thread of its own. It thinks faster; by as many simulations it plays
//     other moves than with one thread, and hardly worse ones, the same for
//     the same seed and number of threads.
//   - net=RUN lets the network of a run judge positions for alphabeta, and
//     @12 behind it that of a generation.
//   - null, reduce, reuse, exchange and aspire are the shortcuts of alphabeta
//     (search.Shortcuts): null moves, late-move reductions, the reuse of what
//     was found for other moves, exchanges cut short, aspiration windows. In
//     chess and its kin they are taken unless there is a depth, which is then
//     looked through exactly; elsewhere they are not. null=false and the like
//     say otherwise.
//
// It happens in two steps. Parse is about the text alone; what it refuses is a
// mistake in typing. Spec.Fits and Spec.New meet a world; what New refuses
// beyond Fits is out there, a run that is missing or damaged. The package is
// the one table of the agents that users can name.
package catalog
