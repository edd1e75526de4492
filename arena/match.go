package arena

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Entrant is one side of a match.
type Entrant struct {
	// New makes an agent that draws everything at random from a function of
	// number. It is called from several goroutines at once. An agent with the
	// method Reseed is made once for each goroutine and reseeded for each
	// game; any other is made for each game. Agents that are io.Closers are
	// closed.
	New func(number uint64) (agents.Agent, error)
}

// reseeder is an agent that can start again as New makes it.
type reseeder interface{ Reseed(number uint64) }

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
	m := &match{
		game: game, entrants: [2]Entrant{a, b}, config: config, openings: openings,
		tally: tally{each: config.Each, early: map[int]MatchGame{}, seen: map[string]bool{}},
	}
	group, inner := errgroup.WithContext(ctx)
	for range max(config.Concurrency, 1) {
		group.Go(func() error { return m.work(inner) })
	}
	err = group.Wait()
	m.tally.addRest(config.Games)
	if done := ctx.Err(); done != nil && m.tally.result.Games < config.Games {
		err = done
	}
	return m.tally.result, err
}

// match is what the goroutines of a match share.
type match struct {
	game     envs.Game
	entrants [2]Entrant // A and B
	config   MatchConfig
	openings []Opening
	next     atomic.Int64 // the first game that nobody has taken
	tally    tally
}

// work plays games until none is left.
func (m *match) work(ctx context.Context) (err error) {
	var team [2]agents.Agent // A and B, as far as they outlive a game
	defer func() { dismiss(team[0]); dismiss(team[1]) }()
	for {
		index := int(m.next.Add(1) - 1)
		if index >= m.config.Games {
			return nil
		}
		for side := range team {
			number := seed.Mix(m.config.Seed, uint64(index), uint64(side), agentStream)
			if team[side], err = m.entrants[side].ready(team[side], number); err != nil {
				return err
			}
		}
		g := MatchGame{Index: index, SeatA: envs.Player(index % 2)}
		players := []agents.Agent{team[g.SeatA], team[1-g.SeatA]}
		g.Record, err = Play(ctx, m.game, m.openings[index/2], players, PlayConfig{})
		if err != nil {
			return err
		}
		if g.Fault != nil { // who knows what state it is in
			side := (g.Fault.Seat + g.SeatA) % 2
			dismiss(team[side])
			team[side] = nil
		}
		m.tally.add(g)
	}
}

// agentStream keeps the randomness of agents apart from that of openings.
const agentStream = 1

// ready returns an agent for a game with this number: the old one if there is
// one that can be reseeded, otherwise a new one.
func (e Entrant) ready(old agents.Agent, number uint64) (agents.Agent, error) {
	if r, ok := old.(reseeder); ok {
		r.Reseed(number)
		return old, nil
	}
	dismiss(old)
	made, err := e.New(number)
	if err != nil {
		return nil, err // and not a nil pointer that passes for an agent
	}
	return made, nil
}

// dismiss closes an agent, which may be nil. An agent that fails to close has
// played its games all the same.
func dismiss(a agents.Agent) {
	if c, ok := a.(io.Closer); ok {
		_ = c.Close()
	}
}

// tally adds up the games of a match in their order.
type tally struct {
	each func(MatchGame)

	mu     sync.Mutex
	result Result
	next   int               // the index of the game to add next
	early  map[int]MatchGame // over before it was their turn
	seen   map[string]bool   // the games so far, by A's seat and moves
}

func (t *tally) add(g MatchGame) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.early[g.Index] = g
	for t.addNext() {
	}
}

// addRest adds the games that a match broken off has left behind a gap.
func (t *tally) addRest(games int) {
	for ; t.next < games; t.next++ {
		for t.addNext() {
		}
	}
}

// addNext adds the next game if it is over.
func (t *tally) addNext() bool {
	g, ok := t.early[t.next]
	if !ok {
		return false
	}
	delete(t.early, t.next)
	t.next++
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
