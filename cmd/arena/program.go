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

// loadProgram reads the program, or builds it first if there is none and the
// Go tool and the source are at hand.
func loadProgram(ctx context.Context, std *cli.Streams, path string) (p program, err error) {
	support := filepath.Join(filepath.Dir(path), supportName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := buildProgram(ctx, std, path, support); err != nil {
			return p, fmt.Errorf("the program of the page, %s, is not there, and building it failed: %w; make web builds it where the source is", path, err)
		}
	}
	if p.wasm, err = os.ReadFile(path); err != nil {
		return p, err
	}
	p.support, err = os.ReadFile(support)
	return p, err
}

// buildProgram builds the program with the Go tool.
func buildProgram(ctx context.Context, std *cli.Streams, path, support string) error {
	fmt.Fprintf(std.Err, "building the program of the page, %s: a minute the first time …\n", path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", path, pagePackage)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
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
