package metrics

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"os"
)

// Event is a report as TensorBoard shows it.
type Event struct {
	Step    int     // where it stands on the axis of steps
	Seconds float64 // and on that of time
	Scalars []Scalar
}

// Scalar is one number of a report under its tag, such as "loss/policy".
type Scalar struct {
	Tag   string
	Value float64
}

// An eventLog is a file of TensorBoard events: TFRecords of tensorflow.Event
// messages with scalar summaries (tensorflow/core/util/event.proto and
// summary.proto).
type eventLog struct{ file *os.File }

// openEvents writes a log that begins with past events, and leaves it open
// for more.
func openEvents(path string, past []Event) (*eventLog, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	l := &eventLog{file}
	// Event.file_version = 3
	if err := l.record(appendBytes(appendDouble(nil, 1, 0), 3, []byte("brain.Event:2"))); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	for _, e := range past {
		if err := l.add(e); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	return l, nil
}

func (l *eventLog) close() error { return l.file.Close() }

// add writes the scalars of an event.
func (l *eventLog) add(e Event) error {
	var summary []byte // Summary.value = 1, of Value.tag = 1 and .simple_value = 2
	for _, s := range e.Scalars {
		value := appendBytes(nil, 1, []byte(s.Tag))
		value = appendFloat(value, 2, float32(s.Value))
		summary = appendBytes(summary, 1, value)
	}
	event := appendDouble(nil, 1, e.Seconds)        // Event.wall_time = 1
	event = appendVarint(event, 2, uint64(e.Step))  // Event.step = 2
	return l.record(appendBytes(event, 5, summary)) // Event.summary = 5
}

// record writes one TFRecord: length, its masked CRC, data, its masked CRC.
func (l *eventLog) record(data []byte) error {
	le := binary.LittleEndian
	framed := le.AppendUint64(nil, uint64(len(data)))
	framed = le.AppendUint32(framed, maskedCRC(framed))
	framed = append(framed, data...)
	framed = le.AppendUint32(framed, maskedCRC(data))
	_, err := l.file.Write(framed)
	return err
}

// maskedCRC is the CRC-32C that TFRecords carry, masked so that a CRC of data
// that hold CRCs stays sound.
func maskedCRC(data []byte) uint32 {
	crc := crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
	return (crc>>15 | crc<<17) + 0xa282ead8
}

// The wire format of protocol buffers: a key of field and wire type, then the
// value.

func appendVarint(dst []byte, field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(field)<<3), v)
}

func appendDouble(dst []byte, field int, v float64) []byte {
	return binary.LittleEndian.AppendUint64(binary.AppendUvarint(dst, uint64(field)<<3|1), math.Float64bits(v))
}

func appendFloat(dst []byte, field int, v float32) []byte {
	return binary.LittleEndian.AppendUint32(binary.AppendUvarint(dst, uint64(field)<<3|5), math.Float32bits(v))
}

func appendBytes(dst []byte, field int, v []byte) []byte {
	dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(field)<<3|2), uint64(len(v)))
	return append(dst, v...)
}
