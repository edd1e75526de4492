package selfplay

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
)

// TFRecords are read back by the rules of their format, and so are the events
// in them.
func TestEventsAreTensorBoards(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventsName)
	elo := 12.5
	log, err := openEvents(path, []Report{{Generation: 1, Loss: 2.25}})
	require.NoError(t, err)
	require.NoError(t, log.add(&Report{Generation: 2, Loss: 1.5, Elo: &elo}))
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

func TestProgressTellsTheTimeLeft(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	p := &progress{generations: 10, started: start}
	work := p.beginGames(0, 0, 100, start)
	assert.Zero(t, p.status(at(3)).Left, "nothing can be said yet")
	work.games.Store(100)
	work.evaluations.Store(5000)
	s := p.status(at(10))
	assert.Equal(t, 100, s.Games)
	assert.Equal(t, 10.0, s.GamesPerS)
	assert.Equal(t, 500.0, s.EvalsPerS)
	p.beginSteps(40, at(10))
	p.step(alphazero.Loss{Policy: 2})
	s = p.status(at(20))
	assert.Equal(t, 10.0, s.GamesPerS, "the speed of self-play stands while training goes on")
	assert.Equal(t, 1, s.Steps)
	assert.Equal(t, 2.0, s.Loss.Policy)
	p.endGeneration(10*time.Second, 30*time.Second)

	p.beginGames(1, 0, 100, at(40)).games.Store(50) // an eighth of the generation, which took 40 seconds
	s = p.status(at(45))
	assert.Equal(t, 2, s.Generation)
	assert.InDelta(t, (10-1.125)*40, s.Left.Seconds(), 0.5)
}

func TestLearningRateFallsByHalfACosine(t *testing.T) {
	c := Config{Generations: 20, Train: TrainConfig{LearningRate: 0.01, FinalLearningRate: 0.002}}
	for generation, want := range map[float64]float64{0: 0.01, 10: 0.006, 20: 0.002, 30: 0.002, 5: 0.006 + 0.004*math.Sqrt2/2} {
		assert.InDelta(t, want, c.learningRate(generation), 1e-8, "generation %v", generation)
	}
	c.SelfPlay.Games, c.MaxGames = 10, 55 // five generations and a half
	assert.InDelta(t, 0.006, c.learningRate(2.75), 1e-8)
	assert.Equal(t, []int{10, 10, 5, 0}, []int{c.games(0), c.games(4), c.games(5), c.games(6)})
}
