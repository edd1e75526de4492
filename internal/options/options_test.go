package options_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/options"
)

func TestParse(t *testing.T) {
	kind, o, err := options.Parse("8x8,slip=off,limit=30,name=a=b")
	require.NoError(t, err)
	assert.Equal(t, "8x8", kind)
	on, err := o.OnOff("slip", true)
	assert.NoError(t, err)
	assert.False(t, on)
	n, err := o.Int("limit", 1, 30, 7)
	assert.NoError(t, err)
	assert.Equal(t, 30, n)
	n, err = o.Int("limit", 1, 30, 7)
	assert.NoError(t, err)
	assert.Equal(t, 7, n, "it has been taken")
	text, given := o.Take("name")
	assert.True(t, given)
	assert.Equal(t, "a=b", text)
	assert.NoError(t, o.Rest("nothing"))

	kind, o, err = options.Parse("slip=on")
	require.NoError(t, err)
	assert.Empty(t, kind)
	assert.EqualError(t, o.Rest("limit="), `unknown option "slip": want limit=`)
}

func TestWhatIsNotUnderstoodIsNamed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"slip=on,8x8", `option "8x8": want name=value`},
		{"slip=on,slip=on", `option "slip" is given twice`},
		{"8x8,", `option "": want name=value`},
	} {
		_, _, err := options.Parse(c.text)
		assert.EqualError(t, err, c.want)
	}
	for _, c := range []struct{ text, want string }{
		{"n=0", `n "0": want 1 to 9`},
		{"n=10", `n "10": want 1 to 9`},
		{"n=+5", `n "+5": want 1 to 9`},
		{"n=", `n "": want 1 to 9`},
	} {
		_, o, err := options.Parse(c.text)
		require.NoError(t, err)
		_, err = o.Int("n", 1, 9, 5)
		assert.EqualError(t, err, c.want)
	}
	_, o, err := options.Parse("slip=yes")
	require.NoError(t, err)
	_, err = o.OnOff("slip", false)
	assert.EqualError(t, err, `slip "yes": want on or off`)
}

func TestJoin(t *testing.T) {
	assert.Equal(t, "lake", options.Join("lake", nil))
	assert.Equal(t, "lake:8x8,slip=off", options.Join("lake", []string{"8x8", "slip=off"}))
}
