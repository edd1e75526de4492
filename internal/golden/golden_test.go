package golden

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFirstDifference(t *testing.T) {
	for _, c := range []struct{ name, want, got, difference string }{
		{"equal", "a\nb\n", "a\nb\n", ""},
		{"a line", "a\nb\n", "a\nc\n", "line 2 is\n\t\"c\", want\n\t\"b\""},
		{"a line more", "a", "a\nb", "2 lines, want 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.difference, firstDifference(c.want, c.got))
		})
	}
}

func TestUpdateWritesWhatCompareReads(t *testing.T) {
	t.Chdir(t.TempDir())
	*update = true
	Compare(t, "sub/text.txt", "one\n")
	*update = false
	Compare(t, "sub/text.txt", "one\n")
	text, err := os.ReadFile("testdata/sub/text.txt")
	require.NoError(t, err)
	assert.Equal(t, "one\n", string(text))
}
