// Command gen writes the assembly of package kernel.
//
// It is a module of its own so that nobody who uses the platform builds it.
// Run it in its folder:
//
//	go run . -dir ..
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"log"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/buildtags"
	"github.com/mmcloughlin/avo/gotypes"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	dir := flag.String("dir", "..", "folder of package kernel")
	flag.Parse()
	log.SetFlags(0)
	pkg, err := kernelPackage(filepath.Join(*dir, "tile.go"))
	if err != nil {
		log.Fatal(err)
	}
	for _, part := range []struct {
		name  string
		write func(*file)
	}{
		{"avx512", tiles512},
		{"avx2", tiles2},
		{"transpose", transpose8},
		{"pack", copyRows16},
		{"winograd512", transforms512},
		{"winograd2", transforms2},
		{"rows", rowOpsAssembly},
		{"steps", steps512},
		{"sparse", sparse},
	} {
		f := &file{Context: build.NewContext(), pkg: pkg}
		f.Constraint(buildtags.Not("purego"))
		part.write(f)
		if err := f.save(*dir, part.name); err != nil {
			log.Fatal(err)
		}
	}
	for _, write := range []func(dir string) error{dispatch, rowOpsElsewhere} {
		if err := write(*dir); err != nil {
			log.Fatal(err)
		}
	}
}

// kernelPackage type-checks tile.go alone, for the layout of its structs. The
// whole package cannot be asked: it does not build before its assembly exists.
func kernelPackage(path string) (*types.Package, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: unsafeOnly{}, Sizes: types.SizesFor("gc", "amd64")}
	return conf.Check("kernel", fset, []*ast.File{parsed}, nil)
}

// unsafeOnly imports package unsafe and no other.
type unsafeOnly struct{}

func (unsafeOnly) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return nil, fmt.Errorf("the layout of structs may depend on package unsafe alone, not on %s", path)
}

// file is one assembly file under construction, with the Go stubs for it.
type file struct {
	*build.Context
	pkg *types.Package
}

// function opens an assembly function with the signature that expr spells.
func (f *file) function(name, expr, doc string) {
	sig, err := gotypes.ParseSignatureInPackage(f.pkg, expr)
	if err != nil {
		log.Fatalf("%s: %v", name, err)
	}
	f.Function(name)
	f.Attributes(noSplit)
	f.Signature(sig)
	f.Doc(name + " " + doc)
	f.Pragma("noescape")
}

// argument loads the one parameter of the current function, a pointer.
func (f *file) argument() reg.GPVirtual {
	r := f.GP64()
	f.Load(f.ParamIndex(0), r)
	return r
}

// field is where a field of the named struct lies when p points to it.
func (f *file) field(structure string, p reg.Register, name string) operand.Mem {
	typ := f.pkg.Scope().Lookup(structure).Type().Underlying().(*types.Struct)
	var fields []*types.Var
	for v := range typ.Fields() {
		fields = append(fields, v)
	}
	for i, offset := range types.SizesFor("gc", "amd64").Offsetsof(fields) {
		if fields[i].Name() == name {
			return operand.Mem{Base: p, Disp: int(offset)}
		}
	}
	panic(structure + " has no field " + name)
}

// save compiles what was built and writes NAME_amd64.s and NAME_amd64.go.
func (f *file) save(dir, name string) error {
	result, err := f.Result()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(result); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	conf := printer.Config{Name: "gen", Argv: []string{"go run -C nets/internal/kernel/gen ."}, Pkg: "kernel"}
	for ext, print := range map[string]printer.Builder{"s": printer.NewGoAsm, "go": printer.NewStubs} {
		text, err := print(conf).Print(result)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+"_amd64."+ext), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
