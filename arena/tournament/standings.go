package tournament

import (
	"cmp"
	"slices"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
)

// Count is games won, drawn and lost.
type Count struct{ Wins, Draws, Losses int }

// Games is how many there are.
func (c Count) Games() int { return c.Wins + c.Draws + c.Losses }

// Points are one for a win and a half for a draw.
func (c Count) Points() float64 { return float64(c.Wins) + float64(c.Draws)/2 }

func (c *Count) add(o arena.Outcome) {
	switch o {
	case arena.Win:
		c.Wins++
	case arena.Draw:
		c.Draws++
	case arena.Loss:
		c.Losses++
	}
}

// Plus is the sum of two counts.
func (c Count) Plus(d Count) Count {
	return Count{c.Wins + d.Wins, c.Draws + d.Draws, c.Losses + d.Losses}
}

// Turned is the count in the eyes of the opponent.
func (c Count) Turned() Count { return Count{c.Losses, c.Draws, c.Wins} }

// Standings is what the games of a tournament add up to. Players are numbers
// from 0.
type Standings struct {
	Games      int
	Duplicates int   // games that repeat an earlier one of the same two and prove nothing new
	Faults     []int // by player: games lost by its own fault
	Byes       []int // by player: rounds of a Swiss system without an opponent

	// Cross[i][j] is how i fared against j in the games in which i had the
	// first seat.
	Cross [][]Count

	// Pairs[i][j], i < j, counts the pairs of games by the half points that i
	// made.
	Pairs [][][5]int

	perBye float64 // points
	half   map[[2]int]halfPair
	seen   map[string]bool
}

// halfPair is a pair of games of which one is over.
type halfPair struct {
	index int // of the game
	made  int // half points of the player with the lower number
}

func newStandings(players, gamesEach int) *Standings {
	s := &Standings{
		Faults: make([]int, players), Byes: make([]int, players),
		Cross: make([][]Count, players), Pairs: make([][][5]int, players),
		perBye: float64(gamesEach), half: map[[2]int]halfPair{}, seen: map[string]bool{},
	}
	for i := range players {
		s.Cross[i], s.Pairs[i] = make([]Count, players), make([][5]int, players)
	}
	return s
}

// add counts a game, and marks it if it is a duplicate.
func (s *Standings) add(g *Game) {
	s.Games++
	first, second := g.Seats[0], g.Seats[1]
	s.Cross[first][second].add(g.Outcome(0))
	if g.Fault != nil {
		s.Faults[g.Seats[g.Fault.Seat]]++
	}
	if key := g.sequence(); s.seen[key] {
		g.Duplicate = true
		s.Duplicates++
	} else {
		s.seen[key] = true
	}
	s.addPair(g)
}

// addPair counts the pair that a game completes: games of odd index are the
// second halves of those before them, which a tournament broken off may lack.
func (s *Standings) addPair(g *Game) {
	low, high := min(g.Seats[0], g.Seats[1]), max(g.Seats[0], g.Seats[1])
	made := int(2 * g.Outcome(0).Points())
	if low != g.Seats[0] {
		made = 2 - made
	}
	key := [2]int{low, high}
	if other, ok := s.half[key]; ok && g.Index%2 == 1 && other.index == g.Index-1 {
		s.Pairs[low][high][made+other.made]++
		delete(s.half, key)
		return
	}
	s.half[key] = halfPair{g.Index, made}
}

// Against is how player i fared against j, from either seat.
func (s *Standings) Against(i, j int) Count { return s.Cross[i][j].Plus(s.Cross[j][i].Turned()) }

// Of is how player i fared against all.
func (s *Standings) Of(i int) (sum Count) {
	for j := range s.Cross {
		sum = sum.Plus(s.Against(i, j))
	}
	return sum
}

// Points are those of the games of a player, and of the rounds it sat out:
// for each as many as its games could have brought.
func (s *Standings) Points(i int) float64 { return s.Of(i).Points() + float64(s.Byes[i])*s.perBye }

// Neustadtl is the sum of the points of a player's opponents, each weighed
// with the share that the player took from it: it breaks ties.
func (s *Standings) Neustadtl(i int) (sum float64) {
	for j := range s.Cross {
		if against := s.Against(i, j); against.Games() > 0 {
			sum += s.Points(j) * against.Points() / float64(against.Games())
		}
	}
	return sum
}

// Order returns the players from the first place to the last: by points, then
// by Neustadtl, then by number.
func (s *Standings) Order() []int {
	order := make([]int, len(s.Cross))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(s.Points(j), s.Points(i)), cmp.Compare(s.Neustadtl(j), s.Neustadtl(i)))
	})
	return order
}

// Result is the match of i against j, in the eyes of i. Duplicates are those
// of the whole tournament.
func (s *Standings) Result(i, j int) arena.Result {
	c := s.Against(i, j)
	return arena.Result{
		Games: c.Games(), Wins: c.Wins, Draws: c.Draws, Losses: c.Losses,
		Duplicates: s.Duplicates, Faults: s.Faults[i] + s.Faults[j],
	}
}

// priorGames is what every player is taken to have played besides, half won
// and half lost, so that a rating stays finite who has won all.
const priorGames = 1

// Ratings fits ratings to the games. It is an error if they do not connect
// the players.
func (s *Standings) Ratings(anchor int, elo float64) (*rating.Table, error) {
	var pairs []rating.Pair
	for i, row := range s.Cross {
		for j, c := range row {
			if c.Games() > 0 {
				pairs = append(pairs, rating.Pair{First: i, Second: j,
					Wins: float64(c.Wins), Draws: float64(c.Draws), Losses: float64(c.Losses)})
			}
		}
	}
	return rating.Fit(len(s.Cross), pairs, rating.Config{Anchor: anchor, AnchorElo: elo, Prior: priorGames, FirstMove: true})
}

// Test returns the logarithm of the likelihood ratio of a match's test and
// what it means.
func (s *Standings) Test(c *SPRT) (llr float64, d rating.Decision) {
	test := c.Test()
	if c.Model == "trinomial" {
		m := s.Against(0, 1)
		llr = test.Games(m.Losses, m.Draws, m.Wins)
	} else {
		llr = test.Pairs(s.Pairs[0][1])
	}
	return llr, test.Decide(llr)
}
