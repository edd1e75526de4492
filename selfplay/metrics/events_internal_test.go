package metrics

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TFRecords are read back by the rules of their format, and so are the events
// in them.
func TestEventsAreTensorBoards(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events")
	log, err := openEvents(path, []Event{{Step: 1, Scalars: []Scalar{{"loss/total", 2.25}}}})
	require.NoError(t, err)
	require.NoError(t, log.add(Event{Step: 2, Scalars: []Scalar{{"loss/total", 1.5}, {"strength/elo", 12.5}}}))
	require.NoError(t, log.close())
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var records [][]byte
	for len(data) > 0 {
		n := binary.LittleEndian.Uint64(data)
		require.Equal(t, unmask(binary.LittleEndian.Uint32(data[8:])), crc32.Checksum(data[:8], crc32.MakeTable(crc32.Castagnoli)))
		body := data[12 : 12+n]
		require.Equal(t, unmask(binary.LittleEndian.Uint32(data[12+n:])), crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
		records = append(records, body)
		data = data[16+n:]
	}
	require.Len(t, records, 3)
	assert.Contains(t, string(records[0]), "brain.Event:2")
	step, scalars := readEvent(t, records[1])
	assert.EqualValues(t, 1, step)
	assert.Equal(t, float32(2.25), scalars["loss/total"])
	assert.NotContains(t, scalars, "strength/elo")
	step, scalars = readEvent(t, records[2])
	assert.EqualValues(t, 2, step)
	assert.Equal(t, float32(12.5), scalars["strength/elo"])
}

// unmask undoes the masking of a CRC as TensorFlow's crc32c.h defines it.
func unmask(masked uint32) uint32 {
	rot := masked - 0xa282ead8
	return rot>>17 | rot<<15
}

// readEvent reads the step and the scalars of a tensorflow.Event.
func readEvent(t *testing.T, event []byte) (step uint64, scalars map[string]float32) {
	t.Helper()
	scalars = map[string]float32{}
	for field, value := range fields(t, event) {
		switch field.number {
		case 2:
			step = value.(uint64)
		case 5:
			for _, v := range fields(t, value.([]byte)) {
				var tag string
				var x float32
				for f, part := range fields(t, v.([]byte)) {
					switch f.number {
					case 1:
						tag = string(part.([]byte))
					case 2:
						x = math.Float32frombits(part.(uint32))
					}
				}
				scalars[tag] = x
			}
		}
	}
	return step, scalars
}

type fieldKey struct{ number, index int }

// fields reads the fields of a protocol buffer message.
func fields(t *testing.T, message []byte) map[fieldKey]any {
	t.Helper()
	all := map[fieldKey]any{}
	for len(message) > 0 {
		key, n := binary.Uvarint(message)
		message = message[n:]
		at := fieldKey{int(key >> 3), len(all)}
		switch key & 7 {
		case 0:
			v, n := binary.Uvarint(message)
			all[at], message = v, message[n:]
		case 1:
			all[at], message = binary.LittleEndian.Uint64(message), message[8:]
		case 2:
			size, n := binary.Uvarint(message)
			all[at], message = message[n:n+int(size)], message[n+int(size):]
		case 5:
			all[at], message = binary.LittleEndian.Uint32(message), message[4:]
		default:
			t.Fatalf("wire type %d", key&7)
		}
	}
	return all
}
