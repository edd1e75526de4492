//go:build unix

package rundir

import (
	"fmt"
	"os"
	"syscall"
)

// Lock keeps other processes from training the same run. The lock goes with
// the process, however it ends.
func (d Dir) Lock() (*os.File, error) {
	file, err := os.OpenFile(d.Path(lockName), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("%s is being trained by another process", d)
	}
	return file, nil
}
