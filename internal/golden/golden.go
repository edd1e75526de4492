// Package golden compares what a test made with a text that people have read
// and approved.
//
// The texts lie in testdata of the package under test. To write them anew,
// run its tests with -update, and read the difference before committing it:
//
//	go test ./envs/connectfour -update
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// update is a flag of the test binary, so it must exist before the flags are
// parsed; only tests import this package.
var update = flag.Bool("update", false, "write the golden texts in testdata anew")

// Compare fails the test if got differs from the text testdata/name, and
// shows the first line that differs. With -update it writes the text instead.
func Compare(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		write(t, path, got)
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("golden text: %v (run the test with -update to write it)", err)
	}
	if difference := firstDifference(string(text), got); difference != "" {
		t.Errorf("%s: %s (if that is right, run the test with -update)", path, difference)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
