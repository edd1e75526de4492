package control

import (
	"fmt"
	"math"
	"strings"
)

// String draws the track from above the middle to both ends, with the cart
// and the way its pole leans.
func (s *CartPoleState) String() string {
	const half = 24 // columns to either end of the track
	lean := "|"
	switch {
	case s.theta > poleRange/6:
		lean = "/"
	case s.theta < -poleRange/6:
		lean = `\`
	}
	column := half + int(math.Round(bound(s.x/cartRange, 1)*half))
	track := strings.Repeat("-", column) + "#" + strings.Repeat("-", 2*half-column)
	return strings.Repeat(" ", column) + lean + "\n" + track + "\n" + s.caption(
		"cart %+.3f m, %+.3f m/s; pole %+.2f°, %+.2f°/s", s.x, s.v, degrees(s.theta), degrees(s.omega))
}

// caption is the line below a drawing, with the steps.
func (c *clock) caption(format string, values ...any) string {
	return fmt.Sprintf(format, values...) + fmt.Sprintf("; step %d of %d\n", c.steps, c.facts.spec.MaxPlies)
}

func degrees(radians float64) float64 { return radians * 180 / math.Pi }

// String draws the links as seen from the side: o is the joint, + the elbow,
// * the tip, and the dashes show how high the tip is to come.
func (s *AcrobotState) String() string {
	const (
		across = 10 // columns a link's length
		up     = 5  // lines a link's length
	)
	rows := make([][]byte, 4*up+1)
	for i := range rows {
		rows[i] = []byte(strings.Repeat(" ", 4*across+1))
	}
	for i := range rows[up] {
		rows[up][i] = '-'
	}
	mark := func(x, y float64, c byte) { // from the joint, to the right and downward
		rows[2*up+int(math.Round(y*up))][2*across+int(math.Round(x*across))] = c
	}
	x1, y1 := math.Sincos(s.theta1)
	x2, y2 := math.Sincos(s.theta1 + s.theta2)
	for i := 1; i < 5; i++ {
		part := float64(i) / 5
		mark(part*x1, part*y1, '.')
		mark(x1+part*x2, y1+part*y2, '.')
	}
	mark(0, 0, 'o')
	mark(x1, y1, '+')
	mark(x1+x2, y1+y2, '*')
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.TrimRight(string(row), " ") + "\n")
	}
	return b.String() + s.caption("angles %+.1f°, %+.1f°; %+.1f°/s, %+.1f°/s",
		degrees(s.theta1), degrees(s.theta2), degrees(s.omega1), degrees(s.omega2))
}

// String draws the valley, the flag P on the right hill, and the car o.
func (s *MountainCarState) String() string {
	const width, height = 54, 10
	rows := make([][]byte, height+1)
	for i := range rows {
		rows[i] = []byte(strings.Repeat(" ", width+1))
	}
	at := func(x float64) (row, col int) {
		col = int(math.Round((x - leftWall) / (rightWall - leftWall) * width))
		return height - 1 - int(math.Round((math.Sin(3*x)+1)/2*(height-1))), col
	}
	for col := range width + 1 {
		row, _ := at(leftWall + float64(col)/width*(rightWall-leftWall))
		rows[row+1][col] = '~'
	}
	row, col := at(flag)
	rows[row][col] = 'P'
	row, col = at(min(s.x, rightWall))
	rows[row][col] = 'o'
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.TrimRight(string(row), " ") + "\n")
	}
	return b.String() + s.caption("car %+.4f, %+.5f a step", s.x, s.v)
}
