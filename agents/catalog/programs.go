package catalog

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/gtp"
	"github.com/tengen-rl/tengen/agents/uci"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/child"
)

// program is what Spec holds of an agent that is a program of others.
type program struct {
	line     string // the command line as written; empty if the agent is none
	variant  string // of chess, as the program calls it; empty is the world's name
	settings []pair // options of the program itself, in their order
}

// setting is what the name of an option of the program itself begins with.
const setting = "option."

// readProgram reads the command line of an agent that is a program, and takes
// the options that are the program's or text out of those given.
func (s *Spec) readProgram(c *call) error {
	if !s.kind.program {
		return nil
	}
	if !c.hasValue {
		return fmt.Errorf("the command of a program is missing: want %s", s.kind.example)
	}
	if _, err := child.Words(c.value); err != nil {
		return err
	}
	s.program.line = c.value
	if !s.kind.settings {
		return nil
	}
	var rest []pair
	for _, p := range c.options {
		name, isSetting := strings.CutPrefix(p.key, setting)
		switch {
		case p.key == "variant" && s.program.variant != "":
			return fmt.Errorf("option variant is given twice")
		case p.key == "variant":
			s.program.variant = p.value
		case !isSetting:
			rest = append(rest, p)
		case name == "":
			return fmt.Errorf("the name of an option is missing: want option.NAME=value")
		case slices.ContainsFunc(s.program.settings, func(o pair) bool { return o.key == name }):
			return fmt.Errorf("option.%s is given twice", name)
		default:
			s.program.settings = append(s.program.settings, pair{name, p.value})
		}
	}
	c.options = rest
	return nil
}

// items is the program as Parse reads it: what comes first, and what comes
// last.
func (p program) items() (first, last []string) {
	if p.line == "" {
		return nil, nil
	}
	if p.variant != "" {
		last = append(last, "variant="+quoteText(p.variant))
	}
	for _, o := range p.settings {
		last = append(last, setting+o.key+"="+quoteText(o.value))
	}
	return []string{quote(p.line)}, last
}

func plainChess(world envs.Spec) error {
	kin := []string{"chess", "gardner", "losalamos"}
	if name, _, _ := strings.Cut(world.Name, ":"); !slices.Contains(kin, name) {
		return fmt.Errorf("it plays %s; not %s", strings.Join(kin, ", "), world.Name)
	}
	return nil
}

func makeGTP(s Spec, game envs.Game, _ *rand.Rand) (agents.Agent, error) {
	config := gtp.AgentConfig{Command: s.program.words(), Start: s.time("start"), Move: s.time("move")}
	return orNil(gtp.NewAgent(context.Background(), game, config))
}

func makeUCI(s Spec, game envs.Game, _ *rand.Rand) (agents.Agent, error) {
	config := uci.AgentConfig{
		Command: s.program.words(), Variant: s.program.variant, Start: s.time("start"), Move: s.time("move"),
		Limit: uci.Limit{Nodes: s.number("nodes"), Depth: s.number("depth"), Time: s.time("time")},
	}
	for _, o := range s.program.settings {
		config.Options = append(config.Options, uci.Option{Name: o.key, Value: o.value})
	}
	return orNil(uci.NewAgent(context.Background(), game.(chess.Game), config))
}

// orNil keeps a nil pointer from passing for an agent.
func orNil[A agents.Agent](agent A, err error) (agents.Agent, error) {
	if err != nil {
		return nil, err
	}
	return agent, nil
}

// words is the command, which Parse has seen to be right.
func (p program) words() []string {
	words, err := child.Words(p.line)
	if err != nil {
		panic(err)
	}
	return words
}

// time returns an option that is a time, 0 if it was left out.
func (s Spec) time(name string) time.Duration {
	return time.Duration(s.number(name)) * time.Millisecond
}
