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

// Summary describes the layers of the network, auxiliary heads included.
func (net *PolicyValue) Summary() []SummaryRow {
	var rows []SummaryRow
	params := net.Params()
	for i := 0; i < len(params); i += 2 { // each layer has a weight and a bias
		weight, bias := params[i].Value, params[i+1].Value
		row := SummaryRow{
			Name: strings.TrimSuffix(params[i].Name, ".weight"), Kind: "dense", Output: weight.Shape[:1],
			Params: weight.Len() + bias.Len(), MulAdds: weight.Len(),
		}
		if s := weight.Shape; len(s) == 4 && net.cfg.Tower != DenseTower {
			row.Kind, row.Output = fmt.Sprintf("conv %dx%d", s[2], s[3]), []int{s[0], net.cfg.Obs[1], net.cfg.Obs[2]}
			row.MulAdds *= net.cfg.pixels()
		}
		rows = append(rows, row)
	}
	return rows
}
