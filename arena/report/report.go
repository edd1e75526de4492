package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/arena/tournament"
)

// Report is a tournament and what its games add up to.
type Report struct {
	Config    tournament.Config
	Standings *tournament.Standings

	// Ratings are nil where the games do not connect all players.
	Ratings *rating.Table
}

// New fits the ratings of the standings.
func New(c tournament.Config, s *tournament.Standings) *Report {
	r := &Report{Config: c, Standings: s}
	if table, err := s.Ratings(c.Anchor(), c.Rating.Elo); err == nil {
		r.Ratings = table
	}
	return r
}

// Row is a player's line, for programs and for the page. Without ratings, Elo
// and its interval are nil.
type Row struct {
	Place    int      `json:"place"` // from 1
	Player   string   `json:"player"`
	Agent    string   `json:"agent"`
	Games    int      `json:"games"`
	Wins     int      `json:"wins"`
	Draws    int      `json:"draws"`
	Losses   int      `json:"losses"`
	Points   float64  `json:"points"` // those of rounds without an opponent included
	Score    float64  `json:"score"`  // the share of the points of the games played
	TieBreak float64  `json:"neustadtl"`
	Elo      *float64 `json:"elo,omitempty"`
	EloLo    *float64 `json:"elo_lo,omitempty"`
	EloHi    *float64 `json:"elo_hi,omitempty"`

	// Superiority is how likely the player is better than the next one.
	Superiority *float64 `json:"superiority,omitempty"`

	Faults int `json:"faults"` // games lost by its own fault

	number int // of the player
}

// Rows returns the players from the first place to the last.
func (r *Report) Rows() []Row {
	order := r.Standings.Order()
	rows := make([]Row, len(order))
	for place, i := range order {
		count := r.Standings.Of(i)
		row := Row{
			Place: place + 1, Player: r.Config.Players[i].Name, Agent: r.Config.Players[i].Agent,
			Games: count.Games(), Wins: count.Wins, Draws: count.Draws, Losses: count.Losses,
			Points: r.Standings.Points(i), TieBreak: r.Standings.Neustadtl(i),
			Faults: r.Standings.Faults[i], number: i,
		}
		if count.Games() > 0 {
			row.Score = count.Points() / float64(count.Games())
		}
		if r.Ratings != nil {
			e := r.Ratings.Players[i]
			row.Elo, row.EloLo, row.EloHi = &e.Elo, &e.Lo, &e.Hi
			if place+1 < len(order) {
				s := r.Ratings.Superiority(i, order[place+1])
				row.Superiority = &s
			}
		}
		rows[place] = row
	}
	return rows
}

// mostColumns is the greatest number of players whose results against each
// other a text table shows.
const mostColumns = 12

// Table draws the standings for people: a line a player, with what it made
// against each of the others if they are few.
func (r *Report) Table() string {
	rows := r.Rows()
	head := []string{"", "player", "points", "games", "score", "Elo", "95 %", "better than next"}
	cross := len(rows) <= mostColumns
	if cross {
		for _, row := range rows {
			head = append(head, fmt.Sprint(row.Place))
		}
	}
	lines := [][]string{head}
	for _, row := range rows {
		line := []string{
			fmt.Sprint(row.Place), row.Player, fmt.Sprint(row.Points), fmt.Sprint(row.Games),
			fmt.Sprintf("%.1f %%", 100*row.Score), "", "", "",
		}
		if row.Elo != nil {
			line[5], line[6] = fmt.Sprintf("%+.0f", *row.Elo), fmt.Sprintf("%+.0f to %+.0f", *row.EloLo, *row.EloHi)
		}
		if row.Superiority != nil {
			line[7] = fmt.Sprintf("%.1f %%", 100**row.Superiority)
		}
		if cross {
			for _, other := range rows {
				line = append(line, r.cell(row.number, other.number))
			}
		}
		lines = append(lines, line)
	}
	return align(lines) + r.footer()
}

// cell is what i made against j, as points of games.
func (r *Report) cell(i, j int) string {
	if i == j {
		return "·"
	}
	c := r.Standings.Against(i, j)
	if c.Games() == 0 {
		return ""
	}
	return fmt.Sprintf("%g/%d", c.Points(), c.Games())
}

// footer tells what the table does not.
func (r *Report) footer() string {
	s := r.Standings
	faults := 0
	for _, n := range s.Faults {
		faults += n
	}
	text := fmt.Sprintf("games %d, duplicates %d, faults %d", s.Games, s.Duplicates, faults)
	if t := r.Ratings; t != nil {
		f := t.FirstMove
		text += fmt.Sprintf("; the first move is worth %+.0f Elo (95 %%: %+.0f to %+.0f), draws between equals %.1f %%",
			f.Elo, f.Lo, f.Hi, 100*t.DrawRate)
	}
	return text + "\n"
}

// align draws lines of cells in columns: the second to the left, the others to
// the right.
func align(lines [][]string) string {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, line := range lines {
		text := ""
		for i, cell := range line {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 1 {
				text += cell + pad + "  "
			} else {
				text += pad + cell + "  "
			}
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	return b.String()
}
