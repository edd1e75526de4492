package lines_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/lines"
)

// all reads to the end; a line that is too long shows as "<too long>".
func all(r *lines.Reader) (got []string, end error) {
	for {
		line, err := r.Next()
		switch {
		case err == nil:
			got = append(got, line)
		case errors.Is(err, lines.ErrTooLong):
			got = append(got, "<too long>")
		default:
			return got, err
		}
	}
}

func TestNext(t *testing.T) {
	huge := strings.Repeat("x", 10_000) // more than a buffer
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"lines", "a\nbc\n\nd\n", []string{"a", "bc", "", "d"}},
		{"the last without its end", "a\nb", []string{"a", "b"}},
		{"carriage returns stay", "a\r\n", []string{"a\r"}},
		{"as long as may be", "12345678\n", []string{"12345678"}},
		{"a byte too long", "123456789\na\n", []string{"<too long>", "a"}},
		{"too long at the end", "a\n123456789", []string{"a", "<too long>"}},
		{"longer than any buffer", huge + "\na\n" + huge + huge + "\nb", []string{"<too long>", "a", "<too long>", "b"}},
		{"longer than any buffer at the end", huge, []string{"<too long>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, end := all(lines.NewReader(strings.NewReader(c.text), 8))
			assert.Equal(t, c.want, got)
			assert.Equal(t, io.EOF, end)
			got, _ = all(lines.NewReader(iotest.OneByteReader(strings.NewReader(c.text)), 8))
			assert.Equal(t, c.want, got, "byte by byte")
		})
	}
}

func TestLongLinesAreTakenWhereAsked(t *testing.T) {
	huge := strings.Repeat("x", 10_000)
	got, _ := all(lines.NewReader(strings.NewReader(huge+"\nb"), 10_000))
	assert.Equal(t, []string{huge, "b"}, got)
}

func TestTheErrorOfTheReaderComesThrough(t *testing.T) {
	broken := errors.New("broken")
	_, end := all(lines.NewReader(iotest.ErrReader(broken), 8))
	assert.Equal(t, broken, end)
}
