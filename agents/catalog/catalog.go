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
	run        string // the run folder of an agent that has one
	generation int    // of that run, or alphazero.Newest
	numbers    []int  // by kind.options; 0 is an option that was left out
}

// kind is one line of the table: an agent, the form of its text, and how it is
// made.
type kind struct {
	name    string
	example string
	run     bool                        // a run folder comes first
	options []option                    // whole numbers
	fits    func(world envs.Spec) error // nil if it plays any world
	make    func(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error)
}

// option is a whole number that an agent takes, at least 1.
type option struct {
	name     string
	most     int
	required bool
}

const (
	mostSimulations = 10_000_000 // for a move
	mostRollouts    = 10_000     // for a position
)

// kinds is the table, in the order in which messages list it.
var kinds = []kind{
	{name: "random", example: "random", make: makeRandom},
	{name: "greedy", example: "greedy", make: makeGreedy},
	{name: "human", example: "human", make: makeHuman},
	{name: "alphabeta", example: "alphabeta:depth=5", fits: twoSeats, make: makeAlphaBeta,
		options: []option{{"depth", search.MaxDepth, true}}},
	{name: "mcts", example: "mcts:sims=1000", make: makeMCTS,
		options: []option{{"sims", mostSimulations, true}, {"rollouts", mostRollouts, false}}},
	{name: "solver", example: "solver", fits: isSolved, make: makeSolver},
	{name: "az", example: "az:runs/x,sims=400", run: true, make: makeAlphaZero,
		options: []option{{"sims", mostSimulations, false}}},
}

// Examples returns one line of text for each agent there is.
func Examples() []string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.example)
	}
	return all
}

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
	if err := s.readOptions(c.options); err != nil {
		return Spec{}, fmt.Errorf("agent %q: %w", text, err)
	}
	return s, nil
}

// readRun reads the run folder, and the generation after its last @.
func (s *Spec) readRun(c call) error {
	switch {
	case !s.kind.run && c.hasValue:
		return fmt.Errorf("%q is no option of %s: want %s", c.value, s.kind.name, s.kind.accepts())
	case !s.kind.run:
		return nil
	case !c.hasValue:
		return fmt.Errorf("the folder of a run is missing: want %s", s.kind.example)
	}
	s.run, s.generation = c.value, alphazero.Newest
	at := strings.LastIndexByte(c.value, '@')
	if at < 0 {
		return nil
	}
	number := c.value[at+1:]
	generation, err := strconv.Atoi(number)
	if err != nil || generation < 0 || number[0] == '+' || number[0] == '-' {
		return fmt.Errorf("generation %q after the @: want a whole number from 0", number)
	}
	if at == 0 {
		return fmt.Errorf("the folder of a run is missing before the @: want %s", s.kind.example)
	}
	s.run, s.generation = c.value[:at], generation
	return nil
}

// readOptions fills numbers.
func (s *Spec) readOptions(given []pair) error {
	for _, p := range given {
		i := slices.IndexFunc(s.kind.options, func(o option) bool { return o.name == p.key })
		if i < 0 {
			return fmt.Errorf("unknown option %q of %s: want %s", p.key, s.kind.name, s.kind.accepts())
		}
		if s.numbers[i] != 0 {
			return fmt.Errorf("option %s is given twice", p.key)
		}
		n, err := strconv.Atoi(p.value)
		if most := s.kind.options[i].most; err != nil || n < 1 || n > most {
			return fmt.Errorf("%s=%s: want a whole number from 1 to %d", p.key, p.value, most)
		}
		s.numbers[i] = n
	}
	for i, o := range s.kind.options {
		if o.required && s.numbers[i] == 0 {
			return fmt.Errorf("option %s is missing: want %s", o.name, s.kind.example)
		}
	}
	return nil
}

// accepts tells what may follow the name of the agent.
func (k *kind) accepts() string {
	if len(k.options) == 0 {
		return "nothing after the name"
	}
	var all []string
	for _, o := range k.options {
		all = append(all, o.name+"=N")
	}
	return strings.Join(all, ", ")
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
	var items []string
	if s.kind.run {
		run := s.run
		if s.generation != alphazero.Newest {
			run = fmt.Sprintf("%s@%d", run, s.generation)
		}
		items = append(items, quote(run))
	}
	for i, o := range s.kind.options {
		if s.numbers[i] != 0 {
			items = append(items, fmt.Sprintf("%s=%d", o.name, s.numbers[i]))
		}
	}
	if len(items) == 0 {
		return s.kind.name
	}
	return s.kind.name + ":" + strings.Join(items, ",")
}
