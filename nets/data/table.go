package data

import (
	"fmt"
	"math"
	"slices"
)

// Table is a list of columns of one length.
type Table struct {
	Columns []Column
}

// Column is a named column of numbers or of text, never both.
type Column struct {
	Name    string
	Numbers []float64 // NaN where missing
	Text    []string  // "" where missing; nil for a column of numbers
}

// IsText reports whether the column holds text.
func (c *Column) IsText() bool { return c.Text != nil }

// Len returns the number of rows.
func (c *Column) Len() int {
	if c.IsText() {
		return len(c.Text)
	}
	return len(c.Numbers)
}

// Missing reports whether the column has no value in a row.
func (c *Column) Missing(row int) bool {
	if c.IsText() {
		return c.Text[row] == ""
	}
	return math.IsNaN(c.Numbers[row])
}

// Rows returns the number of rows.
func (t *Table) Rows() int {
	if len(t.Columns) == 0 {
		return 0
	}
	return t.Columns[0].Len()
}

// Column returns the column of a name, or an error that lists those there are.
func (t *Table) Column(name string) (*Column, error) {
	names := make([]string, len(t.Columns))
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i], nil
		}
		names[i] = t.Columns[i].Name
	}
	return nil, fmt.Errorf("no column %q, there are %q", name, names)
}

// Select returns a table of the given rows, in their order.
func (t *Table) Select(rows []int) *Table {
	out := &Table{Columns: make([]Column, len(t.Columns))}
	for i := range t.Columns {
		c := &t.Columns[i]
		picked := Column{Name: c.Name}
		if c.IsText() {
			picked.Text = make([]string, 0, len(rows))
		}
		for _, row := range rows {
			if c.IsText() {
				picked.Text = append(picked.Text, c.Text[row])
			} else {
				picked.Numbers = append(picked.Numbers, c.Numbers[row])
			}
		}
		out.Columns[i] = picked
	}
	return out
}

// DropMissing returns the rows that have a value in all of the named columns,
// or in all columns if none is named.
func (t *Table) DropMissing(names ...string) (*Table, error) {
	for _, name := range names {
		if _, err := t.Column(name); err != nil {
			return nil, err
		}
	}
	var rows []int
	for row := range t.Rows() {
		whole := true
		for i := range t.Columns {
			c := &t.Columns[i]
			if (len(names) == 0 || slices.Contains(names, c.Name)) && c.Missing(row) {
				whole = false
			}
		}
		if whole {
			rows = append(rows, row)
		}
	}
	return t.Select(rows), nil
}

// Labels returns the classes of a column of text, sorted, and the class of each
// row. A missing value is an error.
func (t *Table) Labels(name string) (classes []string, labels []int, err error) {
	c, err := t.Column(name)
	if err != nil {
		return nil, nil, err
	}
	if !c.IsText() {
		return nil, nil, fmt.Errorf("column %q holds numbers, want text", name)
	}
	classes = slices.Compact(slices.Sorted(slices.Values(c.Text)))
	for row, text := range c.Text {
		if text == "" {
			return nil, nil, fmt.Errorf("column %q has no value in row %d", name, row+1)
		}
		label, _ := slices.BinarySearch(classes, text)
		labels = append(labels, label)
	}
	return classes, labels, nil
}
