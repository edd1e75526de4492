package race

import "testing"

// SkipAllocations skips a test that counts allocations under the race
// detector.
func SkipAllocations(t testing.TB) {
	t.Helper()
	if Enabled {
		t.Skip("the race detector makes sync.Pool forget at random: allocations cannot be counted")
	}
}
