package data_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/data"
)

// readAllocated returns what reading a file allocates in all, garbage too, and
// what it returns. Others in the process may allocate at the same time, so it
// takes the least of some attempts.
func readAllocated(file string) (least uint64, table *data.Table, err error) {
	least = math.MaxUint64
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		table, err = data.ReadCSV(strings.NewReader(file), data.CSVConfig{})
		runtime.ReadMemStats(&after)
		if least = min(least, after.TotalAlloc-before.TotalAlloc); least <= allowance(file, table) {
			break
		}
	}
	return least, table, err
}

// allowance is what reading a file may allocate: twice the file and 1 MiB, and
// the table, of which an allocation may be an eighth larger than asked for.
func allowance(file string, table *data.Table) uint64 {
	size := 0
	if table != nil {
		for _, c := range table.Columns {
			size += int(reflect.TypeOf(c).Size()) + len(c.Name) + 8*len(c.Numbers)
			for _, s := range c.Text {
				size += int(reflect.TypeOf(s).Size()) + len(s)
			}
		}
	}
	return uint64(2*len(file) + 1<<20 + size + size/8)
}

// Files made to cost more than they weigh, hostile and honest. A refused one
// costs no table.
func TestReadCSVAllocatesAtMostTwiceTheFile(t *testing.T) {
	rows := func(row string) string { return strings.Repeat(row, 1<<21/len(row)) }
	numbers := "a,b,c,d\n" + rows("1,2,3,4\n")
	names := make([]string, 1<<16)
	for i := range names {
		names[i] = strconv.FormatInt(int64(i), 36)
	}
	header := strings.Join(names, ",") + "\n"
	for name, c := range map[string]struct{ file, want string }{
		"numbers":             {numbers, ""},
		"text":                {"a,b,c,d\n" + rows("x,y,z,w\n"), ""},
		"text at the end":     {numbers + "x,x,x,x\n", ""},
		"long text":           {"a\n" + rows(strings.Repeat("x", 300)+"\n"), ""},
		"longest text":        {"a\n" + rows(strings.Repeat("x", 1<<16)+"\n"), ""},
		"long numbers":        {"a\n" + rows("0."+strings.Repeat("7", 35)+"\n"), ""},
		"no numbers":          {"a\n" + rows("0."+strings.Repeat("7", 35)+"-\n"), ""},
		"no values":           {"a,b\n1,2\n" + rows(",\n"), ""},
		"empty lines":         {"a\n" + rows("\n"), ""},
		"ragged at the end":   {numbers + "1,2,3\n", `no value for "d"`},
		"a long row":          {"a\n1\n" + rows("1,"), "line 3 has 1048577 columns"},
		"a quote at the end":  {numbers + "1,2,3,x\"\n", "a quote within a value"},
		"an open quote":       {"a\n\"" + rows("x"), "more than 65536 bytes"},
		"many open quotes":    {"a\n" + rows("\"\"") + "\n", "more than 65536 bytes"},
		"an empty column":     {"a,b\n" + rows("1,\n"), `"b" has no value`},
		"commas":              {rows(","), "column 1 has no name"},
		"one name":            {rows("a,"), "more than 65536 columns"},
		"most names":          {header, ""},
		"most names, a row":   {header + strings.Repeat("x,", len(names)-1) + "x\n", ""},
		"most names, no row":  {header + strings.Repeat("1,", len(names)-2) + "1\n", `no value for "1ekf"`},
		"most names, numbers": {header + strings.Repeat("9e999,", len(names)-1) + "9\n", ""},
	} {
		used, table, err := readAllocated(c.file)
		if c.want == "" {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, c.want, name)
		}
		t.Logf("%-20s %.2f times the file of %d bytes", name, float64(used)/float64(len(c.file)), len(c.file))
		assert.LessOrEqual(t, used, allowance(c.file, table), name)
	}
}

// records reads a file by the standard library.
func records(file string) ([][]string, error) {
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff")))
	reader.TrimLeadingSpace = true
	reader.FieldsPerRecord = -1
	return reader.ReadAll()
}

// holdAgainstStandard compares what ReadCSV makes of a file with the values
// that the standard library's reader finds.
func holdAgainstStandard(t *testing.T, file string) {
	want, wantErr := records(file)
	missing := []string{}
	table, err := data.ReadCSV(strings.NewReader(file), data.CSVConfig{Missing: missing})
	if err != nil {
		if wantErr == nil { // then the rows, not the quotes, must be at fault
			assert.NotContains(t, err.Error(), "quote", "%q", file)
		}
		return
	}
	require.NoError(t, wantErr, "%q", file)
	require.Len(t, want, table.Rows()+1, "%q", file)
	for i := range table.Columns {
		c := &table.Columns[i]
		for row, record := range want[1:] {
			require.Len(t, record, len(table.Columns), "%q", file)
			text := strings.TrimSpace(record[i])
			if c.IsText() {
				require.Equal(t, text, c.Text[row], "%q", file)
			} else if number, err := strconv.ParseFloat(text, 64); text != "" {
				require.NoError(t, err, "%q", file)
				require.Equal(t, number, c.Numbers[row], "%q", file)
			}
		}
	}
}

func TestReadCSVAgreesWithTheStandardLibrary(t *testing.T) {
	for _, file := range []string{
		"a,b\r\n1,2\r\n\r\n3,4\r", "a\n \n\n\t\n", "a,b\n1,", "a\n\"x\r\ny\rz\"\r\n\"\"\"\"", "\ufeff\"a\"\n1\n",
		"a\n\"x\" \n", "a\n\"x\"y\n", "a\nx\"\n", "a\n\u00a0\"x\"\n", "a\n\"x\"\r", "a\n\"x\ry\"\n", "a\n\r\r\n",
		"a\n+1\n-.5\n3.\n1e-400\n007\n1E+2", "a\n1e308\n", "a\n.\n", "a\n1e\n", "a\n0x10\n", "a\n1_0\n", "\xff\n1", "a\n\xff\xfe\n",
	} {
		holdAgainstStandard(t, file)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("a,b\n1,x\n,y\n")
	f.Add("a\n\"q\"\"\"\n")
	f.Add("\ufeffa,b\r\n\" x\r\ny\",1e5\r\n?,2\r")
	f.Fuzz(func(t *testing.T, text string) {
		used, table, err := readAllocated(text)
		require.LessOrEqual(t, used, allowance(text, table))
		holdAgainstStandard(t, text)
		if err != nil || table.Rows() == 0 {
			return
		}
		var first, second bytes.Buffer
		require.NoError(t, table.WriteCSV(&first))
		var names []string
		for i := range table.Columns {
			if table.Columns[i].IsText() {
				names = append(names, table.Columns[i].Name)
			}
		}
		again, err := data.ReadCSV(bytes.NewReader(first.Bytes()), data.CSVConfig{Text: names})
		require.NoError(t, err, "%q", first.String())
		require.NoError(t, again.WriteCSV(&second))
		require.Equal(t, first.String(), second.String())
	})
}

func TestReadCSVRefusesCommas(t *testing.T) {
	for _, comma := range []rune{'"', '\n', '\r', 'é', -1} {
		_, err := data.ReadCSV(strings.NewReader("a\n1\n"), data.CSVConfig{Comma: comma})
		assert.ErrorContains(t, err, "comma")
	}
	table, err := data.ReadCSV(strings.NewReader("a\tb\n\t2\n1\t\n"), data.CSVConfig{Comma: '\t'})
	require.NoError(t, err)
	assert.Equal(t, 2, table.Rows())
}

// A column that turns out to be text late shows its numbers as they were.
func TestReadCSVKeepsTextOfNumbers(t *testing.T) {
	long := strings.Repeat("x", 300)
	table, err := data.ReadCSV(strings.NewReader("a,b\n007,1\n1e3,\nNA,2\n"+long+",3\n"), data.CSVConfig{})
	require.NoError(t, err)
	assert.Equal(t, []string{"007", "1e3", "", long}, table.Columns[0].Text)
	assert.False(t, table.Columns[1].IsText())
}

// The work for a name must not grow with the names before it: were it so, the
// lookups of these would take minutes.
func TestReadCSVManyColumns(t *testing.T) {
	names := make([]string, 60_000)
	for i := range names {
		names[i] = fmt.Sprintf("a column with a rather long name and number %d", i)
	}
	header := strings.Join(names, ",")
	table, err := data.ReadCSV(strings.NewReader(header+"\n"+strings.Repeat("1,", len(names)-1)+"1\n"), data.CSVConfig{Numbers: names})
	require.NoError(t, err)
	assert.Len(t, table.Columns, len(names))
	_, err = data.ReadCSV(strings.NewReader(header+","+names[7]), data.CSVConfig{})
	assert.ErrorContains(t, err, "number 7")
}
