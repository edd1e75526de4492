package uci

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs/chess"
)

// option is something that the controller can set.
type option struct {
	name string
	form string // type, default and range as the protocol writes them
	set  func(value string) error
}

// variants are the games that UCI_Variant chooses from.
var variants = []chess.Game{chess.New(), chess.Gardner(), chess.LosAlamos()}

// options returns what can be set, with the values that the engine was made
// with as defaults.
func (e *Engine) options() []option {
	all := []option{
		{variantOption, "combo default " + family(e.config.Game) + " var " + strings.Join(families(), " var "), e.setVariant},
		{"MultiPV", fmt.Sprintf("spin default 1 min 1 max %d", mostLines), spin(&e.multiPV, 1, mostLines)},
		{"UCI_ShowWDL", "check default false", check(&e.showWDL)},
		{"Ponder", "check default false", check(&e.ponders)},
	}
	for i, s := range e.config.Settings {
		all = append(all, option{s.Name, fmt.Sprintf("spin default %d min %d max %d", s.Value, s.Least, s.Most), func(value string) error {
			changed := slices.Clone(e.settings)
			if err := spin(&changed[i], s.Least, s.Most)(value); err != nil {
				return err
			}
			return e.renew(e.game, changed)
		}})
	}
	return all
}

// setOption sets an option. Names are not case sensitive.
func setOption(e *Engine, _ context.Context, arguments []string) error {
	if len(arguments) == 0 || arguments[0] != "name" {
		return errors.New("want name, and the name of an option")
	}
	words, value := arguments[1:], ""
	if i := slices.Index(words, "value"); i >= 0 {
		words, value = words[:i], strings.Join(words[i+1:], " ")
	}
	name := strings.Join(words, " ")
	all := e.options()
	i := slices.IndexFunc(all, func(o option) bool { return strings.EqualFold(o.name, name) })
	if i < 0 {
		var names []string
		for _, o := range all {
			names = append(names, o.name)
		}
		return fmt.Errorf("no option %q: want one of %s", excerpt(name), strings.Join(names, ", "))
	}
	if err := all[i].set(value); err != nil {
		return fmt.Errorf("%s %q: %w", all[i].name, excerpt(value), err)
	}
	return nil
}

func check(dst *bool) func(string) error {
	return func(value string) error {
		if value != "true" && value != "false" {
			return errors.New("want true or false")
		}
		*dst = value == "true"
		return nil
	}
}

func spin(dst *int, least, most int) func(string) error {
	return func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most {
			return fmt.Errorf("want a whole number from %d to %d", least, most)
		}
		*dst = n
		return nil
	}
}

// setVariant changes to another game, with the draws of the one before.
func (e *Engine) setVariant(value string) error {
	i := slices.Index(families(), strings.ToLower(value))
	if i < 0 {
		return fmt.Errorf("want one of %s", strings.Join(families(), ", "))
	}
	_, rules, _ := strings.Cut(e.game.Spec().Name, ":")
	game, err := variants[i].WithOptions(rules)
	if err == nil && game.Spec().Name != e.game.Spec().Name {
		err = e.renew(game, e.settings)
	}
	return err
}

func families() []string {
	var all []string
	for _, g := range variants {
		all = append(all, family(g))
	}
	return all
}

// family is the name of a game without its options.
func family(g chess.Game) string {
	name, _, _ := strings.Cut(g.Spec().Name, ":")
	return name
}
