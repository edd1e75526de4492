package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSVConfig says how a CSV file is read.
type CSVConfig struct {
	Comma   rune     // 0 means ','
	Missing []string // texts that mean no value, besides the empty one; nil means NA, N/A, NaN, null, ?
	Numbers []string // columns that must hold numbers
	Text    []string // columns that are text even if all their values are numbers
}

// ReadCSV reads a table whose first line names the columns. A column is of
// numbers if all its values are. Errors name the line and the column: a ragged
// row, a text where a number must be, a column without a name or without any
// value.
func ReadCSV(r io.Reader, cfg CSVConfig) (*Table, error) {
	reader := csv.NewReader(r)
	reader.TrimLeadingSpace = true
	reader.ReuseRecord = true
	if cfg.Comma != 0 {
		reader.Comma = cfg.Comma
	}
	if cfg.Missing == nil {
		cfg.Missing = []string{"NA", "N/A", "NaN", "null", "?"}
	}
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("csv: no line with the names of the columns")
	}
	if err != nil {
		return nil, csvError(err)
	}
	columns, err := newCSVColumns(header)
	if err != nil {
		return nil, err
	}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvError(err)
		}
		line, _ := reader.FieldPos(0)
		for i, text := range record {
			columns[i].add(strings.TrimSpace(text), line, cfg.Missing)
		}
	}
	return finishCSV(columns, cfg)
}

func csvError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) && errors.Is(parse.Err, csv.ErrFieldCount) {
		return fmt.Errorf("csv: line %d has another number of columns than the header", parse.Line)
	}
	return fmt.Errorf("csv: %w", err)
}

// csvColumn gathers the values of a column while all may still be numbers.
type csvColumn struct {
	name  string
	text  []string
	line  int    // of the first value that is no number; 0 while all are
	wrong string // that value
}

func newCSVColumns(header []string) ([]*csvColumn, error) {
	var columns []*csvColumn
	for i, name := range header {
		name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		if name == "" || !utf8.ValidString(name) {
			return nil, fmt.Errorf("csv: column %d has no name", i+1)
		}
		for _, c := range columns {
			if c.name == name {
				return nil, fmt.Errorf("csv: two columns are named %q", name)
			}
		}
		columns = append(columns, &csvColumn{name: name})
	}
	return columns, nil
}

func (c *csvColumn) add(text string, line int, missing []string) {
	if slices.Contains(missing, text) {
		text = ""
	}
	if _, err := parseNumber(text); err != nil && c.line == 0 {
		c.line, c.wrong = line, text
	}
	c.text = append(c.text, text)
}

func finishCSV(columns []*csvColumn, cfg CSVConfig) (*Table, error) {
	for _, name := range slices.Concat(cfg.Numbers, cfg.Text) {
		if !slices.ContainsFunc(columns, func(c *csvColumn) bool { return c.name == name }) {
			return nil, fmt.Errorf("csv: no column is named %q", name)
		}
	}
	table := &Table{}
	for _, c := range columns {
		if len(c.text) > 0 && !slices.ContainsFunc(c.text, func(s string) bool { return s != "" }) {
			return nil, fmt.Errorf("csv: column %q has no value in any row", c.name)
		}
		if c.line > 0 && slices.Contains(cfg.Numbers, c.name) {
			return nil, fmt.Errorf("csv: line %d, column %q: %q is not a number", c.line, c.name, c.wrong)
		}
		if c.line > 0 || slices.Contains(cfg.Text, c.name) {
			table.Columns = append(table.Columns, Column{Name: c.name, Text: append([]string{}, c.text...)})
			continue
		}
		numbers := make([]float64, len(c.text))
		for i, text := range c.text {
			numbers[i], _ = parseNumber(text) // add has parsed it already
		}
		table.Columns = append(table.Columns, Column{Name: c.name, Numbers: numbers})
	}
	return table, nil
}

// parseNumber reads a finite number; no text is a missing one.
func parseNumber(text string) (float64, error) {
	if text == "" {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err == nil && (math.IsInf(x, 0) || math.IsNaN(x)) {
		err = strconv.ErrRange
	}
	return x, err
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
