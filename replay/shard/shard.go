// Package shard keeps records on disk: files that only grow, in which every
// record is compressed and checksummed. A shard is a sequence of
//
//	┌ skippable zstd frame, 20 bytes ──────────────────┐┌ zstd frame ┐
//	│ magic  size=12 │ length │ CRC of frame │ CRC of  ││ one record │
//	│                │        │              │ these 8 ││            │
//	└──────────────────────────────────────────────────┘└────────────┘
//
// with numbers in little-endian order and CRC-32C (Castagnoli). Readers of
// zstd pass over the skippable frames, so that `zstdcat` prints the records.
//
// A write that was cut off leaves a torn record at the end, which Open
// removes; any other damage is an error.
package shard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/zstd"
)

const (
	headerSize = 20
	magic      = 0x184D2A50 // the first of the skippable frames of RFC 8878, 3.1.2
	payload    = 12

	// maxRecord bounds what a record may unpack to, so that a damaged file
	// cannot ask for all memory.
	maxRecord = 64 << 20
)

// A Writer appends records to a shard. Not safe for concurrent use.
type Writer struct {
	file    *os.File
	encoder *zstd.Encoder
	buffer  []byte
}

// Open opens the shard at path for appending, creates it if there is none,
// and returns the records that it holds. A torn record at the end is removed.
func Open(path string) (*Writer, [][]byte, error) {
	records, whole, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, nil, err
	}
	if err := errors.Join(file.Truncate(whole), seekEnd(file)); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return &Writer{file: file, encoder: encoder}, records, nil
}

func seekEnd(f *os.File) error {
	_, err := f.Seek(0, io.SeekEnd)
	return err
}

// Append writes one record. It is durable after the next Sync.
func (w *Writer) Append(record []byte) error {
	if len(record) > maxRecord {
		return fmt.Errorf("%s: a record of %d bytes; at most %d fit", w.file.Name(), len(record), maxRecord)
	}
	var header [headerSize]byte
	w.buffer = append(w.buffer[:0], header[:]...)
	w.buffer = w.encoder.EncodeAll(record, w.buffer)
	putHeader(w.buffer[:headerSize], w.buffer[headerSize:])
	_, err := w.file.Write(w.buffer)
	return err
}

// Sync makes every record appended so far durable.
func (w *Writer) Sync() error { return w.file.Sync() }

// Close syncs and closes the shard.
func (w *Writer) Close() error {
	return errors.Join(w.file.Sync(), w.file.Close(), w.encoder.Close())
}

// Read returns the records of the shard at path, without a torn one at the
// end.
func Read(path string) ([][]byte, error) {
	records, _, err := read(path)
	return records, err
}

// read also returns the length of the file up to the end of its last whole
// record.
func read(path string) (records [][]byte, whole int64, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRecord))
	if err != nil {
		return nil, 0, err
	}
	defer decoder.Close()
	for at := 0; ; {
		rest := data[at:]
		if len(rest) < headerSize {
			return records, int64(at), nil
		}
		length, sum, ok := getHeader(rest)
		if !ok {
			return nil, 0, damaged(path, len(records), at, "its header does not check")
		}
		if len(rest)-headerSize < length {
			return records, int64(at), nil
		}
		frame := rest[headerSize : headerSize+length]
		if crc32.Checksum(frame, castagnoli) != sum {
			return nil, 0, damaged(path, len(records), at, "its checksum does not match")
		}
		record, err := decoder.DecodeAll(frame, nil)
		if err != nil {
			return nil, 0, damaged(path, len(records), at, err.Error())
		}
		records = append(records, record)
		at += headerSize + length
	}
}

func damaged(path string, record, at int, why string) error {
	return fmt.Errorf("%s: record %d at byte %d is damaged: %s", path, record, at, why)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func putHeader(header, frame []byte) {
	le := binary.LittleEndian
	le.PutUint32(header, magic)
	le.PutUint32(header[4:], payload)
	le.PutUint32(header[8:], uint32(len(frame)))
	le.PutUint32(header[12:], crc32.Checksum(frame, castagnoli))
	le.PutUint32(header[16:], crc32.Checksum(header[8:16], castagnoli))
}

func getHeader(header []byte) (length int, sum uint32, ok bool) {
	le := binary.LittleEndian
	ok = le.Uint32(header) == magic && le.Uint32(header[4:]) == payload &&
		le.Uint32(header[16:]) == crc32.Checksum(header[8:16], castagnoli)
	return int(le.Uint32(header[8:])), le.Uint32(header[12:]), ok
}
