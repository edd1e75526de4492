package minatar

import "math"

// flow is what swims or flies across the sea of seaquest, as two sets of
// cells. What has met on a cell on the same way counts once.
type flow struct{ left, right cells }

func (f *flow) empty() bool        { return f.all().empty() }
func (f *flow) all() cells         { return f.left.or(f.right) }
func (f *flow) meets(c cells) bool { return f.all().meets(c) }

// remove takes cells out of both sets.
func (f *flow) remove(c cells) { f.left, f.right = f.left.without(c), f.right.without(c) }

// add puts a cell into the set of the way, -1 left or +1 right.
func (f *flow) add(c cells, way int32) {
	if way < 0 {
		f.left = f.left.or(c)
	} else {
		f.right = f.right.or(c)
	}
}

// move moves all by a column. What leaves the board is gone.
func (f *flow) move() {
	f.left = f.left.without(leftmost).backward(1)
	f.right = f.right.without(rightmost).forward(1)
}

// trails are the cells behind, those on the board.
func (f *flow) trails() cells {
	back := flow{left: f.right, right: f.left}
	back.move()
	return back.all()
}

// swimmer is a fish, an enemy submarine or a diver. It tells the steps at
// which it acts by their last eight bits, which are more than it ever waits.
type swimmer struct {
	x, y    int8 // column and row
	way     int8 // +1 to the right, -1 to the left
	armed   bool // it shoots
	moveAt  uint8
	shootAt uint8 // if armed
}

func (w *swimmer) cell() cells { return cell(int(w.y), int(w.x)) }

// forward moves it by a column and tells whether it is still on the board.
func (w *swimmer) forward() bool {
	w.x += w.way
	return uint8(w.x) < size
}

// wait is how many steps after step now the swimmer acts.
func (w *swimmer) wait(now uint8) uint8 {
	if w.armed {
		return min(w.moveAt-now, w.shootAt-now)
	}
	return w.moveAt - now
}

// maxSchool bounds a school. The largest is that of fish when they come at
// every step: then they move every third step, and are gone after 30.
const maxSchool = 32

// school is a list of swimmers, the oldest first: all[:n]. Several may be on
// one cell.
type school struct {
	n     int
	due   int64 // the step before which none of them acts, which never comes if there are none
	where flow
	wake  cells // the cells behind them
	all   [maxSchool]swimmer
}

// add appends a swimmer at step now. It panics if there are maxSchool.
func (c *school) add(w swimmer, now int64) {
	c.all[c.n] = w
	c.n++
	c.settle(now)
}

// remove takes swimmer i out; settle must follow.
func (c *school) remove(i int) {
	copy(c.all[i:c.n], c.all[i+1:c.n])
	c.n--
}

// take removes the oldest swimmer on the cell, if there is one, and tells
// whether there was.
func (c *school) take(at cells, now int64) bool {
	if !c.where.meets(at) {
		return false
	}
	i := 0
	for c.all[i].cell() != at {
		i++
	}
	c.remove(i)
	c.settle(now)
	return true
}

// settle notes where the swimmers are, and when the next one acts, after step
// now or, if that has only begun, in it.
func (c *school) settle(now int64) {
	c.where = flow{}
	c.due = math.MaxInt64
	for i := range c.all[:c.n] {
		w := &c.all[i]
		c.where.add(w.cell(), int32(w.way))
		c.due = min(c.due, now+int64(w.wait(uint8(now))))
	}
	c.wake = c.where.trails()
}
