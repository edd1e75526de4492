package replay

// aside keeps rows for some of the steps of a longer history, in a ring that
// grows as long as its rows are wanted: final observations, which follow no
// step, and recurrent states. Steps come, and go, in their order.
type aside struct {
	steps []int // of each row of the ring, ascending from first on
	rows  column
	first int
	n     int
}

const firstAside = 16 // rows to begin with

func newAside(width int) aside {
	return aside{steps: make([]int, firstAside), rows: newColumn(firstAside, width)}
}

// add keeps a row for a step that is later than all others.
func (a *aside) add(step int, values []float32) {
	if a.n == len(a.steps) {
		a.grow()
	}
	at := (a.first + a.n) % len(a.steps)
	a.steps[at] = step
	a.rows.set(at, values)
	a.n++
}

// drop forgets the rows of steps before oldest.
func (a *aside) drop(oldest int) {
	for a.n > 0 && a.steps[a.first] < oldest {
		a.first = (a.first + 1) % len(a.steps)
		a.n--
	}
}

// get reads the row of a step and reports whether there is one.
func (a *aside) get(step int, dst []float32) bool {
	low, high := 0, a.n
	for low < high {
		middle := int(uint(low+high) / 2)
		if a.steps[(a.first+middle)%len(a.steps)] < step {
			low = middle + 1
		} else {
			high = middle
		}
	}
	at := (a.first + low) % len(a.steps)
	if low == a.n || a.steps[at] != step {
		return false
	}
	a.rows.get(at, dst)
	return true
}

// grow doubles the ring.
func (a *aside) grow() { a.move(2 * len(a.steps)) }

// straighten makes the ring begin at its first row.
func (a *aside) straighten() {
	if a.first > 0 {
		a.move(len(a.steps))
	}
}

// move copies the rows to a new ring of n.
func (a *aside) move(n int) {
	wide := aside{steps: make([]int, n), rows: newColumn(n, a.rows.width), n: a.n}
	wide.rows.kind = a.rows.kind
	row := make([]float32, a.rows.width)
	for i := range a.n {
		at := (a.first + i) % len(a.steps)
		wide.steps[i] = a.steps[at]
		a.rows.get(at, row)
		wide.rows.set(i, row)
	}
	*a = wide
}

// bytes returns the memory of the ring.
func (a *aside) bytes() int { return 8*len(a.steps) + a.rows.bytes() }
