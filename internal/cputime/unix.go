//go:build unix

package cputime

import "golang.org/x/sys/unix"

// Seconds is the time that all threads of the process have had a core for so
// far, 0 where the system does not tell.
func Seconds() float64 {
	var used unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}
