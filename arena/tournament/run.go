package tournament

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/envs"
)

// Game is one game of a tournament.
type Game struct {
	Index   int       // from 0; names the game
	Round   int       // from 0; 0 in a tournament without rounds
	Seats   [2]int    // by seat: the player
	Numbers [2]uint64 // by seat: what the agent drew at random from
	*arena.Played
	Duplicate bool // the same two have played these very moves before, from the same seats
}

// sequence is the players and the moves of a game as a key of a map.
func (g *Game) sequence() string {
	key := fmt.Appendf(nil, "%d %d %s ", g.Seats[0], g.Seats[1], g.Position)
	for _, a := range g.Actions {
		key = binary.LittleEndian.AppendUint32(key, uint32(a))
	}
	return string(key)
}

// Tournament is one to be played, or gone on with.
type Tournament struct {
	Config   Config
	Game     envs.Game        // the world, of two seats
	Entrants []arena.Entrant  // by player; the clocks are those of the Config
	Openings []arena.Opening  // as many as Config.OpeningsWanted
	Now      func() time.Time // the watch

	// Known are the games played before, by index.
	Known map[int]*arena.Played

	// Watch, if not nil, is asked as a game begins who is to be told its
	// moves, nil for nobody, by several goroutines at once. What is told of
	// the game then is who plays it.
	Watch func(*Game) arena.Watcher

	// Keep, if not nil, is told each game that is played, as soon as it is
	// over, by one goroutine at a time. An error ends the tournament.
	Keep func(*Game) error

	// Each, if not nil, is told each game, the known ones included, in the
	// order of Index, and what all games so far add up to, by one goroutine
	// at a time. It keeps neither.
	Each func(*Game, *Standings)
}

// Play plays what is left to play and returns the standings. If the context
// ends, they are those so far, and the error is the context's. It panics if
// the Config does not pass its Check.
func (t *Tournament) Play(ctx context.Context) (*Standings, error) {
	c := &t.Config
	if err := c.Check(); err != nil {
		panic(fmt.Sprintf("tournament: %v", err))
	}
	s := newStandings(len(c.Players), c.Games)
	if players := t.Game.Spec().Players; players != 2 {
		return s, fmt.Errorf("a tournament is of games between two; %s has seats: %d", t.Game.Spec().Name, players)
	}
	if len(t.Entrants) != len(c.Players) || len(t.Openings) < c.OpeningsWanted() {
		panic(fmt.Sprintf("tournament: %d entrants and %d openings, want %d and %d",
			len(t.Entrants), len(t.Openings), len(c.Players), c.OpeningsWanted()))
	}
	if c.Format != Swiss {
		return s, t.play(ctx, t.newRound(0, 0, c.encounters()), s)
	}
	first := 0
	for number := range c.Rounds {
		meet, bye := t.pair(s)
		r := t.newRound(number, first, meet)
		first += len(r.games)
		if err := t.play(ctx, r, s); err != nil {
			return s, err
		}
		if bye >= 0 {
			s.Byes[bye]++
		}
	}
	return s, nil
}

// pair pairs the next round of a Swiss system.
func (t *Tournament) pair(s *Standings) ([]encounter, int) {
	n := len(t.Config.Players)
	points, played := make([]float64, n), make([][]int, n)
	for i := range n {
		points[i], played[i] = s.Points(i), make([]int, n)
		for j := range n {
			played[i][j] = s.Against(i, j).Games() / t.Config.Games
		}
	}
	return pairSwiss(points, played, s.Byes)
}

// play plays a round.
func (t *Tournament) play(ctx context.Context, r round, s *Standings) error {
	c := &t.Config
	runner := arena.Runner{
		Game: t.Game, Entrants: t.controlled(), Concurrency: c.Concurrency,
		Play: arena.PlayConfig{
			Now: t.Now, Margin: c.Margin, Limit: c.Limit,
			Adjudication: arena.Adjudication(c.Adjudication),
		},
		Over: func(index int, p *arena.Played) error {
			if t.Keep == nil {
				return nil
			}
			g := r.games[index]
			g.Played = p
			return t.Keep(&g)
		},
		Each: func(index int, p *arena.Played) bool {
			g := r.games[index]
			g.Played = p
			s.add(&g)
			if t.Each != nil {
				t.Each(&g, s)
			}
			return !t.decided(s)
		},
	}
	if t.Watch != nil {
		runner.Watch = func(index int) arena.Watcher {
			g := r.games[index]
			return t.Watch(&g)
		}
	}
	return runner.Run(ctx, r.fixtures)
}

// controlled returns the entrants with the clocks of the config.
func (t *Tournament) controlled() []arena.Entrant {
	all := make([]arena.Entrant, len(t.Entrants))
	for i, e := range t.Entrants {
		all[i] = e
		all[i].Control, _ = t.Config.Control(i) // Check has read it
	}
	return all
}

// decided reports whether the test of a match, if it has one, is over.
func (t *Tournament) decided(s *Standings) bool {
	if t.Config.SPRT == nil {
		return false
	}
	_, d := s.Test(t.Config.SPRT)
	return d != rating.Open
}
