package minigrid

import "fmt"

// crossingLevels are rooms crossed by rivers, of lava or of wall, each with one
// opening. Some way from the agent to the goal leads through the openings.
func crossingLevels() (all []level) {
	for _, c := range []struct {
		family, mission string
		river           cell
	}{
		{"lavacrossing", pastLava, theLava},
		{"simplecrossing", "find the opening and get to the green goal square", greyWall},
	} {
		for _, k := range []struct{ size, rivers int }{{9, 1}, {9, 2}, {9, 3}, {11, 5}} {
			all = append(all, level{
				name: fmt.Sprintf("%s-s%dn%d", c.family, k.size, k.rivers), mission: c.mission,
				width: k.size, height: k.size, limit: int32(4 * k.size * k.size),
				build: func(s *state) { s.buildCrossing(c.river, k.rivers) },
			})
		}
	}
	return all
}

const maxRivers = 5 // each way, in a world of 11 by 11

// rivers are the columns and the rows of the rivers of a level, ascending,
// between those of the walls: the first and the last are walls.
type rivers struct {
	columns, rows [maxRivers + 2]int
	across, along int // how many rivers are columns, and rows
}

func (s *state) buildCrossing(river cell, count int) {
	size := s.game.level.width
	s.buildEmpty()
	r := s.drawRivers(count)
	for _, x := range r.columns[1 : r.across+1] {
		s.grid.column(x, 1, size-1, river)
	}
	for _, y := range r.rows[1 : r.along+1] {
		s.grid.row(y, 1, size-1, river)
	}
	s.open(&r)
}

// drawRivers draws so many of all even columns and rows between 2 and size-3.
func (s *state) drawRivers(count int) rivers {
	var r rivers
	last := s.game.level.width - 1
	each := (last - 2) / 2
	left := 2 * each // still to be looked at
	for i := range left {
		chosen := s.below(left-i) < count // count of them are still to be chosen
		if !chosen {
			continue
		}
		count--
		if at := 2 + i%each*2; i < each {
			r.across++
			r.columns[r.across] = at
		} else {
			r.along++
			r.rows[r.along] = at
		}
	}
	r.columns[r.across+1], r.rows[r.along+1] = last, last
	return r
}

// open makes an opening in each river, on a random way that crosses all of
// them: between two rivers it goes through the next column or the next row.
func (s *state) open(r *rivers) {
	col, row := 0, 0 // between which columns and rows the way has come
	for left := r.across + r.along; left > 0; left-- {
		if s.below(left) < r.across-col {
			y := s.between(r.rows[row]+1, r.rows[row+1])
			col++
			s.grid[at(r.columns[col], y)] = nothing
		} else {
			x := s.between(r.columns[col]+1, r.columns[col+1])
			row++
			s.grid[at(x, r.rows[row])] = nothing
		}
	}
}
