package tournament

import (
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/internal/seed"
)

// encounter is two players who meet.
type encounter struct{ a, b int }

// encounters returns who meets whom in a tournament without rounds.
func (c *Config) encounters() (all []encounter) {
	for a := range c.Players {
		for b := a + 1; b < len(c.Players); b++ {
			if c.meet(a, b) {
				all = append(all, encounter{a, b})
			}
		}
	}
	return all
}

// meet tells whether two players meet, a before b.
func (c *Config) meet(a, b int) bool {
	switch c.Format {
	case Gauntlet:
		return a < c.Challengers && b >= c.Challengers
	case Ladder:
		return b-a <= c.Neighbours
	}
	return true
}

// round is games that can be played at the same time.
type round struct {
	number   int // from 0
	first    int // the index of its first game
	games    []Game
	fixtures []arena.Fixture
}

// agentStream keeps the randomness of agents apart from that of openings. A
// match of package arena has the same.
const agentStream = 1

// newRound schedules encounters: the first pair of games of all, then the
// second, so that at any time all have played about the same.
func (t *Tournament) newRound(number, first int, meet []encounter) round {
	c := &t.Config
	r := round{number: number, first: first}
	pairs := (c.Games + 1) / 2
	for k := range pairs {
		opening := t.Openings[number*pairs+k]
		for _, e := range meet {
			for swap := range min(2, c.Games-2*k) {
				seats := []int{e.a, e.b}
				if swap == 1 {
					seats = []int{e.b, e.a}
				}
				r.add(c, seats, opening)
			}
		}
	}
	for i := range r.games {
		r.fixtures[i].Known = t.Known[r.games[i].Index]
	}
	return r
}

func (r *round) add(c *Config, seats []int, opening arena.Opening) {
	index := r.first + len(r.games)
	f := arena.Fixture{Seats: seats, Opening: opening}
	for _, player := range seats {
		f.Numbers = append(f.Numbers, seed.Mix(c.Seed, uint64(index), uint64(player), agentStream))
	}
	r.fixtures = append(r.fixtures, f)
	r.games = append(r.games, Game{Index: index, Round: r.number, Seats: [2]int(seats), Numbers: [2]uint64(f.Numbers)})
}
