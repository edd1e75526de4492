//go:build unix

package main

import "golang.org/x/sys/unix"

// cpuSeconds is the time that all threads of the process have had a core for
// so far.
func cpuSeconds() float64 {
	var used unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}
