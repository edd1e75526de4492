package gtp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// goCommands are those of Go alone.
var goCommands = []command{
	{name: "komi", goOnly: true, run: komi},
	{name: "fixed_handicap", goOnly: true, run: fixedHandicap},
	{name: "place_free_handicap", goOnly: true, run: placeFreeHandicap},
	{name: "set_free_handicap", goOnly: true, run: setFreeHandicap},
	{name: "final_status_list", goOnly: true, run: finalStatusList},
	{name: "loadsgf", goOnly: true, run: loadSGF},
	{name: "kata-get-rules", goOnly: true, run: getRules},
	{name: "kata-set-rules", goOnly: true, run: setRules},
	{name: "kgs-rules", goOnly: true, run: setRules},
	{name: "ownership", goOnly: true, run: ownership},
	{name: "pass_alive", goOnly: true, run: passAlive},
}

// change changes the configuration in the middle of a game: the moves so far
// stay.
func (e *Engine) change(c goban.Config) error {
	if c == e.goban().Config() {
		return nil
	}
	old := e.table
	game, err := goban.New(c)
	if err == nil {
		err = e.renew(game)
	}
	if err != nil {
		return err
	}
	e.table.start.CopyFrom(old.start)
	e.table.at.CopyFrom(old.at)
	e.table.moves, e.table.clock = old.moves, old.clock
	return nil
}

func komi(e *Engine, _ context.Context, arguments []string) (string, error) {
	if len(arguments) != 1 {
		return "", errSyntax
	}
	n, err := strconv.ParseFloat(arguments[0], 64)
	if err != nil {
		return "", errSyntax
	}
	c := e.goban().Config()
	c.Komi = n
	return "", e.change(c)
}

// empty tells whether no stone is on the board and no move was made.
func (e *Engine) empty() bool {
	s := e.table.at.(*goban.State)
	for a := range e.goban().Pass() {
		if s.At(a) != envs.Over {
			return false
		}
	}
	return len(e.table.moves) == 0
}

var errNotEmpty = errors.New("board not empty")

func fixedHandicap(e *Engine, _ context.Context, arguments []string) (string, error) {
	n, err := wholeNumber(arguments)
	if err != nil {
		return "", err
	}
	if !e.empty() {
		return "", errNotEmpty
	}
	points := goban.FixedHandicap(e.goban().Config().Size, n)
	if points == nil {
		return "", errors.New("invalid number of stones")
	}
	return e.placeHandicap(points)
}

// placeFreeHandicap chooses the points: those of a fixed handicap as far as
// there are any, then each time the point that is farthest from all stones
// and not on the edge.
func placeFreeHandicap(e *Engine, _ context.Context, arguments []string) (string, error) {
	n, err := wholeNumber(arguments)
	if err != nil {
		return "", err
	}
	size := e.goban().Config().Size
	if !e.empty() {
		return "", errNotEmpty
	}
	if most := size * size / 2; n < 2 || n > most {
		return "", fmt.Errorf("invalid number of stones: want 2 to %d", most)
	}
	var points []envs.Action
	for fixed := min(n, 9); fixed >= 2 && points == nil; fixed-- {
		points = goban.FixedHandicap(size, fixed)
	}
	for len(points) < n {
		points = append(points, farthest(size, points))
	}
	return e.placeHandicap(points)
}

// farthest is the free point with the greatest distance from the nearest of
// points; an edge counts as near.
func farthest(size int, points []envs.Action) envs.Action {
	best, most := envs.Action(0), -1
	for a := range envs.Action(size * size) {
		row, col := int(a)/size, int(a)%size
		if slices.Contains(points, a) {
			continue
		}
		near := 2 * min(row, col, size-1-row, size-1-col)
		for _, p := range points {
			near = min(near, abs(int(p)/size-row)+abs(int(p)%size-col))
		}
		if near > most {
			best, most = a, near
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

func setFreeHandicap(e *Engine, _ context.Context, arguments []string) (string, error) {
	if !e.empty() {
		return "", errNotEmpty
	}
	size := e.goban().Config().Size
	bad := errors.New("bad vertex list")
	var points []envs.Action
	for _, text := range arguments {
		a, ok := goban.ParseVertex(size, text)
		if !ok || a == e.goban().Pass() || slices.Contains(points, a) {
			return "", bad
		}
		points = append(points, a)
	}
	if len(points) < 2 || len(points) >= size*size {
		return "", bad
	}
	return e.placeHandicap(points)
}

// placeHandicap begins the game with black stones on the points, White to
// move.
func (e *Engine) placeHandicap(points []envs.Action) (string, error) {
	stones := make([]goban.Stone, len(points))
	names := make([]string, len(points))
	for i, a := range points {
		stones[i] = goban.Stone{Point: a, Seat: 0}
		names[i] = goban.FormatVertex(e.goban().Config().Size, a)
	}
	start := e.table.start.(*goban.State)
	if err := start.Edit(stones...); err != nil {
		return "", err
	}
	start.Resume(1)
	e.table.rewind()
	e.synced = false
	return strings.Join(names, " "), nil
}

// randomGames is how many are played to guess what is dead.
const randomGames = 400

// counted returns the position without the stones that look dead.
func (e *Engine) counted() (*goban.State, error) {
	s := e.goban().New(0).(*goban.State)
	s.CopyFrom(e.table.at)
	return s, s.Remove(s.Dead(randomGames, e.config.Random))
}

// finalStatusList lists the chains that look alive or dead, one a line. No
// chain is said to live in seki: what looks dead is told by random games,
// which do not know it.
func finalStatusList(e *Engine, _ context.Context, arguments []string) (string, error) {
	if len(arguments) != 1 || !slices.Contains([]string{"alive", "dead", "seki"}, arguments[0]) {
		return "", errSyntax
	}
	if arguments[0] == "seki" {
		return "", nil
	}
	s := e.table.at.(*goban.State)
	dead := s.Dead(randomGames, e.config.Random)
	seen := map[envs.Action]bool{}
	var lines []string
	for a := range e.goban().Pass() {
		isDead := slices.Contains(dead, a)
		if s.At(a) == envs.Over || seen[a] || isDead != (arguments[0] == "dead") {
			continue
		}
		var names []string
		for _, p := range s.Chain(a) {
			seen[p] = true
			names = append(names, goban.FormatVertex(e.goban().Config().Size, p))
		}
		lines = append(lines, strings.Join(names, " "))
	}
	return strings.Join(lines, "\n"), nil
}

// ownership is a board of numbers, 1 for Black's points to -1 for White's, as
// GoGui shows them.
func ownership(e *Engine, _ context.Context, _ []string) (string, error) {
	return e.board(func(cell int, owners []float32) string {
		return strconv.FormatFloat(float64(owners[cell]), 'f', 2, 32)
	}), nil
}

// passAlive is a board of B and W, lower case for empty points.
func passAlive(e *Engine, _ context.Context, _ []string) (string, error) {
	s := e.table.at.(*goban.State)
	size := e.goban().Config().Size
	owners := make([]envs.Player, size*size)
	s.PassAlive(owners)
	var text strings.Builder
	for cell, owner := range owners {
		letter := "?"
		if owner != envs.Over {
			letter = "BW"[owner : owner+1]
		}
		if s.At(envs.Action(cell)) != owner {
			letter = strings.ToLower(letter)
		}
		text.WriteString(separator(cell, size) + letter)
	}
	return text.String(), nil
}

// survey stores who will own each point, 1 for Black's to -1 for White's: as the
// agent says, or else as random games do.
func (e *Engine) survey(s *goban.State, owners []float32) {
	if surveyor, ok := agents.Power[agents.Surveyor](e.agent); ok && s.ToPlay() != envs.Over {
		surveyor.Survey(s, owners)
		return
	}
	goban.NewRollout().Ownership(s, randomGames, e.config.Random, owners)
}

// board writes a word a point, from what a survey tells of ownership.
func (e *Engine) board(word func(cell int, owners []float32) string) string {
	size := e.goban().Config().Size
	owners := make([]float32, size*size)
	e.survey(e.table.at.(*goban.State), owners)
	var text strings.Builder
	for cell := range owners {
		text.WriteString(separator(cell, size) + word(cell, owners))
	}
	return text.String()
}

// separator stands before a point: rows begin on a line of their own.
func separator(cell, size int) string {
	if cell%size == 0 {
		return "\n"
	}
	return " "
}

// rules are what a controller may change of the rules by name.
type rules struct {
	Ko         string `json:"ko"`
	Scoring    string `json:"scoring"`
	Tax        string `json:"tax"`
	Suicide    bool   `json:"suicide"`
	HasButton  bool   `json:"hasButton"`
	Handicap   string `json:"whiteHandicapBonus"`
	FriendlyOK bool   `json:"friendlyPassOk"`
}

// rulesOf are the rules of a configuration, as kata-get-rules tells them.
func rulesOf(c goban.Config) rules {
	return rules{Ko: koTexts[c.Ko], Scoring: "AREA", Tax: "NONE", Suicide: c.Suicide, Handicap: "0"}
}

func getRules(e *Engine, _ context.Context, _ []string) (string, error) {
	text, err := json.Marshal(rulesOf(e.goban().Config()))
	return string(text), err
}

// setRules takes the name of a rule set, or the object that kata-get-rules
// writes.
func setRules(e *Engine, _ context.Context, arguments []string) (string, error) {
	c, text := e.goban().Config(), strings.Join(arguments, " ")
	if !strings.HasPrefix(text, "{") {
		named, err := goban.ParseConfig("rules=" + strings.ToLower(text))
		if err != nil {
			return "", fmt.Errorf("unknown rules %q: %w", text, err)
		}
		c.Ko, c.Suicide = named.Ko, named.Suicide
		return "", e.change(c)
	}
	r := rulesOf(c)
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return "", fmt.Errorf("rules: %w", err)
	}
	ko := slices.Index(koTexts[:], r.Ko)
	if ko < 0 || r.Scoring != "AREA" || r.Tax != "NONE" || r.HasButton {
		return "", fmt.Errorf("rules %s: want ko one of %s, scoring AREA, tax NONE and no button", text, strings.Join(koTexts[:], ", "))
	}
	c.Ko, c.Suicide = goban.Ko(ko), r.Suicide
	return "", e.change(c)
}
