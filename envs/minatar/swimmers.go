package minatar

// swimmer is something that crosses the sea of seaquest.
type swimmer struct {
	x, y    int8 // column and row
	toRight bool
	moveIn  int8 // steps until it moves, unless it moves at every step
	shootIn int8 // steps until a submarine shoots
}

// forward moves it by a column and tells whether it is still on the board.
func (w *swimmer) forward() bool {
	w.x += direction(w.toRight)
	return uint8(w.x) < size
}

func (w *swimmer) at(x, y int8) bool { return w.x == x && w.y == y }

// direction is +1 to the right and -1 to the left.
func direction(toRight bool) int8 {
	if toRight {
		return 1
	}
	return -1
}

// maxSchool bounds a school. The largest is that of enemy bullets: an enemy
// comes at most once a step, and at that rate stays for 30 steps, in which a
// submarine shoots every 11 steps bullets that leave within 10. So no more
// bullets are on their way than submarines were there in the last 40 steps.
const maxSchool = 48

// school is a list of swimmers, the oldest first: all[:n].
type school struct {
	n   int
	all [maxSchool]swimmer
}

// add appends a swimmer. It panics if there are maxSchool.
func (c *school) add(w swimmer) {
	c.all[c.n] = w
	c.n++
}

// remove takes swimmer i out.
func (c *school) remove(i int) {
	copy(c.all[i:c.n], c.all[i+1:c.n])
	c.n--
}

// take removes the oldest swimmer at the cell, if there is one, and tells
// whether there was.
func (c *school) take(x, y int8) bool {
	for i := range c.all[:c.n] {
		if c.all[i].at(x, y) {
			c.remove(i)
			return true
		}
	}
	return false
}

// show sets the cells of the swimmers to 1 in a plane of an observation, and
// the cells behind them in another.
func (c *school) show(dst, trails []float32) {
	for i := range c.all[:c.n] {
		w := &c.all[i]
		row := int(w.y) * size
		dst[row+int(w.x)] = 1
		if back := w.x - direction(w.toRight); trails != nil && uint8(back) < size {
			trails[row+int(back)] = 1
		}
	}
}
