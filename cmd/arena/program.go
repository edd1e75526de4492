package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tengen-rl/tengen/internal/cli"
)

// program is the WebAssembly of the page and the JavaScript that it needs.
type program struct{ wasm, support []byte }

// pagePackage is the package that the program is built from.
const pagePackage = "github.com/tengen-rl/tengen/cmd/page"

// supportName is the name of the JavaScript in the folder of a program and of
// a Go release.
const supportName = "wasm_exec.js"

// loadProgram builds the program where the Go tool and the source are at hand,
// so that it is never older than they are, and reads it. Where they are not,
// or do not build, it takes the one that is there.
func loadProgram(ctx context.Context, std *cli.Streams, path string) (p program, err error) {
	support := filepath.Join(filepath.Dir(path), supportName)
	_, missing := os.Stat(path)
	if !errors.Is(missing, fs.ErrNotExist) && !hasSource(ctx) {
		fmt.Fprintf(std.Err, "taking %s as it is: there is no source to build it from\n", path)
	} else if err := buildProgram(ctx, std, path, support); err != nil && missing != nil {
		return p, fmt.Errorf("the program of the page, %s, is not there, and building it failed: %w; make web builds it where the source is", path, err)
	} else if err != nil {
		fmt.Fprintf(std.Err, "taking %s as it is, which may be out of date: building it failed: %v\n", path, err)
	}
	if p.wasm, err = os.ReadFile(path); err != nil {
		return p, err
	}
	p.support, err = os.ReadFile(support)
	return p, err
}

// hasSource reports whether the Go tool finds the source of the program.
func hasSource(ctx context.Context) bool {
	find := exec.CommandContext(ctx, "go", "list", pagePackage)
	find.Env = forPage()
	return find.Run() == nil
}

// forPage is the environment that builds for a page.
func forPage() []string { return append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0") }

// buildProgram builds the program with the Go tool, which does nothing where
// that is done.
func buildProgram(ctx context.Context, std *cli.Streams, path, support string) error {
	fmt.Fprintf(std.Err, "building the program of the page, %s: a minute the first time …\n", path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", path, pagePackage)
	build.Env = forPage()
	if out, err := build.CombinedOutput(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("go build: %w: %s", err, first)
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", supportName))
	if err != nil {
		return err
	}
	return os.WriteFile(support, text, 0o666)
}
