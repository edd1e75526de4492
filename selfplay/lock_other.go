//go:build !unix

package selfplay

import "os"

// lock opens the lock file; only unix can say whether another process trains
// the run.
func (f Folder) lock() (*os.File, error) {
	return os.OpenFile(f.path(lockName), os.O_CREATE|os.O_RDWR, 0o644)
}
