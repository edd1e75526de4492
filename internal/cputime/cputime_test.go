package cputime_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/cputime"
)

func TestWorkTakesTime(t *testing.T) {
	begun := cputime.Seconds()
	if begun == 0 {
		t.Skip("this system does not tell")
	}
	sum := 0
	for i := range 300_000_000 {
		sum ^= i
	}
	assert.Greater(t, cputime.Seconds(), begun, "a sum of %d", sum)
}
