package envs

import "fmt"

// Frame says how boards of one size lie in the middle of larger arrays, so that
// one network, whose arrays they are, can play them: cells keep their
// neighbours, and what turns or mirrors the arrays does so to the board.
//
//	0 0 0 0 0
//	0 a b c 0
//	0 d e f 0      a board of 3 × 3 in arrays of 5 × 5
//	0 g h i 0
//	0 0 0 0 0
//
// An action below planes·cells, planes being how many there are for each cell,
// belongs to the cell action % cells; the actions left over, such as a pass,
// come last in either numbering.
type Frame struct {
	cells  []int // where each cell of the board lies in the arrays
	inward []int // the inverse, -1 beyond the board; one for each cell of the arrays
}

// NewFrame returns the frame of boards of height × width cells in arrays of
// the given height and width, or an error if they have no middle.
func NewFrame(board, arrays [2]int) (Frame, error) {
	top, left := arrays[0]-board[0], arrays[1]-board[1]
	if top < 0 || left < 0 || top%2 != 0 || left%2 != 0 {
		return Frame{}, fmt.Errorf("a board of %d × %d has no place in the middle of %d × %d cells", board[0], board[1], arrays[0], arrays[1])
	}
	f := Frame{inward: make([]int, arrays[0]*arrays[1])}
	for i := range f.inward {
		f.inward[i] = -1
	}
	for y := range board[0] {
		for x := range board[1] {
			cell := (top/2+y)*arrays[1] + left/2 + x
			f.inward[cell] = len(f.cells)
			f.cells = append(f.cells, cell)
		}
	}
	return f, nil
}

// Cell returns where a cell of the board lies in the arrays.
func (f Frame) Cell(cell int) int { return f.cells[cell] }

// Outward returns the number in the arrays of one of so many actions of the
// board.
func (f Frame) Outward(a Action, actions int) Action {
	inner, outer := len(f.cells), len(f.inward)
	plane, planes := int(a)/inner, actions/inner
	if plane < planes {
		return Action(plane*outer + f.cells[int(a)%inner])
	}
	return Action(planes*outer + int(a) - planes*inner)
}

// Inward is the inverse of Outward; ok is false for an action of a cell beyond
// the board.
func (f Frame) Inward(a Action, actions int) (inward Action, ok bool) {
	inner, outer := len(f.cells), len(f.inward)
	plane, planes := int(a)/outer, actions/inner
	if plane >= planes {
		return Action(planes*inner + int(a) - planes*outer), true
	}
	cell := f.inward[int(a)%outer]
	return Action(plane*inner + cell), cell >= 0
}

// Actions returns how many actions there are in the arrays where the board has
// so many.
func (f Frame) Actions(actions int) int {
	planes := actions / len(f.cells)
	return planes*len(f.inward) + actions - planes*len(f.cells)
}

// Place stores the planes src of the board in the middle of the planes dst of
// the arrays, and zeros around them.
func (f Frame) Place(dst, src []float32) {
	clear(dst)
	for base := 0; base < len(src); base += len(f.cells) {
		plane := dst[base/len(f.cells)*len(f.inward):]
		for i, x := range src[base:][:len(f.cells)] {
			plane[f.cells[i]] = x
		}
	}
}
