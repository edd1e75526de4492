package main

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/cli"
)

// recordedWorlds returns the world of each record of a file: that of --game, with
// what the record tells where its name leaves it open. What of the rules cannot
// be had is told once.
func recordedWorlds(std *cli.Streams, file, name string, game envs.Game) func(gamefile.Header) (envs.Game, error) {
	told := map[string]bool{}
	return func(h gamefile.Header) (envs.Game, error) {
		if h == (gamefile.Header{}) {
			return game, nil
		}
		name, note := recorded(name, h)
		if note != "" && !told[note] {
			fmt.Fprintf(std.Err, "%s: %s\n", file, note)
			told[note] = true
		}
		return envcatalog.Game(name)
	}
}

// recorded is the name of a world with what the header of a record tells where
// the name leaves it open: the size of the board, and in Go komi and rules. An
// option of the name prevails. The note says what of the rules cannot be had.
func recorded(name string, h gamefile.Header) (full, note string) {
	family, arguments, _ := strings.Cut(name, ":")
	var options []string
	size, named := "", map[string]bool{}
	for i, word := range strings.Split(arguments, ",") {
		option, _, _ := strings.Cut(word, "=")
		switch {
		case i == 0 && word != "" && strings.Trim(word, "0123456789/") == "":
			size = word
		case word != "":
			options = append(options, word)
			named[option] = true
		}
	}
	if size == "" && h.Side > 0 {
		size = fmt.Sprint(h.Side)
	}
	if family == "go" && h.Rules != "" && !named["rules"] {
		rules, territory, ok := goban.RulesCalled(h.Rules)
		switch {
		case !ok:
			note = fmt.Sprintf("the rules %q of the record (RU) are not known here; those of --game serve", h.Rules)
		case territory:
			note = fmt.Sprintf("the rules %q of the record (RU) count territory, which is not known here; the area is counted, as in China", h.Rules)
		}
		if ok {
			options = append(options, "rules="+rules)
		}
	}
	if family == "go" && h.Komi != "" && !named["komi"] {
		options = append(options, "komi="+h.Komi)
	}
	if size != "" {
		options = append([]string{size}, options...)
	}
	if len(options) == 0 {
		return family, note
	}
	return family + ":" + strings.Join(options, ","), note
}
