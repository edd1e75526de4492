package stream

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"
)

// maxText bounds a text, so that a damaged stream cannot ask for all memory.
// All other runs have the length that the caller expects.
const maxText = 1 << 20

// A Reader reads what a Writer wrote, in the same order.
type Reader struct {
	zip    *zstd.Decoder
	name   string
	run    int // number of the run, from 0
	buffer []byte
	sum    uint32
	err    error
}

// NewReader returns a reader of the stream of the given name that r begins
// with, or an error if r has none. Close frees what it holds.
func NewReader(r io.Reader, name string) (*Reader, error) {
	zip, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
	if err != nil {
		return nil, err
	}
	s := &Reader{zip: zip, name: name, buffer: make([]byte, 8*block)}
	got, stored := s.Text(), s.Text()
	switch {
	case s.err == nil && got != magic:
		s.err = fmt.Errorf("begins with %.40q, want %q", got, magic)
	case s.err == nil && stored != name:
		s.err = fmt.Errorf("holds the state of %.40q, want %q", stored, name)
	}
	if s.err != nil {
		zip.Close()
		return nil, s.err
	}
	return s, nil
}

// Err returns the first error so far.
func (s *Reader) Err() error { return s.err }

// Fail makes err the error of the reader if it has none: for callers that find
// what they read out of range.
func (s *Reader) Fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("run %d of the state of %q: %w", s.run-1, s.name, err)
	}
}

// Close checks that the stream ends here and returns the first error of all.
func (s *Reader) Close() error {
	s.begin(end, 0)
	s.finish()
	s.zip.Close()
	return s.err
}

// Text reads a string.
func (s *Reader) Text() string {
	n := s.begin(texts, -1)
	if s.err == nil && n > maxText {
		s.fail(fmt.Errorf("a text of %d bytes, want at most %d", n, maxText))
	}
	if s.err != nil {
		return ""
	}
	data := make([]byte, n)
	s.read(data)
	s.finish()
	if s.err != nil {
		return ""
	}
	return string(data)
}

// Bytes reads len(dst) bytes.
func (s *Reader) Bytes(dst []byte) {
	s.begin(bytes, len(dst))
	s.read(dst)
	s.finish()
}

// Ints reads len(dst) integers.
func (s *Reader) Ints(dst []int) {
	readRun(s, integers, dst, func(b []byte) int {
		v := int64(binary.LittleEndian.Uint64(b))
		if int64(int(v)) != v {
			s.fail(fmt.Errorf("the integer %d does not fit this machine", v))
		}
		return int(v)
	})
}

// Int reads one integer from low to high.
func (s *Reader) Int(low, high int) int {
	var v [1]int
	s.Ints(v[:])
	if s.err == nil && (v[0] < low || v[0] > high) {
		s.Fail(fmt.Errorf("%d, want %d to %d", v[0], low, high))
	}
	if s.err != nil {
		return low
	}
	return v[0]
}

// Uints reads len(dst) integers without sign.
func (s *Reader) Uints(dst []uint64) { readRun(s, integers, dst, binary.LittleEndian.Uint64) }

// Floats reads len(dst) numbers of single precision.
func (s *Reader) Floats(dst []float32) {
	readRun(s, floats, dst, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) })
}

// Doubles reads len(dst) numbers of double precision.
func (s *Reader) Doubles(dst []float64) {
	readRun(s, doubles, dst, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) })
}

func readRun[T any](s *Reader, k kind, dst []T, decode func([]byte) T) {
	s.begin(k, len(dst))
	for len(dst) > 0 && s.err == nil {
		n := min(block, len(dst))
		data := s.buffer[:n*k.size()]
		if s.read(data); s.err != nil {
			return
		}
		for i := range n {
			dst[i] = decode(data[i*k.size():])
		}
		dst = dst[n:]
	}
	s.finish()
}

// begin reads the kind and the length of a run and compares them with what is
// wanted; any length will do if want is negative.
func (s *Reader) begin(k kind, want int) int {
	if s.err != nil {
		return 0
	}
	s.sum = 0
	var head [9]byte
	if s.read(head[:]); s.err != nil {
		return 0
	}
	got, n := kind(head[0]), binary.LittleEndian.Uint64(head[1:])
	if got != k || want >= 0 && n != uint64(want) || n > math.MaxInt32 {
		s.fail(fmt.Errorf("%d %v, want %d %v", n, got, want, k))
		return 0
	}
	return int(n)
}

func (s *Reader) read(dst []byte) {
	if s.err != nil {
		return
	}
	if _, err := io.ReadFull(s.zip, dst); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the stream ends in its midst")
		}
		s.fail(err)
		return
	}
	s.sum = crc32.Update(s.sum, castagnoli, dst)
}

// finish compares the checksum of a run.
func (s *Reader) finish() {
	if s.err != nil {
		return
	}
	want := s.sum
	var sum [4]byte
	if s.read(sum[:]); s.err != nil {
		return
	}
	if got := binary.LittleEndian.Uint32(sum[:]); got != want {
		s.fail(fmt.Errorf("its checksum is %08x, its contents have %08x: it is damaged", got, want))
		return
	}
	s.run++
}

func (s *Reader) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("run %d of the state of %q: %w", s.run, s.name, err)
	}
}
