package goban

import "math/rand/v2"

// Rollout plays fast random games: each side plays uniformly at random among
// its legal points, under simple ko and without suicide, but never fills an
// eye of its own; it passes when nothing else is left, and two passes end the
// game, which the area decides. It keeps no past and no hash, and nothing of
// it allocates after NewRollout.
//
// The empty points stand in a list from which any can be drawn and removed at
// once, for the order does not matter:
//
//	empties  [ 17 | 40 | 23 | 88 ]      points
//	place    place[23] = 2              where a point stands in empties
type Rollout struct {
	board   board
	empties [room]uint16
	place   [room]uint16
	count   int // of empties
	ko      uint16
	toMove  colour
	passes  int
	moves   int // moves and passes of the game
	most    int // moves and passes after which a game is left
	random  uint64
	komi    float32
}

// NewRollout returns a Rollout for boards of any size.
func NewRollout() *Rollout { return &Rollout{} }

// Load takes the position to start from: board, turn, simple ko, passes and
// komi of s, which is only read. Superko bans and handicap stones to be
// placed are forgotten.
func (r *Rollout) Load(s *State) {
	r.board.copyFrom(&s.board)
	r.ko, r.toMove, r.passes, r.moves = s.ko, s.toMove, int(s.passes), 0
	r.komi = s.game.komi
	size := s.game.config.Size
	r.most = 3 * size * size
	r.count = 0
	for v := r.board.stride + 1; v < r.board.limit; v++ {
		if r.board.points[v].colour == empty {
			r.add(v)
		}
	}
}

// add puts a point on the list of empties.
func (r *Rollout) add(v uint16) {
	r.empties[r.count] = v
	r.place[v] = uint16(r.count)
	r.count++
}

// swap exchanges two places of the list.
func (r *Rollout) swap(i, j int) {
	v, u := r.empties[i], r.empties[j]
	r.empties[i], r.empties[j] = u, v
	r.place[u], r.place[v] = uint16(i), uint16(j)
}

// Run plays to the end and returns the number of moves and passes. A game is
// left after 3 × size × size of them, which a cycle of kos may need. It draws
// one number from rng.
func (r *Rollout) Run(rng *rand.Rand) int {
	r.random = rng.Uint64()
	for r.passes < 2 && r.moves < r.most {
		r.step()
	}
	return r.moves
}

// draw is the next number of SplitMix64 (Steele, Lea and Flood, 2014), which
// costs less than a call of rand.Rand.
func (r *Rollout) draw() uint64 {
	r.random += 0x9e3779b97f4a7c15
	x := r.random
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// step plays one move or pass.
func (r *Rollout) step() {
	r.moves++
	// Draw a point; if it will not do, put it behind those still to draw
	// from, and draw again: each point that will do is as likely as another.
	for left := r.count; left > 0; left-- {
		i := int(r.draw() >> 32 * uint64(left) >> 32)
		if v := r.empties[i]; v != r.ko && r.playable(v) {
			r.put(v, i)
			return
		}
		r.swap(i, left-1)
	}
	r.passes++
	r.ko = 0
	r.toMove = r.toMove.opponent()
}

// playable tells whether the side to move plays on the empty point v: not
// where that is suicide, and not into its own eye.
func (r *Rollout) playable(v uint16) bool {
	around := r.board.points[v].around
	if around.empties() > 0 { // most often so
		return true
	}
	if around.of(r.toMove) == 4 && r.board.isEye(v, r.toMove) {
		return false
	}
	return r.board.lives(v, r.toMove)
}

// againstEye is what a diagonal neighbour weighs against an eye of a colour: an
// enemy stone as much as four points of border.
var againstEye = [border][border + 1]uint8{black: {white: 4, border: 1}, white: {black: 4, border: 1}}

// isEye tells whether a point with nothing but stones of colour c and border
// around it is an eye by the usual rule: one diagonal neighbour may be an
// enemy's, but none at the edge, where two or three of them are border.
func (b *board) isEye(v uint16, c colour) bool {
	against, s := &againstEye[c], b.stride
	return against[b.points[v-s-1].colour]+against[b.points[v-s+1].colour]+
		against[b.points[v+s-1].colour]+against[b.points[v+s+1].colour] <= 4
}

// put plays on the point v, which is the i-th of the empties.
func (r *Rollout) put(v uint16, i int) {
	r.count--
	last := r.empties[r.count]
	r.empties[i] = last
	r.place[last] = uint16(i)
	r.passes, r.ko = 0, 0
	b := &r.board
	c := r.toMove
	enclosed := b.points[v].around.empties() == 0
	pressed := b.join(v, c)
	r.toMove = c.opponent()
	if !pressed {
		return
	}
	from := r.count
	for _, n := range b.neighbours(v) {
		if at := &b.points[n]; at.colour == r.toMove && b.chains[at.head].liberties == 0 {
			r.takeOff(n)
		}
	}
	if enclosed && r.count == from+1 && b.chains[b.points[v].head].size == 1 {
		r.ko = r.empties[from] // the single stone taken, in whose place the taker's is alone
	}
}

// takeOff removes the chain of v and lists its points as empty.
func (r *Rollout) takeOff(v uint16) {
	u := v
	for {
		r.add(u)
		if u = r.board.points[u].next; u == v {
			break
		}
	}
	r.board.take(v)
}

// Lead returns by how many points of area Black is ahead, komi counted. After
// a Run that reached its end every empty point has stones of one colour
// around it, or of both.
func (r *Rollout) Lead() float32 {
	if r.passes < 2 {
		return r.leadOfArea()
	}
	lead := 0
	for i := range r.count {
		around := r.board.points[r.empties[i]].around
		switch {
		case around.of(black) == 4:
			lead++
		case around.of(white) == 4:
			lead--
		}
	}
	return float32(lead+r.stonesAhead()) - r.komi
}

func (r *Rollout) stonesAhead() int {
	var stones [border + 1]int
	for v := r.board.stride + 1; v < r.board.limit; v++ {
		stones[r.board.points[v].colour]++
	}
	return stones[black] - stones[white]
}

// leadOfArea is Lead for any position.
func (r *Rollout) leadOfArea() float32 {
	var owners [room]colour
	r.board.area(&owners)
	var points [border + 1]int
	for v := range r.board.limit {
		points[owners[v]]++
	}
	return float32(points[black]-points[white]) - r.komi
}
