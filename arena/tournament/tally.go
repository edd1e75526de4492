package tournament

// Tally adds up games that were played before, in the order of their numbers,
// as a tournament of the config does.
type Tally struct {
	config Config
	s      *Standings
	round  int          // of the last game
	seen   map[int]bool // who has played in it
	games  int          // of that round
}

// NewTally returns a tally without games.
func NewTally(c Config) *Tally {
	return &Tally{config: c, s: newStandings(len(c.Players), c.Games), seen: map[int]bool{}}
}

// Add counts one more game.
func (t *Tally) Add(g *Game) {
	if g.Round != t.round {
		t.endRound()
		t.round, t.games = g.Round, 0
		clear(t.seen)
	}
	t.s.add(g)
	t.seen[g.Seats[0]], t.seen[g.Seats[1]] = true, true
	t.games++
}

// endRound gives whoever sat out in a Swiss round that is complete its points.
func (t *Tally) endRound() {
	n := len(t.config.Players)
	if t.config.Format != Swiss || n%2 == 0 || t.games < n/2*t.config.Games {
		return
	}
	for i := range n {
		if !t.seen[i] {
			t.s.Byes[i]++
		}
	}
	t.games = 0
}

// Standings returns what the games add up to.
func (t *Tally) Standings() *Standings {
	t.endRound()
	return t.s
}
