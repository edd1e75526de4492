package minigrid

import "fmt"

// Levels draw their grids with these. Instead of drawing cells until one is
// free, as the reference does, they draw among the free ones, which comes to
// the same and needs no limit of tries.

// below draws one of 0 to n-1.
func (s *state) below(n int) int { return s.dice.Below(n) }

// between draws one of lo to hi-1.
func (s *state) between(lo, hi int) int { return lo + s.dice.Below(hi-lo) }

func (s *state) drawColour() colour { return colour(s.below(colours)) }

// free tells whether something may be put at p.
func (s *state) free(p pos) bool { return s.grid[p] == nothing && p != s.at }

// drawFree draws a free cell of r at least so far, by rows and columns
// together, from another. It panics if there is none, which no level may lead
// to.
func (s *state) drawFree(r rect, from pos, distance int) pos {
	count := s.freeCells(r, from, distance, func(pos) bool { return false })
	if count == 0 {
		panic(fmt.Sprintf("minigrid/%s: no free cell in %+v", s.game.level.name, r))
	}
	left := s.below(count)
	var found pos
	s.freeCells(r, from, distance, func(p pos) bool {
		found = p
		left--
		return left < 0
	})
	return found
}

// freeCells calls f for the free cells of r that are far enough away, row by
// row until f returns true, and returns how many calls it made.
func (s *state) freeCells(r rect, from pos, distance int, f func(pos) bool) (count int) {
	for y := r.y; y < r.y+r.h; y++ {
		for x := r.x; x < r.x+r.w; x++ {
			p := at(x, y)
			if !s.free(p) || abs(x-from.x())+abs(y-from.y()) < distance {
				continue
			}
			count++
			if f(p) {
				return count
			}
		}
	}
	return count
}

func abs(n int) int { return max(n, -n) }

// put puts c on a random free cell of r and returns where.
func (s *state) put(c cell, r rect) pos {
	p := s.drawFree(r, nowhere, 0)
	s.grid[p] = c
	return p
}

// putAgent puts the agent on a random free cell of r, looking anywhere.
func (s *state) putAgent(r rect) {
	s.at = s.drawFree(r, nowhere, 0)
	s.dir = direction(s.below(4))
}

// world is the rectangle of the whole level.
func (s *state) world() rect { return rect{0, 0, s.game.level.width, s.game.level.height} }
