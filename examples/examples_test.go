// Package examples_test builds and tests the modules in this folder, which
// import ours as anybody's would.
package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// run runs the go command in the example's module, without the network: what
// our own module needs is all that it needs.
func run(t *testing.T, folder string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=-mod=readonly")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "go %s in %s (if its go.mod is behind ours: cp ../../go.sum . && go mod tidy, there)\n%s",
		strings.Join(args, " "), folder, out)
	return string(out)
}

func TestCustomWorldBuildsAndLearns(t *testing.T) {
	run(t, "customworld", "vet", ".")
	if testing.Short() {
		t.Skip("trains for some seconds")
	}
	t.Log(run(t, "customworld", "test", "-v", "."))
}

// TestCustomWorldIsWhatItsDocumentShows holds the code in the text equal to the
// code that runs: every Go block stands in a file of the module, and the world
// stands in the text whole.
func TestCustomWorldIsWhatItsDocumentShows(t *testing.T) {
	text := read(t, "../docs/custom-world.md")
	files, err := filepath.Glob("customworld/*.go")
	require.NoError(t, err)
	var code strings.Builder
	for _, file := range files {
		code.WriteString(read(t, file))
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(text, -1)
	require.GreaterOrEqual(t, len(blocks), 4)
	world := read(t, "customworld/chomp.go")
	whole := false
	for _, block := range blocks {
		assert.True(t, strings.Contains(code.String(), block[1]), "no file of examples/customworld has this:\n%s", block[1])
		whole = whole || block[1] == world
	}
	assert.True(t, whole, "the text shows chomp.go from beginning to end")
	assert.Less(t, strings.Count(world, "\n"), 100, "a world in fewer than 100 lines")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
