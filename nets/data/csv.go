package data

import (
	"encoding/binary"
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
//
// While it reads, it holds the text of the file and a byte for each cell, twice
// while a buffer grows. Each column then becomes 8 bytes for each cell if of
// numbers, 16 and the text if not, and its buffer goes: a digit and its comma
// become four times their size. All that is allocated on the way, garbage too,
// is some fifteen times a file of such cells and less for longer ones.
func ReadCSV(r io.Reader, cfg CSVConfig) (*Table, error) {
	reader := csv.NewReader(r)
	reader.TrimLeadingSpace = true
	reader.ReuseRecord = true
	reader.FieldsPerRecord = -1 // checked here, for errors that name the column
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
		return nil, fmt.Errorf("csv: %w", err)
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
			return nil, fmt.Errorf("csv: %w", err)
		}
		line, _ := reader.FieldPos(0)
		if len(record) != len(columns) {
			return nil, raggedError(record, columns, line)
		}
		for i, text := range record {
			columns[i].add(strings.TrimSpace(text), line, cfg.Missing)
		}
	}
	return finishCSV(columns, cfg)
}

// raggedError tells of a row that is too short or too long.
func raggedError(record []string, columns []*csvColumn, line int) error {
	has := "1 column"
	if len(record) != 1 {
		has = fmt.Sprintf("%d columns", len(record))
	}
	problem := fmt.Sprintf("no name for the value %.40q", record[min(len(columns), len(record)-1)])
	if len(record) < len(columns) {
		problem = fmt.Sprintf("no value for %q", columns[len(record)].name)
	}
	return fmt.Errorf("csv: line %d has %s, want %d: %s", line, has, len(columns), problem)
}

// csvColumn gathers the values of a column while all may still be numbers. It
// keeps their texts, for a column that turns out to be text must show them as
// they were, and keeps them in one buffer, for a string each would cost many
// times the file.
type csvColumn struct {
	name  string
	cells []byte // each cell's length as a varint and its text
	rows  int
	some  bool   // a row has a value
	line  int    // of the first value that is no number; 0 while all are
	wrong string // that value
}

func newCSVColumns(header []string) ([]*csvColumn, error) {
	columns := make([]*csvColumn, len(header))
	taken := make(map[string]bool, len(header))
	for i, name := range header {
		name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		if name == "" || !utf8.ValidString(name) {
			return nil, fmt.Errorf("csv: column %d has no name", i+1)
		}
		if taken[name] {
			return nil, fmt.Errorf("csv: two columns are named %q", name)
		}
		taken[name] = true
		columns[i] = &csvColumn{name: name}
	}
	return columns, nil
}

func (c *csvColumn) add(text string, line int, missing []string) {
	if slices.Contains(missing, text) {
		text = ""
	}
	if c.line == 0 {
		if _, err := parseNumber(text); err != nil {
			c.line, c.wrong = line, strings.Clone(text)
		}
	}
	c.some = c.some || text != ""
	c.rows++
	c.cells = append(binary.AppendUvarint(c.cells, uint64(len(text))), text...)
}

// finish makes the gathered values a column and lets go of their buffer.
func (c *csvColumn) finish(isText bool) Column {
	out := Column{Name: c.name}
	if isText {
		out.Text = make([]string, c.rows)
	} else {
		out.Numbers = make([]float64, c.rows)
	}
	var all strings.Builder // the texts alone, of which the cells are parts
	if isText {
		all.Grow(len(c.cells) - c.rows)
	}
	rest := c.cells
	for row := range c.rows {
		length, size := binary.Uvarint(rest)
		text := rest[size : size+int(length)]
		rest = rest[size+int(length):]
		if isText {
			from := all.Len()
			all.Write(text)
			out.Text[row] = all.String()[from:]
		} else {
			out.Numbers[row], _ = parseNumber(string(text)) // add has parsed it already
		}
	}
	c.cells = nil
	return out
}

func finishCSV(columns []*csvColumn, cfg CSVConfig) (*Table, error) {
	names := make(map[string]bool, len(columns))
	for _, c := range columns {
		names[c.name] = true
	}
	numbers, texts := map[string]bool{}, map[string]bool{}
	for i, name := range slices.Concat(cfg.Numbers, cfg.Text) {
		if !names[name] {
			return nil, fmt.Errorf("csv: no column is named %q", name)
		}
		if i < len(cfg.Numbers) {
			numbers[name] = true
		} else {
			texts[name] = true
		}
	}
	table := &Table{Columns: make([]Column, 0, len(columns))}
	for _, c := range columns {
		if c.rows > 0 && !c.some {
			return nil, fmt.Errorf("csv: column %q has no value in any row", c.name)
		}
		if c.line > 0 && numbers[c.name] {
			return nil, fmt.Errorf("csv: line %d, column %q: %q is not a number", c.line, c.name, c.wrong)
		}
		table.Columns = append(table.Columns, c.finish(c.line > 0 || texts[c.name]))
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
