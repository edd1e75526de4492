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

// SkipLearning skips a test that learns for seconds under the race detector,
// which would make minutes of them: tests of goroutines are others.
func SkipLearning(t testing.TB) {
	t.Helper()
	if Enabled {
		t.Skip("it learns for too long under the race detector; others test its goroutines")
	}
}
