package nets

import (
	"encoding/binary"
	"math"
)

// onnxWire appends messages of Protocol Buffers, of which ONNX files are made:
// each field is a tag (number and wire type) and a varint or a length with
// bytes.
type onnxWire []byte

func (w *onnxWire) varint(field int, v int) {
	*w = binary.AppendUvarint(*w, uint64(field)<<3)
	*w = binary.AppendUvarint(*w, uint64(v))
}

func (w *onnxWire) bytes(field int, b []byte) {
	*w = binary.AppendUvarint(*w, uint64(field)<<3|2)
	*w = binary.AppendUvarint(*w, uint64(len(b)))
	*w = append(*w, b...)
}

func (w *onnxWire) text(field int, s string) { w.bytes(field, []byte(s)) }

func (w *onnxWire) float(field int, v float32) {
	*w = binary.AppendUvarint(*w, uint64(field)<<3|5)
	*w = binary.LittleEndian.AppendUint32(*w, math.Float32bits(v))
}

// Element types and attribute types of onnx.proto.
const (
	onnxFloat = 1
	onnxInt64 = 7

	attributeFloat   = 1
	attributeInt     = 2
	attributeString  = 3
	attributeInts    = 7
	attributeStrings = 8
)

// onnxAttribute is a named setting of a node: a float32, an int, a string, a
// []int or a []string.
type onnxAttribute struct {
	name  string
	value any
}

func (a onnxAttribute) encode() []byte {
	var w onnxWire
	w.text(1, a.name)
	kind := 0
	switch v := a.value.(type) {
	case float32:
		kind = attributeFloat
		w.float(2, v)
	case int:
		kind = attributeInt
		w.varint(3, v)
	case string:
		kind = attributeString
		w.text(4, v)
	case []int:
		kind = attributeInts
		for _, i := range v {
			w.varint(8, i)
		}
	case []string:
		kind = attributeStrings
		for _, s := range v {
			w.text(9, s)
		}
	default:
		panic("nets: attribute " + a.name + " of a type that ONNX has not")
	}
	w.varint(20, kind)
	return w
}

// onnxTensor encodes a constant.
func onnxTensor(name string, shape []int, kind int, raw []byte) []byte {
	var w onnxWire
	for _, d := range shape {
		w.varint(1, d)
	}
	w.varint(2, kind)
	w.text(8, name)
	w.bytes(9, raw)
	return w
}

// onnxValue encodes the type of an input or output: a batch of any size.
func onnxValue(name string, shape []int) []byte {
	var dims, batch onnxWire
	batch.text(2, "N")
	dims.bytes(1, batch)
	for _, d := range shape {
		var dim onnxWire
		dim.varint(1, d)
		dims.bytes(1, dim)
	}
	var tensorType, typ, value onnxWire
	tensorType.varint(1, onnxFloat)
	tensorType.bytes(2, dims)
	typ.bytes(1, tensorType)
	value.text(1, name)
	value.bytes(2, typ)
	return value
}
