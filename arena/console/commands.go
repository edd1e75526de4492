package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/durable"
)

// command is a word that a person may type instead of a move. What goes wrong
// for the person is said to them; an error ends the play.
type command struct {
	name, arguments, help string
	do                    func(c *Console, ctx context.Context, argument string) error
}

// commands are they, in the order of their help, which needs the list itself.
func commands() []command {
	return []command{
		{"hint", "", "the best moves, as the advisor sees them", (*Console).hint},
		{"undo", "[N]", "take back your last move, or N moves of either side", (*Console).undo},
		{"resign", "", "give the game up", (*Console).resign},
		{"save", "FILE", "keep the game, in a file that ends in " + gamefile.Formats, (*Console).save},
		{"load", "FILE [N]", "go on with the game, or game N, of a file", (*Console).load},
		{"new", "", "begin a new game", func(c *Console, ctx context.Context, _ string) error { return c.another(ctx) }},
		{"board", "", "show the board again", func(c *Console, _ context.Context, _ string) error { c.show(); return nil }},
		{"moves", "", "list the legal moves", (*Console).moves},
		{"help", "", "this", (*Console).help},
		{"quit", "", "leave", func(*Console, context.Context, string) error { return agents.ErrQuit }},
	}
}

// obey makes the move, or does what the command says, of a line.
func (c *Console) obey(ctx context.Context, line string) error {
	if line == "" {
		return nil
	}
	word, argument, _ := strings.Cut(line, " ")
	if word == "?" {
		word = "help"
	}
	for _, known := range commands() {
		if known.name == strings.ToLower(word) {
			return known.do(c, ctx, strings.TrimSpace(argument))
		}
	}
	if c.over() {
		c.say("The game is over; %q is no command: help lists them.\n", line)
		return nil
	}
	a, err := c.notation.ParseAction(c.state, line)
	if err != nil {
		c.say("%v\n", err)
		return nil
	}
	return c.play(ctx, a)
}

func (c *Console) help(context.Context, string) error {
	c.say("A move in the notation of %s, such as %s, or a command:\n", c.config.World.Spec().Name, c.example())
	for _, known := range commands() {
		c.say("  %-14s %s\n", strings.TrimSpace(known.name+" "+known.arguments), known.help)
	}
	return nil
}

// example is a move that could be made.
func (c *Console) example() string {
	if c.state.ToPlay() == envs.Over {
		return c.notation.FormatAction(c.start.Start(c.config.World), c.start.Start(c.config.World).Legal(nil)[0])
	}
	return c.notation.FormatAction(c.state, c.state.Legal(nil)[0])
}

func (c *Console) moves(context.Context, string) error {
	if c.over() {
		c.say("The game is over.\n")
		return nil
	}
	c.say("%s\n", strings.Join(agents.Moves(c.notation, c.state), " "))
	return nil
}

// How many moves a hint shows, and how long a line of each.
const (
	mostHints = 5
	shownLine = 8
)

// hint asks the advisor about the position.
func (c *Console) hint(ctx context.Context, _ string) error {
	switch {
	case c.over():
		c.say("The game is over.\n")
		return nil
	case c.config.Advisor == nil:
		c.say("There is nobody to ask.\n")
		return nil
	}
	c.config.Advisor.Reset()
	if f, ok := agents.Power[agents.Follower](c.config.Advisor); ok {
		if err := f.Begin(ctx, c.state); err != nil {
			c.say("no hint: %v\n", err)
			return ctx.Err()
		}
	}
	thought, err := agents.Analyze(ctx, c.config.Advisor, c.state, agents.Query{Lines: mostHints})
	if err != nil {
		c.say("no hint: %v\n", err)
		return ctx.Err()
	}
	for i, candidate := range thought.Candidates[:min(len(thought.Candidates), mostHints)] {
		c.say("%2d. %s\n", i+1, c.describe(candidate))
	}
	return nil
}

// describe is a candidate in words, with the line that is expected.
func (c *Console) describe(candidate agents.Candidate) string {
	text := fmt.Sprintf("%-6s", c.notation.FormatAction(c.state, candidate.Action))
	if v := candidate.Values; len(v) == 2 {
		text += fmt.Sprintf(" %5.1f %%", 100*agents.WinRate(v[c.state.ToPlay()]))
	} else if v != nil {
		text += fmt.Sprintf(" %8.3f", v[c.state.ToPlay()])
	}
	if candidate.Visits > 0 {
		text += fmt.Sprintf(" %7d visits", candidate.Visits)
	}
	if then := agents.LineNames(c.config.World, c.state, candidate.Line, shownLine); len(then) > 1 {
		text += "  then " + strings.Join(then[1:], " ")
	}
	return text
}

// undo takes moves back: a number of them, or up to where a person moved last.
func (c *Console) undo(ctx context.Context, argument string) error {
	keep := len(c.actions) - 1
	if argument != "" {
		n, err := strconv.Atoi(argument)
		if err != nil || n < 1 || n > len(c.actions) {
			c.say("undo %s: want a number of moves, 1 to %d\n", argument, len(c.actions))
			return nil
		}
		keep = len(c.actions) - n
	} else {
		for keep >= 0 && c.config.Players[c.moverAt(keep)].Agent != nil {
			keep--
		}
	}
	if c.gaveUp != envs.Over && argument == "" {
		keep = len(c.actions) // what is taken back is the end
	}
	if keep < 0 {
		c.say("There is no move of yours to take back.\n")
		return nil
	}
	c.gaveUp = envs.Over
	return c.replay(ctx, append([]envs.Action(nil), c.actions[:keep]...))
}

// moverAt is the seat that made the move of a number.
func (c *Console) moverAt(ply int) envs.Player {
	s := c.start.Start(c.config.World)
	for _, a := range c.actions[:ply] {
		s.Play(a)
	}
	return s.ToPlay()
}

func (c *Console) resign(context.Context, string) error {
	switch {
	case c.over():
		c.say("The game is over.\n")
	case len(c.config.Players) != 2:
		c.say("Only one of two can resign; quit leaves the game.\n")
	default:
		c.giveUp(c.state.ToPlay())
	}
	return nil
}

// save writes the game to a file.
func (c *Console) save(_ context.Context, file string) error {
	if err := c.Save(file); err != nil {
		c.say("not saved: %v\n", err)
		return nil
	}
	c.say("saved to %s\n", file)
	return nil
}

// Save writes the game to a file, whose ending tells the format. A file that
// is there is replaced only if the console has written it.
func (c *Console) Save(file string) error {
	world := c.config.World
	f, ok := gamefile.FormatOf(file)
	if !ok {
		return fmt.Errorf("%q: want a file that ends in %s; usual here is %s", file, gamefile.Formats, gamefile.Usual(world))
	}
	if err := f.Holds(world); err != nil {
		return err
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) && !c.ours[file] {
		return fmt.Errorf("%s is there already; want another name", file)
	}
	g := c.Game()
	err := durable.WriteFile(file, func(w io.Writer) error { return gamefile.Write(w, world, f, g) })
	c.ours[file] = c.ours[file] || err == nil
	return err
}

// load goes on with a game of a file.
func (c *Console) load(ctx context.Context, argument string) error {
	file, number := argument, 1
	if at := strings.LastIndexByte(argument, ' '); at >= 0 {
		if n, err := strconv.Atoi(argument[at+1:]); err == nil {
			file, number = strings.TrimSpace(argument[:at]), n
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		c.say("not loaded: %v\n", err)
		return nil
	}
	games, err := gamefile.Read(c.config.World, file, text)
	switch {
	case err != nil:
		c.say("not loaded: %v\n", err)
		return nil
	case number < 1 || number > len(games):
		c.say("not loaded: %s has games 1 to %d\n", file, len(games))
		return nil
	}
	return c.begin(ctx, *games[number-1])
}
