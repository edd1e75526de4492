//go:build !linux

package speaker

// hush is needed on Linux only.
func hush() {}
