//go:build !amd64 || purego

package kernel

// best is the fastest path of this machine.
func best() path { return portable }

// multiply computes a block of C: rows of it, panels wide.
func (p path) multiply(t *tile, rows, panels int) {
	if p != portable || panels != 1 {
		panic(noTile(rows, panels))
	}
	tilePortable(t, rows)
}
