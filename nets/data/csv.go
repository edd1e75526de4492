package data

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
)

// maxColumns is the most columns that a CSV file may have.
const maxColumns = 1 << 16

// CSVConfig says how a CSV file is read.
type CSVConfig struct {
	Comma   rune     // an ASCII character; 0 means ','
	Missing []string // texts that mean no value, besides the empty one; nil means NA, N/A, NaN, null, ?
	Numbers []string // columns that must hold numbers
	Text    []string // columns that are text even if all their values are numbers
}

// ReadCSV reads a table whose first line names the columns. A column is of
// numbers if all its values are: decimal, of at most 64 characters and smaller
// than 1e308. Errors name the line and the column: a ragged row, a text where a
// number must be, a column without a name or without any value. A value has at
// most 64 KiB and a row at most 65536 values.
//
// Beside the table that it returns, and which a refused file never costs, it
// allocates at most twice the file and 1 MiB. The table takes 8 bytes for a
// number, and 16 and its text for a text.
func ReadCSV(r io.Reader, cfg CSVConfig) (*Table, error) {
	if cfg.Missing == nil {
		cfg.Missing = []string{"NA", "N/A", "NaN", "null", "?"}
	}
	scan, err := newCSVScanner(r, cfg.Comma)
	if err != nil {
		return nil, err
	}
	file := csvFile{scan: scan, cfg: cfg}
	if err := file.readNames(); err != nil {
		return nil, err
	}
	for err == nil {
		err = file.readRow()
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := file.checkValues(); err != nil {
		return nil, err
	}
	return file.table(), nil
}

// WriteCSV writes a table as ReadCSV reads it.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	record := make([]string, len(t.Columns))
	for i := range t.Columns {
		record[i] = t.Columns[i].Name
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for row := range t.Rows() {
		for i := range t.Columns {
			c := &t.Columns[i]
			switch {
			case c.Missing(row):
				record[i] = "NA"
			case c.IsText():
				record[i] = c.Text[row]
			default:
				record[i] = strconv.FormatFloat(c.Numbers[row], 'g', -1, 64)
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
