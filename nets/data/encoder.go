package data

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Encoder is a recipe with all that it learned from the training part.
type Encoder struct {
	Classes []string // of the label, sorted; nil for a target
	Inputs  []string // what each input of the network is

	recipe  Recipe
	columns []columnEncoder
}

type columnEncoder struct {
	feature    Feature
	isText     bool
	fill       float64
	fillText   string
	shift      float64
	factor     float64
	categories []string // sorted
}

// Encode returns the inputs [rows, inputs] of a table that has the columns of
// the features; it needs no label or target.
func (e *Encoder) Encode(t *Table) (*tensor.Tensor, error) {
	out := tensor.New(t.Rows(), len(e.Inputs))
	at := 0
	for i := range e.columns {
		c := &e.columns[i]
		column, err := t.Column(c.feature.Column)
		if err != nil {
			return nil, fmt.Errorf("encode: %w", err)
		}
		if column.IsText() != c.isText {
			return nil, fmt.Errorf("encode: column %q holds text in one table and numbers in the other", column.Name)
		}
		for row := range t.Rows() {
			if err := c.encode(column, row, out.Data[row*len(e.Inputs)+at:]); err != nil {
				return nil, fmt.Errorf("encode: column %q, row %d: %w", column.Name, row+1, err)
			}
		}
		at += len(c.inputs())
	}
	return out, nil
}

// Examples encodes a table with its label or target, which may be the training
// part or another with the same columns.
func (e *Encoder) Examples(t *Table) (nets.Examples, error) {
	inputs, err := e.Encode(t)
	if err != nil {
		return nets.Examples{}, err
	}
	out := nets.Examples{Inputs: inputs}
	return out, e.encodeTarget(t, &out)
}

func (e *Encoder) encodeTarget(t *Table, out *nets.Examples) error {
	name := e.recipe.Target + e.recipe.Label
	c, err := t.Column(name)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if c.IsText() == (e.Classes == nil) {
		return fmt.Errorf("encode: column %q: a label is text and a target is numbers", name)
	}
	if e.Classes == nil {
		out.Targets = tensor.New(t.Rows(), 1)
	}
	for row := range t.Rows() {
		if c.Missing(row) {
			return fmt.Errorf("encode: column %q has no value in row %d", name, row+1)
		}
		if e.Classes == nil {
			out.Targets.Data[row] = float32(c.Numbers[row])
			continue
		}
		label, known := slices.BinarySearch(e.Classes, c.Text[row])
		if !known {
			return fmt.Errorf("encode: column %q, row %d: class %q was not in the training part, which has %q", name, row+1, c.Text[row], e.Classes)
		}
		out.Labels = append(out.Labels, label)
	}
	return nil
}

func (e *columnEncoder) text(c *Column, row int) string {
	if c.Missing(row) {
		return e.fillText
	}
	return c.Text[row]
}

// inputs names the inputs that the column becomes.
func (e *columnEncoder) inputs() []string {
	if !e.isText {
		return []string{e.feature.Column}
	}
	names := make([]string, len(e.categories))
	for i, c := range e.categories {
		names[i] = e.feature.Column + "=" + c
	}
	return names
}

// encode writes the inputs of a row to dst.
func (e *columnEncoder) encode(c *Column, row int, dst []float32) error {
	if e.isText {
		if i, known := slices.BinarySearch(e.categories, e.text(c, row)); known {
			dst[i] = 1
		}
		return nil
	}
	x := c.Numbers[row]
	if math.IsNaN(x) {
		x = e.fill
	}
	if math.IsNaN(x) {
		return errors.New("has no value, and the recipe does not fill")
	}
	dst[0] = float32((x - e.shift) * e.factor)
	return nil
}
