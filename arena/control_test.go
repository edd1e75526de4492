package arena_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena"
)

func TestParseControl(t *testing.T) {
	for text, want := range map[string]arena.Control{
		"5m":                {Main: 5 * time.Minute},
		"5m0s+3s":           {Main: 5 * time.Minute, Increment: 3 * time.Second},
		"40/5m":             {Main: 5 * time.Minute, Moves: 40},
		"40/5m+100ms":       {Main: 5 * time.Minute, Moves: 40, Increment: 100 * time.Millisecond},
		"10m+3x30s":         {Main: 10 * time.Minute, Periods: 3, Period: 30 * time.Second},
		"1x2s":              {Periods: 1, Period: 2 * time.Second},
		"nodes=1000":        {Nodes: 1000},
		"1h+1s,nodes=50000": {Main: time.Hour, Increment: time.Second, Nodes: 50000},
		"nodes=5,1x2s":      {Periods: 1, Period: 2 * time.Second, Nodes: 5},
	} {
		got, err := arena.ParseControl(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		again, err := arena.ParseControl(got.String())
		require.NoError(t, err, got.String())
		assert.Equal(t, want, again)
	}
	assert.Empty(t, arena.Control{}.String())
}

func TestParseControlRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                `clock "": "" is no time such as 90s, 1ms to 1000h0m0s; want 5m (a game)`,
		"5":               `"5" is no time`,
		"-5m":             `"-5m" is no time`,
		"2000h":           `"2000h" is no time`,
		"5m+":             `"" is no time`,
		"5m+3s+1s":        `"3s+1s" is no time`,
		"0/5m":            `"0" is no whole number from 1 to 2147483647`,
		"40/5m+3x30s":     `byo-yomi after a number of moves`,
		"3x30s+1s":        `"1s" after periods of byo-yomi`,
		"3x":              `"" is no time`,
		"5m,5m":           `a second time "5m"`,
		"nodes=1,nodes=2": `nodes stand twice`,
		"nodes=x":         `"x" is no whole number`,
	} {
		_, err := arena.ParseControl(text)
		assert.ErrorContains(t, err, want, text)
	}
}

func FuzzParseControl(f *testing.F) {
	f.Add("40/5m+3s,nodes=7")
	f.Add("10m+3x30s")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := arena.ParseControl(text)
		if err != nil {
			return
		}
		again, err := arena.ParseControl(c.String())
		require.NoError(t, err, c.String())
		require.Equal(t, c, again)
	})
}
