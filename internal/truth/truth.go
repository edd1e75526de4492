// Package truth finds the data that tests hold our code against: files made
// by programs and people other than us.
//
// A test reads the folder that the environment variable TENGEN_TRUTH names,
// and without it the copies in its own package's testdata.
package truth

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// variable names the folder of the data, if there is one beyond testdata.
const variable = "TENGEN_TRUTH"

// Given tells whether the data come from a folder of the user's, so that a
// test should go through all of them, however long that takes.
func Given() bool { return os.Getenv(variable) != "" }

// Files returns the names of the files that match a pattern such as
// "connect4/positions_*.jsonl", sorted, for Read. The test fails if there is
// none.
func Files(t testing.TB, pattern string) []string {
	t.Helper()
	var names []string
	for _, ending := range []string{"", packed} {
		paths, err := filepath.Glob(filepath.Join(folder(), filepath.FromSlash(pattern)) + ending)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			name, err := filepath.Rel(folder(), strings.TrimSuffix(path, ending))
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, filepath.ToSlash(name))
		}
	}
	if len(names) == 0 {
		t.Fatalf("truth data: no %s in %s", pattern, folder())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// folder is where the data lie.
func folder() string {
	if given := os.Getenv(variable); given != "" {
		return given
	}
	return "testdata"
}

// packed is the ending of a file that is compressed.
const packed = ".gz"

// Read returns the contents of the file, such as "connect4/facts.json". In
// testdata it may be compressed by gzip, its name ending in .gz. The test
// fails if there is no such file.
func Read(t testing.TB, file string) []byte {
	t.Helper()
	path := filepath.Join(folder(), filepath.FromSlash(file))
	text, err := os.ReadFile(path)
	if err == nil {
		return text
	}
	small, packedErr := os.ReadFile(path + packed)
	if packedErr != nil {
		t.Fatalf("truth data: %v", err)
	}
	return unpack(t, small)
}

func unpack(t testing.TB, small []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(small))
	if err != nil {
		t.Fatalf("truth data: %v", err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("truth data: %v", err)
	}
	return text
}

// Public returns the contents of a file of a public collection, which the
// project keeps no copy of: it is read from $TENGEN_TRUTH/public, or from
// shared/truth/public beside the module. The test is skipped where the
// folder is absent, and fails where only the file is.
func Public(t testing.TB, file string) []byte {
	t.Helper()
	folder := os.Getenv(variable)
	if folder == "" {
		folder = filepath.Join(moduleRoot(t), "..", "shared", "truth")
	}
	folder = filepath.Join(folder, "public")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("%s: no folder %s of public collections", file, folder)
	}
	text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(file)))
	if err != nil {
		t.Fatalf("truth data: %v", err)
	}
	return text
}

// moduleRoot is the folder of go.mod above the package under test.
func moduleRoot(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			t.Fatal("no go.mod above the package under test")
		}
		folder = parent
	}
}
