package tournament

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Format is how it is decided who plays whom.
type Format string

// The formats.
const (
	Match      Format = "match"      // two players
	RoundRobin Format = "roundrobin" // everybody against everybody
	Gauntlet   Format = "gauntlet"   // the first players against all others
	Swiss      Format = "swiss"      // in rounds, those of equal points against each other
	Ladder     Format = "ladder"     // everybody against the next few in the order of the file
)

var formats = []Format{Match, RoundRobin, Gauntlet, Swiss, Ladder}

const formatNames = "match, roundrobin, gauntlet, swiss or ladder"

// Config is a tournament as its file describes it. Parse reads it.
type Config struct {
	Name        string `toml:"name"`        // what the store keeps it under
	Game        string `toml:"game"`        // the world
	Format      Format `toml:"format"`      // match, roundrobin, gauntlet, swiss or ladder
	Games       int    `toml:"games"`       // of each encounter; even but in a match
	Rounds      int    `toml:"rounds"`      // of a Swiss system
	Challengers int    `toml:"challengers"` // how many of the players run the gauntlet
	Neighbours  int    `toml:"neighbours"`  // how many of the next players each meets on a ladder
	Seed        uint64 `toml:"seed"`        // of openings and agents
	Concurrency int    `toml:"concurrency"` // games at once, 0 is one a processor; changes no game

	Clock  string        `toml:"clock"`  // of every player that has none of its own; arena.ParseControl
	Margin time.Duration `toml:"margin"` // by which a move may overstep its clock
	Limit  time.Duration `toml:"limit"`  // for every answer of an agent, clock or none; 0 is none

	Openings     Openings     `toml:"openings"`
	Adjudication Adjudication `toml:"adjudication"`
	SPRT         *SPRT        `toml:"sprt"` // ends a match when it has shown enough
	Rating       Rating       `toml:"rating"`
	Players      []Player     `toml:"player"`
}

// Player is one who takes part.
type Player struct {
	Name  string `toml:"name"`  // as tables show it; the agent if it is empty
	Agent string `toml:"agent"` // a line of text, as agents/catalog reads it
	Clock string `toml:"clock"` // its own, as in Config
}

// Openings is what games begin with.
type Openings struct {
	Plies int    `toml:"plies"` // random moves; with a book, moves of each game of it, 0 being all
	Book  string `toml:"book"`  // a file, as package book reads it; empty for random moves
	Order string `toml:"order"` // of a book: random, or that of the file (file)
}

// Adjudication is arena.Adjudication as a file has it.
type Adjudication struct {
	Resign      float32 `toml:"resign"`
	ResignMoves int     `toml:"resign_moves"`
	Draw        float32 `toml:"draw"`
	DrawMoves   int     `toml:"draw_moves"`
	DrawFrom    int     `toml:"draw_from"`
	MaxPlies    int     `toml:"max_plies"`
}

// SPRT is rating.SPRT as a file has it.
type SPRT struct {
	Elo0  float64 `toml:"elo0"`
	Elo1  float64 `toml:"elo1"`
	Alpha float64 `toml:"alpha"`
	Beta  float64 `toml:"beta"`
	Model string  `toml:"model"` // pentanomial (by pairs) or trinomial (by games)
	Scale string  `toml:"scale"` // logistic or normalised
}

// Rating is what ratings are anchored to.
type Rating struct {
	Anchor string  `toml:"anchor"` // a player's name; the first player if it is empty
	Elo    float64 `toml:"elo"`    // of the anchor
}

// Default is the config that files and flags change.
func Default() Config {
	return Config{
		Format: RoundRobin, Games: 2, Challengers: 1, Neighbours: 2, Seed: 1, Margin: 20 * time.Millisecond,
		Openings: Openings{Order: "random"},
	}
}

// Parse reads a tournament file. A key that is none of a Config is an error,
// and so is whatever Check does not accept.
func Parse(text string) (Config, error) {
	c := Default()
	meta, err := toml.Decode(text, &c)
	if err != nil {
		return Config{}, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Config{}, fmt.Errorf("unknown key %q: want one of %s", unknown[0], strings.Join(keys(), ", "))
	}
	if s := c.SPRT; s != nil {
		for key, field := range map[string]*float64{"alpha": &s.Alpha, "beta": &s.Beta} {
			if !meta.IsDefined("sprt", key) {
				*field = DefaultSPRT().Alpha
			}
		}
	}
	c.fill()
	return c, c.Check()
}

// DefaultSPRT is the test that files and flags change.
func DefaultSPRT() SPRT {
	return SPRT{Alpha: 0.05, Beta: 0.05, Model: "pentanomial", Scale: "logistic"}
}

// fill completes what a file may leave out.
func (c *Config) fill() {
	for i := range c.Players {
		if c.Players[i].Name == "" {
			c.Players[i].Name = c.Players[i].Agent
		}
	}
	if s, d := c.SPRT, DefaultSPRT(); s != nil {
		s.Model, s.Scale = or(s.Model, d.Model), or(s.Scale, d.Scale)
	}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// keys returns the keys of a file.
func keys() []string {
	var text strings.Builder
	if err := toml.NewEncoder(&text).Encode(Config{SPRT: &SPRT{}, Players: make([]Player, 1)}); err != nil {
		panic(err)
	}
	var all map[string]any
	meta, err := toml.Decode(text.String(), &all)
	if err != nil {
		panic(err)
	}
	var names []string
	for _, key := range meta.Keys() {
		if kind := meta.Type(key...); kind != "Hash" && kind != "ArrayHash" {
			names = append(names, key.String())
		}
	}
	slices.Sort(names)
	return names
}

// Check returns an error that names the first value out of its range.
func (c *Config) Check() error {
	for _, r := range []struct {
		key           string
		value, lo, hi float64
	}{
		{"games", float64(c.Games), 1, 1e7},
		{"rounds", float64(c.Rounds), 0, 1e4},
		{"concurrency", float64(c.Concurrency), 0, 1e4},
		{"margin", c.Margin.Seconds(), 0, 3600},
		{"limit", c.Limit.Seconds(), 0, 1e6},
		{"openings.plies", float64(c.Openings.Plies), 0, 1e4},
		{"adjudication.resign", float64(c.Adjudication.Resign), 0, 1e6},
		{"adjudication.resign_moves", float64(c.Adjudication.ResignMoves), 0, 1e6},
		{"adjudication.draw", float64(c.Adjudication.Draw), 0, 1e6},
		{"adjudication.draw_moves", float64(c.Adjudication.DrawMoves), 0, 1e6},
		{"adjudication.draw_from", float64(c.Adjudication.DrawFrom), 0, 1e6},
		{"adjudication.max_plies", float64(c.Adjudication.MaxPlies), 0, 1e6},
		{"rating.elo", c.Rating.Elo, -1e5, 1e5},
	} {
		if !(r.value >= r.lo && r.value <= r.hi) { // catches NaN, too
			return fmt.Errorf("%s is %v; it should be between %v and %v", r.key, r.value, r.lo, r.hi)
		}
	}
	if c.Name == "" {
		return errors.New("name is missing; it should tell the tournament from others in its store")
	}
	if o := c.Openings.Order; o != "random" && o != "file" {
		return fmt.Errorf("openings.order is %q; it should be random or file", o)
	}
	if err := c.checkPlayers(); err != nil {
		return err
	}
	if err := c.checkFormat(); err != nil {
		return err
	}
	return c.checkSPRT()
}

func (c *Config) checkPlayers() error {
	if len(c.Players) < 2 {
		return fmt.Errorf("players: %d; a tournament wants two [[player]] tables or more", len(c.Players))
	}
	for i, p := range c.Players {
		if p.Agent == "" {
			return fmt.Errorf("player %d has no agent", i+1)
		}
		for _, q := range c.Players[:i] {
			if p.Name == q.Name {
				return fmt.Errorf("two players have the name %q; give each a name of its own", p.Name)
			}
		}
		if _, err := c.Control(i); err != nil {
			return fmt.Errorf("player %q: %w", p.Name, err)
		}
	}
	if c.Rating.Anchor != "" && c.Anchor() < 0 {
		return fmt.Errorf("rating.anchor is %q, who does not take part", c.Rating.Anchor)
	}
	return nil
}

func (c *Config) checkFormat() error {
	n := len(c.Players)
	if !slices.Contains(formats, c.Format) {
		return fmt.Errorf("format is %q; it should be %s", c.Format, formatNames)
	}
	switch {
	case c.Format == Match && n != 2:
		return fmt.Errorf("players: %d; a match has two", n)
	case c.Format != Match && c.Games%2 != 0:
		return fmt.Errorf("games is %d; it should be even, so that everybody has either seat of every opening", c.Games)
	case c.Format == Swiss && c.Rounds < 1:
		return fmt.Errorf("rounds is %d; a Swiss system wants 1 or more", c.Rounds)
	case c.Format != Swiss && c.Rounds != 0:
		return fmt.Errorf("rounds is %d; only a Swiss system has rounds", c.Rounds)
	case c.Format == Gauntlet && (c.Challengers < 1 || c.Challengers >= n):
		return fmt.Errorf("challengers is %d of %d players; want at least one, and one whom they meet", c.Challengers, n)
	case c.Format == Ladder && c.Neighbours < 1:
		return fmt.Errorf("neighbours is %d; a ladder wants 1 or more", c.Neighbours)
	}
	return nil
}

func (c *Config) checkSPRT() error {
	s := c.SPRT
	switch {
	case s == nil:
		return nil
	case c.Format != Match:
		return fmt.Errorf("sprt: a test is of a match, not of the format %s", c.Format)
	case s.Model != "pentanomial" && s.Model != "trinomial":
		return fmt.Errorf("sprt.model is %q; it should be pentanomial or trinomial", s.Model)
	case s.Scale != "logistic" && s.Scale != "normalised":
		return fmt.Errorf("sprt.scale is %q; it should be logistic or normalised", s.Scale)
	}
	if err := s.Test().Check(); err != nil {
		return fmt.Errorf("sprt: %w", err)
	}
	return nil
}

// Test returns the test.
func (s *SPRT) Test() rating.SPRT {
	t := rating.SPRT{Elo0: s.Elo0, Elo1: s.Elo1, Alpha: s.Alpha, Beta: s.Beta}
	if s.Scale == "normalised" {
		t.Scale = rating.Normalised
	}
	return t
}

// Control returns the clock of a player.
func (c *Config) Control(player int) (arena.Control, error) {
	text := or(c.Players[player].Clock, c.Clock)
	if text == "" {
		return arena.Control{}, nil
	}
	return arena.ParseControl(text)
}

// Anchor returns the number of the player whom ratings are anchored to, -1 if
// there is no such player.
func (c *Config) Anchor() int {
	if c.Rating.Anchor == "" {
		return 0
	}
	return slices.IndexFunc(c.Players, func(p Player) bool { return p.Name == c.Rating.Anchor })
}

// OpeningsWanted is how many openings the games need: one for each pair of
// games that two players play one after the other.
func (c *Config) OpeningsWanted() int {
	pairs := (c.Games + 1) / 2
	if c.Format == Swiss {
		return c.Rounds * pairs
	}
	return pairs
}

// GamesInAll is how many games there are, if no test ends them before.
func (c *Config) GamesInAll() int {
	if c.Format == Swiss {
		return c.Rounds * (len(c.Players) / 2) * c.Games
	}
	return len(c.encounters()) * c.Games
}

// Identity is everything that decides the games, as text: the same for two
// configs whose games are the same. A tournament is gone on with only by the
// config that began it.
func (c *Config) Identity(openings []arena.Opening) string {
	same := *c
	same.Name, same.Concurrency, same.SPRT, same.Rating = "", 0, nil, Rating{}
	same.Openings = Openings{}
	digest := uint64(0)
	for _, o := range openings {
		digest = seed.Mix(digest, o.Seed)
		for _, b := range []byte(o.Position) {
			digest = seed.Mix(digest, uint64(b))
		}
		for _, a := range o.Actions {
			digest = seed.Mix(digest, uint64(a)+256)
		}
	}
	text, err := json.Marshal(struct {
		Config
		Digest string
	}{same, fmt.Sprintf("%016x", digest)})
	if err != nil {
		panic(err)
	}
	return string(text)
}
