package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvFile is a file that is being read. It keeps the values as they are until
// the whole file is known to be good, for only then is it known which columns
// are text.
type csvFile struct {
	scan    *csvScanner
	cfg     CSVConfig
	cells   csvCells // the names, then row by row
	columns []csvColumn
	rows    int
}

// csvColumn is what is known of a column; a byte each, for there may be as many
// as half the file has bytes.
type csvColumn uint8

const (
	columnHasValue  csvColumn = 1 << iota // in some row
	columnIsText                          // a value is no number, or the configuration says so
	columnOfNumbers                       // the configuration says so
)

// readNames reads the first line.
func (f *csvFile) readNames() error {
	count := 0
	for count == 0 || !f.scan.last {
		if err := f.scan.next(); errors.Is(err, io.EOF) {
			return errors.New("csv: no line with the names of the columns")
		} else if err != nil {
			return err
		}
		if count++; count > maxColumns {
			return fmt.Errorf("csv: more than %d columns, the most that is allowed", maxColumns)
		}
		if len(f.scan.cell) == 0 || !utf8.Valid(f.scan.cell) {
			return fmt.Errorf("csv: column %d has no name", count)
		}
		f.cells.add(f.scan.cell)
	}
	f.columns = make([]csvColumn, count)
	if err := f.checkDistinct(); err != nil {
		return err
	}
	return f.configure()
}

// checkDistinct reports a name that two columns have.
func (f *csvFile) checkDistinct() error {
	names, left, right := make([]csvPlace, len(f.columns)), f.cells.reader(), f.cells.reader()
	for i := range names {
		names[i] = left.place
		left.next()
	}
	compare := func(a, b csvPlace) int {
		left.place, right.place = a, b
		return bytes.Compare(left.next(), right.next())
	}
	slices.SortFunc(names, compare)
	for i := 1; i < len(names); i++ {
		if compare(names[i-1], names[i]) == 0 {
			left.place = names[i]
			return fmt.Errorf("csv: two columns are named %.80q", left.next())
		}
	}
	return nil
}

// configure marks the columns that the configuration names.
func (f *csvFile) configure() error {
	wanted := map[string]csvColumn{}
	for _, name := range f.cfg.Text {
		wanted[name] |= columnIsText
	}
	for _, name := range f.cfg.Numbers {
		wanted[name] |= columnOfNumbers
	}
	found, values := 0, f.cells.reader()
	for i := range f.columns {
		mark, ok := wanted[string(values.next())]
		if ok {
			f.columns[i] = mark
			found++
		}
	}
	if found == len(wanted) {
		return nil
	}
	values = f.cells.reader()
	for range f.columns {
		delete(wanted, string(values.next()))
	}
	for _, name := range slices.Concat(f.cfg.Numbers, f.cfg.Text) {
		if _, missing := wanted[name]; missing {
			return fmt.Errorf("csv: no column is named %q", name)
		}
	}
	return nil
}

// name returns the name of a column.
func (f *csvFile) name(column int) string {
	values := f.cells.reader()
	for range column {
		values.next()
	}
	return string(values.next())
}

// readRow reads a row, or returns io.EOF.
func (f *csvFile) readRow() error {
	line := 0
	for i := range f.columns {
		if i > 0 && f.scan.last {
			return f.ragged(line, i, fmt.Sprintf("no value for %.80q", f.name(i)))
		}
		if err := f.scan.next(); err != nil {
			return err
		}
		if i == 0 {
			line = f.scan.begin
		}
		if err := f.addValue(i, line); err != nil {
			return err
		}
	}
	if !f.scan.last {
		return f.tooLong(line)
	}
	f.rows++
	return nil
}

// addValue keeps the value that was read, of a column in the row that begins in
// a line.
func (f *csvFile) addValue(column, line int) error {
	value, c := f.scan.cell, &f.columns[column]
	if slices.ContainsFunc(f.cfg.Missing, func(text string) bool { return text == string(value) }) {
		value = nil
	}
	f.cells.add(value)
	if len(value) == 0 {
		return nil
	}
	*c |= columnHasValue
	if isNumber(value) {
		return nil
	}
	if *c&columnOfNumbers != 0 {
		return fmt.Errorf("csv: line %d, column %.80q: %.80q is not a number", line, f.name(column), value)
	}
	*c |= columnIsText
	return nil
}

// tooLong tells of a row with more values than there are columns.
func (f *csvFile) tooLong(line int) error {
	if err := f.scan.next(); err != nil {
		return err
	}
	problem := fmt.Sprintf("no name for the value %.40q", f.scan.cell)
	more, err := f.scan.rest()
	if err != nil {
		return err
	}
	return f.ragged(line, len(f.columns)+1+more, problem)
}

func (f *csvFile) ragged(line, values int, problem string) error {
	has := "1 column"
	if values != 1 {
		has = fmt.Sprintf("%d columns", values)
	}
	return fmt.Errorf("csv: line %d has %s, want %d: %s", line, has, len(f.columns), problem)
}

// checkValues reports a column without any.
func (f *csvFile) checkValues() error {
	for i, c := range f.columns {
		if f.rows > 0 && c&columnHasValue == 0 {
			return fmt.Errorf("csv: column %.80q has no value in any row", f.name(i))
		}
	}
	return nil
}

// table makes the values columns. All texts are parts of one string.
func (f *csvFile) table() *Table {
	size := 0
	f.eachValue(func(row, column int, value []byte) {
		if row < 0 || f.columns[column]&columnIsText != 0 {
			size += len(value)
		}
	})
	var texts strings.Builder
	texts.Grow(size)
	keep := func(value []byte) string {
		from := texts.Len()
		texts.Write(value)
		return texts.String()[from:]
	}
	t := &Table{Columns: make([]Column, len(f.columns))}
	f.eachValue(func(row, column int, value []byte) {
		c := &t.Columns[column]
		switch {
		case row >= 0 && c.IsText():
			c.Text[row] = keep(value)
		case row >= 0:
			c.Numbers[row] = numberOf(value)
		case f.columns[column]&columnIsText != 0:
			*c = Column{Name: keep(value), Text: make([]string, f.rows)}
		default:
			*c = Column{Name: keep(value), Numbers: make([]float64, f.rows)}
		}
	})
	return t
}

// eachValue visits the names, as row -1, and the values, row by row.
func (f *csvFile) eachValue(visit func(row, column int, value []byte)) {
	values := f.cells.reader()
	for row := -1; row < f.rows; row++ {
		for column := range f.columns {
			visit(row, column, values.next())
		}
	}
}
