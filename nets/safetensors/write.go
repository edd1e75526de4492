package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// AppendHeader appends the length and the header of a file that holds tensors
// in their order as elements of dtype F32, F16 or BF16. Metadata keys are
// sorted and the header is padded with blanks to a multiple of 8 bytes, so
// equal contents give equal bytes. More than 512 entries of metadata, which
// Parse would refuse, are an error.
func AppendHeader(dst []byte, dtype DType, tensors []tensor.Named, metadata map[string]string) ([]byte, error) {
	size, err := writtenSize(dtype)
	if err != nil {
		return nil, err
	}
	if len(metadata) > maxMetadata {
		return nil, fmt.Errorf("safetensors: %d entries of metadata, at most %d are allowed", len(metadata), maxMetadata)
	}
	start := len(dst)
	dst = append(dst, make([]byte, 8)...)
	dst = append(dst, '{')
	if len(metadata) > 0 {
		dst = append(dst, `"__metadata__":{`...)
		for i, key := range slices.Sorted(maps.Keys(metadata)) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, key), ':')
			dst = appendString(dst, metadata[key])
		}
		dst = append(dst, '}')
	}
	offset := 0
	for i, t := range tensors {
		if i > 0 || len(metadata) > 0 {
			dst = append(dst, ',')
		}
		if slices.ContainsFunc(tensors[:i], func(u tensor.Named) bool { return u.Name == t.Name }) || t.Name == "__metadata__" {
			return nil, fmt.Errorf("safetensors: the name %q is taken", t.Name)
		}
		dst = append(appendString(dst, t.Name), fmt.Sprintf(`:{"dtype":%q,"shape":[`, dtype)...)
		for axis, d := range t.Shape {
			if axis > 0 {
				dst = append(dst, ',')
			}
			dst = strconv.AppendInt(dst, int64(d), 10)
		}
		end := offset + size*t.Len()
		dst = append(dst, fmt.Sprintf(`],"data_offsets":[%d,%d]}`, offset, end)...)
		offset = end
	}
	dst = append(dst, '}')
	for (len(dst)-start)%8 != 0 {
		dst = append(dst, ' ')
	}
	binary.LittleEndian.PutUint64(dst[start:], uint64(len(dst)-start-8))
	return dst, nil
}

// WriteData writes the elements of tensors, one after the other.
func WriteData(w io.Writer, dtype DType, tensors []tensor.Named) error {
	size, err := writtenSize(dtype)
	if err != nil {
		return err
	}
	const block = 8 << 10
	buffer := make([]byte, 0, block*size)
	for _, t := range tensors {
		for data := t.Data; len(data) > 0; {
			n := min(block, len(data))
			buffer = appendElements(buffer[:0], dtype, data[:n])
			if _, err := w.Write(buffer); err != nil {
				return err
			}
			data = data[n:]
		}
	}
	return nil
}

// Write writes a whole file.
func Write(w io.Writer, dtype DType, tensors []tensor.Named, metadata map[string]string) error {
	header, err := AppendHeader(nil, dtype, tensors, metadata)
	if err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	return WriteData(w, dtype, tensors)
}

func writtenSize(dtype DType) (int, error) {
	switch dtype {
	case "F32":
		return 4, nil
	case "F16", "BF16":
		return 2, nil
	}
	return 0, fmt.Errorf("safetensors: cannot write dtype %q, only F32, F16 and BF16", dtype)
}

func appendElements(dst []byte, dtype DType, data []float32) []byte {
	switch dtype {
	case "F16":
		for _, x := range data {
			dst = binary.LittleEndian.AppendUint16(dst, ToF16(x))
		}
	case "BF16":
		for _, x := range data {
			dst = binary.LittleEndian.AppendUint16(dst, ToBF16(x))
		}
	default:
		for _, x := range data {
			dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(x))
		}
	}
	return dst
}

func appendString(dst []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return append(dst, quoted...)
}
