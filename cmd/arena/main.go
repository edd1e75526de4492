// Arena plays agents against each other, against a person and against
// positions whose answers are known, and shows and examines the worlds.
package main

import (
	"github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/internal/cli"
)

const (
	name        = "arena"
	description = "Agents in matches, against people and against the truth.\n\n" +
		"An agent is a line of text. What stands beside it may follow, with commas between:\n\n"
)

// commands is the command line, in the order of its help.
type commands struct {
	Match      matchCommand      `cmd:"" help:"Play two agents against each other."`
	Tournament tournamentCommand `cmd:"" help:"Play a tournament that a file describes."`
	Ladder     ladderCommand     `cmd:"" help:"Play the generations of a run against each other and rate them."`
	Ratings    ratingsCommand    `cmd:"" help:"Rate the players of a match or tournament that was kept."`
	Query      queryCommand      `cmd:"" help:"Ask the games that were kept."`
	Export     exportCommand     `cmd:"" help:"Write the games that were kept to files: SGF, PGN or text."`
	Play       playCommand       `cmd:"" help:"Play against an agent yourself, in the terminal."`
	Eval       evalCommand       `cmd:"" help:"Measure an agent by its mean return in a world of one seat, or show it there."`
	GTP        gtpCommand        `cmd:"" name:"gtp" help:"Speak the Go Text Protocol, for programs that show boards."`
	UCI        uciCommand        `cmd:"" name:"uci" help:"Speak the Universal Chess Interface, for programs that show chessboards."`
	Analyze    analyzeCommand    `cmd:"" help:"Judge the moves of a record, or serve analysis to programs."`
	Suite      suiteCommand      `cmd:"" help:"Ask an agent for its move in positions whose answers are known."`
	Games      gamesCommand      `cmd:"" help:"List the games."`
	Show       showCommand       `cmd:"" help:"Show a position."`
	Watch      watchCommand      `cmd:"" help:"Show games in a window: of a run, of a record, or of agents and you; M turns sound on."`
	Serve      serveCommand      `cmd:"" help:"Show a page in which a visitor plays agents, or watches a run."`
	Render     renderCommand     `cmd:"" help:"Draw a position or a game: PNG, SVG, GIF."`
	Check      checkCommand      `cmd:"" help:"Examine whether a game keeps the laws that agents rely on."`
	Perft      perftCommand      `cmd:"" help:"Count the move sequences of a position."`
}

func main() { cli.Main(name, description+catalog.Usage(), new(commands)) }
