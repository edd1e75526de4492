package floors

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const modulePath = "github.com/tengen-rl/tengen/"

// readModule returns, for each package of the module in the folder, the
// packages of the module that it imports outside tests, on any platform. It
// leaves out folders that are modules of their own.
func readModule(t *testing.T, root string) map[string][]string {
	packages := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skip(root, path)
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		relative, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		imports, err := importsOf(path)
		packages[name] = slices.Compact(slices.Sorted(slices.Values(append(packages[name], imports...))))
		return err
	})
	require.NoError(t, err)
	return packages
}

// skip leaves out folders that the go command leaves out.
func skip(root, path string) error {
	name := filepath.Base(path)
	if path == root {
		return nil
	}
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

// importsOf returns the packages of the module that a file imports.
func importsOf(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var ours []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if name, ok := strings.CutPrefix(imported, modulePath); ok {
			ours = append(ours, name)
		}
	}
	return ours, nil
}
