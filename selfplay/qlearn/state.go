package qlearn

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"

	"github.com/tengen-rl/tengen/internal/durable"
)

// A checkpoint is everything of the run at one step of the world:
//
//	"tengen q 1\n"          what it is
//	{"Generation":…}\n      the counters of the run, JSON
//	…                       the learner, as it saves itself
//	4 bytes                 CRC-32C of all before, little-endian
//
// It is written beside the last one, synced and renamed, and only then is the
// last one removed.
const stateMagic = "tengen q 1\n"

// counters are the run's own part of a checkpoint.
type counters struct {
	Generation int   // reports made
	Reported   int   // steps of the world at the last of them
	Updates    int   // in the run so far
	Games      int   // episodes ended in the run so far
	Stretch    Tally // since the last report

	Best           *float64 // the highest return of an evaluation, nil before there is one
	BestGeneration int
}

// writeState writes a checkpoint to path.
func writeState(path string, c *counters, l learner) error {
	return durable.WriteFile(path, func(w io.Writer) error {
		return encodeState(w, c, l)
	})
}

func encodeState(w io.Writer, c *counters, l learner) error {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	buffered := bufio.NewWriterSize(w, 1<<16)
	out := io.MultiWriter(buffered, sum)
	head, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%s%s\n", stateMagic, head); err != nil {
		return err
	}
	if err := l.Save(out); err != nil {
		return err
	}
	if err := binary.Write(buffered, binary.LittleEndian, sum.Sum32()); err != nil {
		return err
	}
	return buffered.Flush()
}

// readState reads the checkpoint at path into l and returns the counters.
func readState(path string, l learner) (c counters, err error) {
	file, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return c, err
	}
	if c, err = decodeState(file, info.Size(), l); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// decodeState reads a checkpoint of so many bytes.
func decodeState(r io.Reader, size int64, l learner) (c counters, err error) {
	const trailer = 4
	if size < trailer {
		return c, fmt.Errorf("%d bytes are no checkpoint", size)
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	body := bufio.NewReaderSize(summing{io.LimitReader(r, size-trailer), sum}, 1<<16)
	magic := make([]byte, len(stateMagic))
	if _, err := io.ReadFull(body, magic); err != nil || string(magic) != stateMagic {
		return c, fmt.Errorf("it begins with %q, a checkpoint with %q", magic, stateMagic)
	}
	head, err := body.ReadBytes('\n')
	if err != nil {
		return c, fmt.Errorf("the counters are cut off: %w", err)
	}
	if err := json.Unmarshal(head, &c); err != nil {
		return c, fmt.Errorf("the counters are damaged: %w", err)
	}
	loadErr := l.Load(body)
	if _, err := io.Copy(io.Discard, body); err != nil { // what the learner left, for the sum
		return c, err
	}
	var want uint32
	if err := binary.Read(r, binary.LittleEndian, &want); err != nil {
		return c, fmt.Errorf("the checksum is missing: %w", err)
	}
	if got := sum.Sum32(); got != want {
		return c, fmt.Errorf("the file is damaged: its checksum is %08x, it says %08x", got, want)
	}
	return c, loadErr
}

// summing adds what is read to a sum.
type summing struct {
	io.Reader
	sum hash.Hash32
}

func (s summing) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.sum.Write(p[:n]) // never fails
	return n, err
}
