package autograd

// arena hands out slices from one block that reset takes back whole. When the
// block is too small it adds another, and reset then joins them, so that after
// one step of a kind the next allocates nothing.
type arena[T any] struct {
	block []T
	used  int
	spent int // elements in the blocks that were too small
}

const firstBlock = 1 << 10

// take returns n elements of unknown content.
func (a *arena[T]) take(n int) []T {
	if len(a.block)-a.used < n {
		a.spent += len(a.block)
		a.block = make([]T, max(n, a.spent/2, firstBlock))
		a.used = 0
	}
	s := a.block[a.used : a.used+n : a.used+n]
	a.used += n
	return s
}

// zeroed returns n zero elements.
func (a *arena[T]) zeroed(n int) []T {
	s := a.take(n)
	clear(s)
	return s
}

func (a *arena[T]) reset() {
	if a.spent > 0 {
		a.block = make([]T, a.spent+len(a.block))
		a.spent = 0
	}
	a.used = 0
}
