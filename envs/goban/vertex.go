package goban

import (
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// columns are the letters of the columns from the left; there is no I.
const columns = "ABCDEFGHJKLMNOPQRSTUVWXYZ"

const passText = "pass"

// FormatVertex returns the name of an action on a board of the size as the Go
// Text Protocol (version 2, 2.11) writes it: the letter of the column and the
// number of the row from below, or "pass".
func FormatVertex(size int, a envs.Action) string {
	if int(a) == size*size {
		return passText
	}
	row, col := int(a)/size, int(a)%size
	return columns[col:col+1] + strconv.Itoa(size-row)
}

// ParseVertex returns the action that text names on a board of the size, in
// letters of either case; ok is false if it names none.
func ParseVertex(size int, text string) (a envs.Action, ok bool) {
	if strings.EqualFold(text, passText) {
		return envs.Action(size * size), true
	}
	if len(text) < 2 || len(text) > 3 || text[1] < '1' || text[1] > '9' { // no sign, no leading zero
		return 0, false
	}
	letter := text[0]
	if 'a' <= letter && letter <= 'z' {
		letter -= 'a' - 'A'
	}
	col := strings.IndexByte(columns[:size], letter)
	number, err := strconv.Atoi(text[1:])
	if col < 0 || err != nil || number > size {
		return 0, false
	}
	return envs.Action((size-number)*size + col), true
}
