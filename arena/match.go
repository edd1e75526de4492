package arena

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// MatchConfig holds the knobs of a match.
type MatchConfig struct {
	Games        int    // at least 1
	Seed         uint64 // of the openings and of the agents
	Concurrency  int    // games under way at once, 0 means 1; changes no game
	OpeningPlies int    // random moves before the agents take over, at least; see Openings

	// Each, if not nil, is told every game in the order of Index, by one
	// goroutine at a time.
	Each func(MatchGame)
}

// MatchGame is one game of a match.
type MatchGame struct {
	Index int         // from 0
	SeatA envs.Player // where A sat: 0 in the games of even index, 1 in the others
	Record
	Duplicate bool // A has played these very moves in an earlier game from this seat
}

// Match plays A against B at game, a world of two seats. The two games of a
// pair begin with the same opening and the seats swapped; openings differ
// from pair to pair, so that players who draw nothing at random do not repeat
// one game. A match of one pair starts from the first position of the world.
//
// If the context ends, Match returns the games that are over and the
// context's error; so it does when an agent cannot be made, with that error.
func Match(ctx context.Context, game envs.Game, a, b Entrant, config MatchConfig) (Result, error) {
	if config.Games < 1 {
		panic(fmt.Sprintf("arena: match of %d games, want at least 1", config.Games))
	}
	if players := game.Spec().Players; players != 2 {
		return Result{}, fmt.Errorf("a match is between two agents; %s has seats: %d", game.Spec().Name, players)
	}
	openings, err := Openings(game, config.Seed, (config.Games+1)/2, config.OpeningPlies)
	if err != nil {
		return Result{}, err
	}
	m := tally{each: config.Each, seen: map[string]bool{}}
	runner := Runner{
		Game: game, Entrants: []Entrant{a, b}, Concurrency: config.Concurrency,
		Each: func(index int, p *Played) bool { return m.add(index, p.Record) },
	}
	err = runner.Run(ctx, matchFixtures(config, openings))
	return m.result, err
}

// matchFixtures is the games of a match, by entrants 0 and 1.
func matchFixtures(config MatchConfig, openings []Opening) []Fixture {
	fixtures := make([]Fixture, config.Games)
	for index := range fixtures {
		f := Fixture{Seats: []int{index % 2, 1 - index%2}, Opening: openings[index/2]}
		for _, side := range f.Seats {
			f.Numbers = append(f.Numbers, seed.Mix(config.Seed, uint64(index), uint64(side), agentStream))
		}
		fixtures[index] = f
	}
	return fixtures
}

// agentStream keeps the randomness of agents apart from that of openings.
const agentStream = 1

// tally adds up the games of a match in their order.
type tally struct {
	each   func(MatchGame)
	result Result
	seen   map[string]bool // the games so far, by A's seat and moves
}

// add counts the next game. There is always more to come.
func (t *tally) add(index int, r Record) bool {
	g := MatchGame{Index: index, SeatA: envs.Player(index % 2), Record: r}
	key := sequence(g.SeatA, g.Actions)
	g.Duplicate = t.seen[key]
	t.seen[key] = true
	t.result.Add(g)
	if t.each != nil {
		t.each(g)
	}
	return true
}

// sequence is A's seat and the moves of a game as a key of a map.
func sequence(seatA envs.Player, actions []envs.Action) string {
	key := make([]byte, 0, 1+4*len(actions))
	key = append(key, byte(seatA))
	for _, a := range actions {
		key = binary.LittleEndian.AppendUint32(key, uint32(a))
	}
	return string(key)
}
