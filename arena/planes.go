package arena

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// planesOf returns the observation of s, [channels][height][width].
func planesOf(spec envs.Spec, s envs.State) [][][]float32 {
	values := make([]float32, spec.ObsLen())
	s.Observe(values)
	planes := make([][][]float32, spec.Obs[0])
	for c := range planes {
		planes[c] = make([][]float32, spec.Obs[1])
		for row := range planes[c] {
			planes[c][row], values = values[:spec.Obs[2]], values[spec.Obs[2]:]
		}
	}
	return planes
}

// FormatPlanes draws planes, [channels][height][width], for people: as many
// side by side as fit in 80 columns, each below its number.
func FormatPlanes(planes [][][]float32) string {
	const widest = 80
	var b strings.Builder
	for first := 0; first < len(planes); {
		last, width := first, 0
		var blocks [][]string
		for last < len(planes) {
			block := drawPlane(last, planes[last])
			if width += len(block[0]) + 2; width > widest && last > first {
				break
			}
			blocks = append(blocks, block)
			last++
		}
		for line := range blocks[0] {
			row := ""
			for _, block := range blocks {
				row += "  " + block[line]
			}
			b.WriteString(strings.TrimRight(row, " ") + "\n")
		}
		first = last
	}
	return b.String()
}

// drawPlane returns lines of equal length: the plane's number and its rows, a
// full stop for 0. Where all values have one digit, they stand close together.
func drawPlane(number int, plane [][]float32) []string {
	texts, widest := make([][]string, len(plane)), 1
	for row, values := range plane {
		for _, v := range values {
			text := strconv.FormatFloat(float64(v), 'g', 3, 32)
			if v == 0 {
				text = "."
			}
			texts[row] = append(texts[row], text)
			widest = max(widest, len(text))
		}
	}
	if widest > 1 {
		widest++ // a blank between numbers
	}
	lines := []string{strconv.Itoa(number)}
	for _, row := range texts {
		line := ""
		for _, text := range row {
			line += fmt.Sprintf("%*s", widest, text)
		}
		lines = append(lines, line)
	}
	length := max(len(lines[0]), len(lines[1]))
	for i := range lines {
		lines[i] = fmt.Sprintf("%-*s", length, lines[i])
	}
	return lines
}
