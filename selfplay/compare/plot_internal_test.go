package compare

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWrap(t *testing.T) {
	assert.Equal(t, "one two\nthree", wrap("one two three", 7))
	assert.Equal(t, "a\nlonger-than-it\nb", wrap("a longer-than-it b", 6))
	assert.Equal(t, "äö üä", wrap("äö üä", 5), "characters, not bytes")
	assert.Empty(t, wrap("", 5))
}
