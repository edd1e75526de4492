package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Spec is an agent as a user named it: the result of Parse, valid by
// construction. The zero Spec is not valid.
type Spec struct {
	kind       *kind
	run        string // the run folder of an agent that has one, or empty
	generation int    // of that run, or alphazero.Newest
	numbers    []int  // by kind.options; 0 is an option that was left out
	program    program
}

// kind is one line of the table: an agent, the form of its text, and how it is
// made.
type kind struct {
	name    string
	example string
	run     bool // a run folder comes first
	net     bool // a run folder may be given as an option
	options []option
	oneOf   []string                    // options of which one at least must be given
	fits    func(world envs.Spec) error // nil if it plays any world
	make    func(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error)

	program  bool // the command line of a program comes first
	settings bool // options of the program itself and its variant of chess may follow
}

const (
	mostNodes       = 1_000_000_000 // positions for a move
	mostPlies       = 1_000
	mostSimulations = 10_000_000 // for a move
	mostRollouts    = 10_000     // for a position
	mostThreads     = 256        // of an agent
	mostSymmetries  = 8          // of a square, and of no board more
	mostTime        = 86_400_000 // milliseconds for a move: a day
	mostMemory      = 1 << 20    // megabytes: a terabyte
)

// kinds is the table, in the order in which messages list it.
var kinds = []kind{
	{name: "random", example: "random", make: makeRandom},
	{name: "greedy", example: "greedy", make: makeGreedy},
	{name: "human", example: "human", make: makeHuman},
	{name: "alphabeta", example: "alphabeta:depth=5", fits: twoSeats, make: makeAlphaBeta, oneOf: []string{"depth", "time", "nodes"}, net: true,
		options: append([]option{{name: "depth", most: search.MaxDepth}, moveTime, {name: "nodes", most: mostNodes}, memory, ponder}, shortcuts...)},
	{name: "mcts", example: "mcts:sims=1000", make: makeMCTS, oneOf: []string{"sims", "time"},
		options: append([]option{simulations, {name: "rollouts", most: mostRollouts}}, thinking...)},
	{name: "solver", example: "solver", fits: isSolved, make: makeSolver},
	{name: "az", example: "az:runs/x,sims=400", run: true, make: makeAlphaZero,
		options: slices.Concat([]option{simulations}, thinking, judging)},
	{name: "dqn", example: "dqn:runs/x", run: true, make: makeDQN, options: randomShare},
	{name: "pqn", example: "pqn:runs/x", run: true, make: makePQN, options: randomShare},
	{name: "tabular", example: "tabular:runs/x", run: true, fits: oneSeat, make: makeTabular, options: randomShare},
	{name: "gtp", example: `gtp:"gnugo --mode gtp"`, program: true, fits: twoSeats, make: makeGTP, options: waits},
	{name: "uci", example: `uci:"stockfish",nodes=1000`, program: true, settings: true, fits: plainChess, make: makeUCI,
		options: append([]option{{name: "nodes", most: mostNodes}, {name: "depth", most: mostPlies},
			moveTime}, waits...)},
}

// How an agent that searches thinks.
var (
	simulations = option{name: "sims", most: mostSimulations}
	moveTime    = option{name: "time", unit: milliseconds, most: mostTime}
	memory      = option{name: "memory", unit: megabytes, most: mostMemory}
	ponder      = option{name: "ponder", unit: toggle}
	thinking    = []option{moveTime, memory, {name: "early", unit: toggle}, ponder}
)

// judging is how an agent has its network judge positions; points are hundredths.
var judging = []option{{name: "threads", most: mostThreads}, {name: "symmetries", most: mostSymmetries}, {name: "points", most: 100}}

// shortcuts are those of search.Shortcuts.
var shortcuts = []option{
	{name: "null", unit: toggle}, {name: "reduce", unit: toggle}, {name: "reuse", unit: toggle},
	{name: "exchange", unit: toggle}, {name: "aspire", unit: toggle},
}

// randomShare is the share of random moves of an agent that is otherwise sure
// of itself, in hundredths.
var randomShare = []option{{name: "random", most: 100}}

// waits are how long a program may take to start up and for a move.
var waits = []option{{name: "start", unit: milliseconds, most: mostTime}, {name: "move", unit: milliseconds, most: mostTime}}

// Examples returns one line of text for each agent there is.
func Examples() []string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.example)
	}
	return all
}

// Usage tells what each agent takes: a line each, and more where one is too
// short.
func Usage() string {
	var b strings.Builder
	for _, k := range kinds {
		left, column := 0, k.example
		for _, form := range k.allForms() {
			if left < len(form)+2 {
				fmt.Fprintf(&b, "\n    %-28s", column)
				left, column = usageWidth, ""
			}
			b.WriteString(" " + form)
			left -= len(form) + 1
		}
		if column != "" {
			b.WriteString("\n    " + column)
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// usageWidth is the width of the second column, in characters.
const usageWidth = 60

// Parse reads a line of text. The error quotes the word that was not
// understood and lists what would be. It looks at nothing but the text.
func Parse(text string) (Spec, error) {
	c, err := split(text)
	if err != nil {
		return Spec{}, fmt.Errorf("agent %q: %w", text, err)
	}
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == c.name })
	if i < 0 {
		return Spec{}, fmt.Errorf("unknown agent %q: want one of %s", c.name, strings.Join(Examples(), ", "))
	}
	s := Spec{kind: &kinds[i], numbers: make([]int, len(kinds[i].options))}
	if err := s.readRun(c); err != nil {
		return Spec{}, fmt.Errorf("agent %q: %w", text, err)
	}
	if err := s.readProgram(&c); err != nil {
		return Spec{}, fmt.Errorf("agent %q: %w", text, err)
	}
	if err := s.readOptions(c.options); err != nil {
		return Spec{}, fmt.Errorf("agent %q: %w", text, err)
	}
	return s, nil
}

// readRun reads the run folder, and the generation after its last @.
func (s *Spec) readRun(c call) error {
	switch {
	case s.kind.program:
		return nil
	case !s.kind.run && c.hasValue:
		return fmt.Errorf("%q is no option of %s: want %s", c.value, s.kind.name, s.kind.accepts())
	case !s.kind.run:
		return nil
	case !c.hasValue:
		return fmt.Errorf("the folder of a run is missing: want %s", s.kind.example)
	}
	return s.setRun(c.value)
}

// setRun takes text for a run folder, and what follows its last @ for the
// generation.
func (s *Spec) setRun(text string) error {
	s.run, s.generation = text, alphazero.Newest
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return nil
	}
	number := text[at+1:]
	generation, err := strconv.Atoi(number)
	if err != nil || generation < 0 || number[0] == '+' || number[0] == '-' {
		return fmt.Errorf("generation %q after the @: want a whole number from 0", number)
	}
	if at == 0 {
		return fmt.Errorf("the folder of a run is missing before the @: want %s", s.kind.example)
	}
	s.run, s.generation = text[:at], generation
	return nil
}

// readOptions fills numbers.
func (s *Spec) readOptions(given []pair) error {
	for _, p := range given {
		if s.kind.net && p.key == network {
			if err := s.readNetwork(p.value); err != nil {
				return err
			}
			continue
		}
		i := slices.IndexFunc(s.kind.options, func(o option) bool { return o.name == p.key })
		if i < 0 {
			return fmt.Errorf("unknown option %q of %s: want %s", p.key, s.kind.name, s.kind.accepts())
		}
		if s.numbers[i] != 0 {
			return fmt.Errorf("option %s is given twice", p.key)
		}
		n, err := s.kind.options[i].read(p.value)
		if err != nil {
			return fmt.Errorf("%s=%s: %w", p.key, p.value, err)
		}
		s.numbers[i] = n
	}
	if missing := s.kind.oneOf; missing != nil && !slices.ContainsFunc(missing, func(name string) bool { return s.number(name) != 0 }) {
		return fmt.Errorf("an option is missing, one of %s: want %s", strings.Join(s.kind.forms(missing), ", "), s.kind.example)
	}
	return nil
}

// network is the option that names a run whose network judges positions.
const network = "net"

func (s *Spec) readNetwork(run string) error {
	switch {
	case s.run != "":
		return fmt.Errorf("option %s is given twice", network)
	case run == "":
		return fmt.Errorf("the folder of a run is missing after %s=", network)
	}
	return s.setRun(run)
}

// accepts tells what may follow the name of the agent.
func (k *kind) accepts() string {
	if len(k.options) == 0 {
		return "nothing after the name"
	}
	return strings.Join(k.allForms(), ", ")
}

// allForms tells how all that the agent takes is written.
func (k *kind) allForms() (all []string) {
	for _, o := range k.options {
		all = append(all, o.form())
	}
	if k.net {
		all = append(all, network+"=RUN")
	}
	if k.settings {
		all = append(all, "variant=NAME", setting+"NAME=value")
	}
	return all
}

// forms tells how the options of these names are written.
func (k *kind) forms(names []string) (all []string) {
	for _, o := range k.options {
		if slices.Contains(names, o.name) {
			all = append(all, o.form())
		}
	}
	return all
}

// number returns the option name as given, or 0.
func (s Spec) number(name string) int {
	for i, o := range s.kind.options {
		if o.name == name {
			return s.numbers[i]
		}
	}
	panic(fmt.Sprintf("catalog: agent %s has no option %q", s.kind.name, name))
}

// Human reports whether the agent is a person, whom New cannot make: the
// command that has a terminal makes an agents.Human.
func (s Spec) Human() bool { return s.kind.name == "human" }

// String returns the shortest text that Parse reads as s.
func (s Spec) String() string {
	items, last := s.program.items()
	run := s.run
	if s.generation != alphazero.Newest {
		run = fmt.Sprintf("%s@%d", run, s.generation)
	}
	switch {
	case s.kind.run:
		items = append(items, quote(run))
	case s.run != "":
		last = append(last, network+"="+quoteText(run))
	}
	for i, o := range s.kind.options {
		if s.numbers[i] != 0 {
			items = append(items, o.name+"="+o.format(s.numbers[i]))
		}
	}
	if items = append(items, last...); len(items) == 0 {
		return s.kind.name
	}
	return s.kind.name + ":" + strings.Join(items, ",")
}
