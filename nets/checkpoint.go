package nets

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/safetensors"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// The metadata that this package writes besides the caller's.
const (
	formatKey     = "format"
	formatVersion = "tengen/1"
	checksumKey   = "checksum"
)

// The checksum is the SHA-256 of the whole file with these digits in its
// place.
var (
	checksumPrefix = []byte(`"` + checksumKey + `":"sha256:`)
	blankChecksum  = strings.Repeat("0", 2*sha256.Size)
)

// SaveTensors writes tensors in their order, and metadata, to a safetensors
// file. The file appears whole or not at all, even if the machine stops
// meanwhile, and carries a checksum over all its bytes. Equal contents give
// equal bytes. The metadata keys "format" and "checksum" are taken.
func SaveTensors(path string, tensors []tensor.Named, metadata map[string]string) error {
	all := map[string]string{formatKey: formatVersion, checksumKey: "sha256:" + blankChecksum}
	for key, value := range metadata {
		if _, taken := all[key]; taken {
			return fmt.Errorf("save %s: the metadata key %q is taken", path, key)
		}
		all[key] = value
	}
	header, err := safetensors.AppendHeader(nil, "F32", tensors, all)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	sum := sha256.New()
	sum.Write(header)
	if err := safetensors.WriteData(sum, "F32", tensors); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	hex.Encode(header[bytes.Index(header, checksumPrefix)+len(checksumPrefix):], sum.Sum(nil))
	return writeFile(path, func(w io.Writer) error {
		if _, err := w.Write(header); err != nil {
			return err
		}
		return safetensors.WriteData(w, "F32", tensors)
	})
}

// ExportTensors writes tensors as elements of dtype F32, F16 or BF16, for other
// programs: half the size, and no longer exact. It carries no checksum.
func ExportTensors(path string, dtype safetensors.DType, tensors []tensor.Named, metadata map[string]string) error {
	return writeFile(path, func(w io.Writer) error { return safetensors.Write(w, dtype, tensors, metadata) })
}

// LoadTensors reads a safetensors file: its arrays, as float32, in the order
// of their data, and its metadata without what SaveTensors added. Files from
// elsewhere are read without a checksum; one that claims our format must have
// it right.
func LoadTensors(path string) ([]tensor.Named, map[string]string, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		var pathError *os.PathError
		if errors.As(err, &pathError) {
			err = pathError.Err // the path is named below
		}
		return nil, nil, fmt.Errorf("load %s: %w", path, err)
	}
	tensors, metadata, err := ReadTensors(file)
	if err != nil {
		return nil, nil, fmt.Errorf("load %s: %w", path, err)
	}
	return tensors, metadata, nil
}

// ReadTensors is LoadTensors of the contents of a file.
func ReadTensors(file []byte) ([]tensor.Named, map[string]string, error) {
	f, err := safetensors.Parse(file)
	if err != nil {
		return nil, nil, err
	}
	if err := verify(file, f); err != nil {
		return nil, nil, err
	}
	tensors := make([]tensor.Named, f.Len())
	for i, a := range f.Arrays() {
		if len(a.Shape) > tensor.MaxRank {
			return nil, nil, fmt.Errorf("array %q has shape %v, at most %d axes are supported", a.Name, a.Shape, tensor.MaxRank)
		}
		data, err := a.Float32()
		if err != nil {
			return nil, nil, err
		}
		tensors[i] = tensor.Named{Name: a.Name, Tensor: tensor.FromSlice(data, a.Shape...)}
	}
	metadata := maps.Clone(f.Metadata)
	delete(metadata, formatKey)
	delete(metadata, checksumKey)
	return tensors, metadata, nil
}

// verify checks the format and the checksum of a file that has either. It
// writes to file and puts it back.
func verify(file []byte, f *safetensors.File) error {
	format, checksum := f.Metadata[formatKey], f.Metadata[checksumKey]
	ours := strings.HasPrefix(format, "tengen/")
	if !ours && checksum == "" {
		return nil
	}
	if format != formatVersion {
		return fmt.Errorf("format is %q, this version reads %q", format, formatVersion)
	}
	digits, ok := strings.CutPrefix(checksum, "sha256:")
	at := bytes.Index(f.Header, checksumPrefix)
	if !ok || at < 0 || len(digits) != len(blankChecksum) {
		return fmt.Errorf("checksum is %q, want sha256: and %d digits", checksum, len(blankChecksum))
	}
	place := f.Header[at+len(checksumPrefix):][:len(digits)]
	copy(place, blankChecksum)
	sum := sha256.Sum256(file)
	copy(place, digits)
	if got := hex.EncodeToString(sum[:]); got != digits {
		return fmt.Errorf("checksum of the contents is %s, the file says %s: it is damaged", got, digits)
	}
	return nil
}

// NamedParams returns the values of parameters with their names, for
// SaveTensors. They share memory.
func NamedParams(params []*autograd.Param) []tensor.Named {
	named := make([]tensor.Named, len(params))
	for i, p := range params {
		named[i] = tensor.Named{Name: p.Name, Tensor: p.Value}
	}
	return named
}

// SetParams copies tensors to the parameters of the same names. Each must
// have its counterpart, in the same shape; if not, the parameters are left as
// they were.
func SetParams(params []*autograd.Param, tensors []tensor.Named) error {
	return SetTensors(NamedParams(params), tensors)
}

// SetTensors copies src to those of dst with the same names. Each must have its
// counterpart, in the same shape; if not, dst is left as it was.
func SetTensors(dst, src []tensor.Named) error {
	byName := make(map[string]*tensor.Tensor, len(src))
	for _, t := range src {
		byName[t.Name] = t.Tensor
	}
	for _, d := range dst {
		t, ok := byName[d.Name]
		if !ok {
			return fmt.Errorf("parameter %s is missing", d.Name)
		}
		if !slices.Equal(t.Shape, d.Shape) {
			return fmt.Errorf("parameter %s has shape %v, want %v", d.Name, t.Shape, d.Shape)
		}
	}
	if len(src) != len(dst) {
		return fmt.Errorf("%d tensors for %d parameters", len(src), len(dst))
	}
	for _, d := range dst {
		d.CopyFrom(byName[d.Name])
	}
	return nil
}

// writeFile is durable.WriteFile with an error that names path.
func writeFile(path string, write func(io.Writer) error) error {
	if err := durable.WriteFile(path, write); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}
