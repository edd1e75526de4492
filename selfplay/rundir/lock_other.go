//go:build !unix

package rundir

import "os"

// Lock opens the lock file; only unix can say whether another process trains
// the run.
func (d Dir) Lock() (*os.File, error) {
	return os.OpenFile(d.Path(lockName), os.O_CREATE|os.O_RDWR, 0o644)
}
