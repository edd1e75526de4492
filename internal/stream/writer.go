package stream

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"
)

const magic = "tengen/state/1"

// kind tells what a run holds.
type kind uint8

const (
	texts kind = iota + 1
	bytes
	integers
	floats
	doubles
	end
)

func (k kind) String() string {
	names := [...]string{texts: "bytes of text", bytes: "bytes", integers: "integers", floats: "float32s", doubles: "float64s", end: "end"}
	if k == 0 || int(k) >= len(names) {
		return fmt.Sprintf("runs of unknown kind %d", uint8(k))
	}
	return names[k]
}

// size is the number of bytes of an element.
func (k kind) size() int {
	switch k {
	case texts, bytes:
		return 1
	case floats:
		return 4
	case integers, doubles:
		return 8
	}
	return 0
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// block is how many elements are turned into bytes at a time.
const block = 8 << 10

// A Writer writes runs of numbers. Close completes the stream.
type Writer struct {
	zip    *zstd.Encoder
	buffer []byte
	sum    uint32
	err    error
}

// NewWriter returns a writer of a stream with the given name to w, which stays
// the caller's to close.
func NewWriter(w io.Writer, name string) (*Writer, error) {
	zip, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, err
	}
	s := &Writer{zip: zip, buffer: make([]byte, 0, 8*block)}
	s.Text(magic)
	s.Text(name)
	return s, s.err
}

// Text writes a string.
func (s *Writer) Text(text string) {
	s.begin(texts, len(text))
	s.write([]byte(text))
	s.finish()
}

// Bytes writes bytes.
func (s *Writer) Bytes(data []byte) {
	s.begin(bytes, len(data))
	s.write(data)
	s.finish()
}

// Ints writes integers.
func (s *Writer) Ints(values ...int) {
	writeRun(s, integers, values, func(b []byte, v int) []byte { return binary.LittleEndian.AppendUint64(b, uint64(int64(v))) })
}

// Uints writes integers without sign; they are read as such.
func (s *Writer) Uints(values ...uint64) {
	writeRun(s, integers, values, binary.LittleEndian.AppendUint64)
}

// Floats writes numbers of single precision.
func (s *Writer) Floats(values []float32) {
	writeRun(s, floats, values, func(b []byte, v float32) []byte { return binary.LittleEndian.AppendUint32(b, math.Float32bits(v)) })
}

// Doubles writes numbers of double precision.
func (s *Writer) Doubles(values ...float64) {
	writeRun(s, doubles, values, func(b []byte, v float64) []byte { return binary.LittleEndian.AppendUint64(b, math.Float64bits(v)) })
}

// Close writes the end of the stream and returns the first error of all.
func (s *Writer) Close() error {
	s.begin(end, 0)
	s.finish()
	if err := s.zip.Close(); s.err == nil {
		s.err = err
	}
	return s.err
}

func writeRun[T any](s *Writer, k kind, values []T, encode func([]byte, T) []byte) {
	s.begin(k, len(values))
	for len(values) > 0 {
		n := min(block, len(values))
		s.buffer = s.buffer[:0]
		for _, v := range values[:n] {
			s.buffer = encode(s.buffer, v)
		}
		s.write(s.buffer)
		values = values[n:]
	}
	s.finish()
}

// begin writes the kind and the length of a run.
func (s *Writer) begin(k kind, n int) {
	s.sum = 0
	head := binary.LittleEndian.AppendUint64([]byte{byte(k)}, uint64(n))
	s.write(head)
}

func (s *Writer) write(data []byte) {
	if s.err != nil {
		return
	}
	s.sum = crc32.Update(s.sum, castagnoli, data)
	_, s.err = s.zip.Write(data)
}

// finish writes the checksum of a run.
func (s *Writer) finish() { s.write(binary.LittleEndian.AppendUint32(nil, s.sum)) }
