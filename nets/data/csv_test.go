package data_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/data"
)

// readAllocated returns what reading a file allocates in all, garbage too.
func readAllocated(t *testing.T, file string) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := data.ReadCSV(strings.NewReader(file), data.CSVConfig{})
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// The shortest cells are the worst for the reader.
func TestReadCSVAllocatesLittle(t *testing.T) {
	numbers := "a,b,c,d\n" + strings.Repeat("1,2,3,4\n", 50_000)
	for name, c := range map[string]struct {
		file string
		most int
	}{
		"numbers":            {numbers, 14},
		"text":               {strings.ReplaceAll(numbers, "1", "x"), 16},
		"text at the end":    {numbers + "x,x,x,x\n", 20},
		"long text":          {"a\n" + strings.Repeat(strings.Repeat("x", 300)+"\n", 1000), 10},
		"numbers, no values": {"a,b\n1,2\n" + strings.Repeat(",\n", 50_000), 14},
	} {
		used := readAllocated(t, c.file)
		t.Logf("%s: %.1f times the file", name, float64(used)/float64(len(c.file)))
		assert.Less(t, used, c.most*len(c.file), name)
	}
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
