package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// Chomp is a game of two (Gale 1974): in turn they break a square off a bar of
// chocolate, and with it all that lies below and to the right. Who takes the
// last square, the poisoned one in the top left corner, loses.
type Chomp struct{ Rows, Cols int }

// Spec returns the static facts. An observation is one plane, the bar.
func (c Chomp) Spec() envs.Spec {
	cells := c.Rows * c.Cols
	return envs.Spec{Name: "chomp", Players: 2, Actions: cells, Obs: [3]int{1, c.Rows, c.Cols}, MaxPlies: cells}
}

// New returns the whole bar; there is no chance in the game.
func (c Chomp) New(uint64) envs.State {
	return &Bar{Chomp: c, left: slices.Repeat([]int{c.Cols}, c.Rows)}
}

// Bar is a position: how many squares are left in each row.
type Bar struct {
	Chomp
	left  []int
	mover envs.Player
}

// ToPlay returns whose turn it is. Nobody's, if nothing is left.
func (b *Bar) ToPlay() envs.Player {
	if b.left[0] == 0 {
		return envs.Over
	}
	return b.mover
}

// Legal appends the squares that are left, numbered row by row.
func (b *Bar) Legal(dst []envs.Action) []envs.Action {
	for row, n := range b.left {
		for col := range n {
			dst = append(dst, envs.Action(row*b.Cols+col))
		}
	}
	return dst
}

// Play takes square a and all below and to the right of it.
func (b *Bar) Play(a envs.Action) {
	row, col := int(a)/b.Cols, int(a)%b.Cols
	if a < 0 || row >= b.Rows || col >= b.left[row] {
		panic(fmt.Sprintf("chomp: square %d is gone or never was", a))
	}
	for ; row < b.Rows; row++ {
		b.left[row] = min(b.left[row], col)
	}
	b.mover = 1 - b.mover
}

// Rewards pays the player who did not take the last square.
func (b *Bar) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if b.ToPlay() == envs.Over {
		dst[b.mover], dst[1-b.mover] = 1, -1
	}
}

// Observe shows the squares that are left. They look the same to both.
func (b *Bar) Observe(dst []float32) {
	clear(dst)
	for row, n := range b.left {
		for col := range n {
			dst[row*b.Cols+col] = 1
		}
	}
}

// CopyFrom makes this position equal to another.
func (b *Bar) CopyFrom(src envs.State) {
	from := src.(*Bar)
	b.Chomp, b.mover, b.left = from.Chomp, from.mover, append(b.left[:0], from.left...)
}

// String draws the bar for people.
func (b *Bar) String() string {
	var text strings.Builder
	for row, n := range b.left {
		for col := range n {
			fmt.Fprintf(&text, "%3d", row*b.Cols+col)
		}
		text.WriteByte('\n')
	}
	return text.String()
}
