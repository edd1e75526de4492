package nets

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// SummaryRow describes a layer of a network for one input.
type SummaryRow struct {
	Name, Kind string
	Output     []int // without the batch
	Params     int   // elements
	MulAdds    int   // multiplications with addition in an evaluation
}

// WriteSummary writes rows as a table with a line of totals.
func WriteSummary(w io.Writer, rows []SummaryRow) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "layer\tkind\toutput\tparameters\tmultiply-adds")
	var params, mulAdds int
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\n", r.Name, r.Kind, shapeText(r.Output), r.Params, r.MulAdds)
		params += r.Params
		mulAdds += r.MulAdds
	}
	fmt.Fprintf(table, "total\t\t\t%d\t%d\n", params, mulAdds)
	return table.Flush()
}

func shapeText(shape []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(shape), "[]"), " ", "x")
}

// Summary describes the layers of the network.
func (net *PolicyValue) Summary() []SummaryRow {
	h, w := net.cfg.Obs[1], net.cfg.Obs[2]
	var rows []SummaryRow
	conv := func(name string, c *Conv2D) { rows = append(rows, convSummary(name, c, h, w)) }
	dense := func(name string, d *Dense) { rows = append(rows, denseSummary(name, d)) }
	conv("stem", net.stem)
	for i, b := range net.blocks {
		conv(fmt.Sprintf("block%d.conv1", i), b.Conv1)
		conv(fmt.Sprintf("block%d.conv2", i), b.Conv2)
	}
	conv("policy.conv", net.policy.Conv)
	dense("policy.out", net.policy.Out)
	conv("value.conv", net.value.Conv)
	dense("value.hidden", net.value.Hidden)
	dense("value.out", net.value.Out)
	return rows
}

// convSummary describes a convolution whose output has h x w pixels.
func convSummary(name string, c *Conv2D, h, w int) SummaryRow {
	s := c.Weight.Value.Shape
	return SummaryRow{
		Name: name, Kind: fmt.Sprintf("conv %dx%d", s[2], s[3]), Output: []int{s[0], h, w},
		Params: Count(c.Params()), MulAdds: c.Weight.Value.Len() * h * w,
	}
}

func denseSummary(name string, d *Dense) SummaryRow {
	return SummaryRow{
		Name: name, Kind: "dense", Output: d.Weight.Value.Shape[:1],
		Params: Count(d.Params()), MulAdds: d.Weight.Value.Len(),
	}
}
