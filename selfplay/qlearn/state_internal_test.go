package qlearn

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
)

// counting is a learner that counts, and fails where it is told to.
type counting struct {
	steps int
	loss  float64
	full  bool // no room for a checkpoint
}

var _ learner = (*counting)(nil)

func (l *counting) Steps() int                              { return l.steps }
func (l *counting) Advance(_ context.Context, to int) error { l.steps = to; return nil }
func (l *counting) Save(w io.Writer) error {
	if l.full {
		if _, err := w.Write(make([]byte, 1<<17)); err != nil {
			return err
		}
		return &os.PathError{Op: "write", Path: "state", Err: syscall.ENOSPC}
	}
	_, err := w.Write([]byte{byte(l.steps), byte(l.steps >> 8)})
	return err
}
func (l *counting) Load(r io.Reader) error {
	var b [2]byte
	_, err := io.ReadFull(r, b[:])
	l.steps = int(b[0]) | int(b[1])<<8
	return err
}
func (l *counting) SaveWeights(path string, _ map[string]string) error {
	return os.WriteFile(path, nil, 0o600)
}
func (l *counting) tally() Tally                            { return Tally{Steps: 1, Updates: 1, Loss: l.loss} }
func (l *counting) player(float64, *rand.Rand) agents.Agent { return nil }
func (l *counting) about() string                           { return "counts" }

// countingRun is a run of a learner that counts.
func countingRun(t *testing.T, l *counting) *Run {
	t.Helper()
	c, err := Preset("dqn", "frozenlake")
	require.NoError(t, err)
	c.Steps, c.ReportEvery, c.CheckpointEvery, c.Evaluate.Every = 2000, 400, 400, 0
	folder, err := Create(t.TempDir(), c, false)
	require.NoError(t, err)
	r, err := Start(folder, c, Options{Threads: 1, Now: time.Now, Report: func(*Report) {}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	r.learner = l
	return r
}

// A disk that is full when a checkpoint is due stops the run with a line that
// tells what stands, and the checkpoint before is whole.
func TestFullDisk(t *testing.T) {
	l := &counting{}
	r := countingRun(t, l)
	r.options.Report = func(p *Report) { l.full = p.Steps == 1200 }
	err := r.Train(context.Background())
	require.ErrorIs(t, err, syscall.ENOSPC)
	assert.ErrorContains(t, err, "the run stops at step 1200: write state: no space left on device; the checkpoint of step 800 is whole, and `selfplay resume ")
	states, err := os.ReadDir(r.folder.Path("state"))
	require.NoError(t, err)
	require.Len(t, states, 1, "nothing half-written is left")
	again := &counting{}
	at, err := readState(r.folder.stateFile(800), again)
	require.NoError(t, err)
	assert.Equal(t, 800, again.steps)
	assert.Equal(t, 2, at.Generation)
}

func TestNumbersThatAreNotFinite(t *testing.T) {
	err := countingRun(t, &counting{loss: math.Inf(1)}).Train(context.Background())
	assert.ErrorContains(t, err, "training diverged by step 200: its numbers are not finite")
}

// Whatever single bit of a checkpoint is flipped, it is refused; and so is
// every part of it.
func TestDamagedStates(t *testing.T) {
	var whole bytes.Buffer
	want := counters{Generation: 3, Reported: 500, Games: 7, Stretch: Tally{Steps: 9, Loss: 0.1, MaxQ: -2, DeadUnits: Looks{1, 2}}}
	require.NoError(t, encodeState(&whole, &want, &counting{steps: 517}))
	read := func(data []byte) (counters, *counting, error) {
		l := &counting{}
		c, err := decodeState(bytes.NewReader(data), int64(len(data)), l)
		return c, l, err
	}
	got, l, err := read(whole.Bytes())
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Equal(t, 517, l.steps)
	for i := range whole.Len() * 8 {
		data := bytes.Clone(whole.Bytes())
		data[i/8] ^= 1 << (i % 8)
		_, _, err := read(data)
		require.Error(t, err, "bit %d", i)
	}
	for n := range whole.Len() {
		_, _, err := read(whole.Bytes()[:n])
		require.Error(t, err, "%d bytes of %d", n, whole.Len())
	}
}

// Tallies of parts add up to that of the whole.
func TestTally(t *testing.T) {
	var sum Tally
	assert.Nil(t, newReport(&sum).Loss)
	sum.add(Tally{Steps: 10, Epsilon: 0.9})
	sum.add(Tally{Steps: 10, Updates: 2, Loss: 3, MeanQ: Looks{-8, 2}, MaxQ: -1, Episodes: 1, Return: 5, GradNorm: Looks{6, 2}, Seconds: 1, Epsilon: 0.8})
	sum.add(Tally{Steps: 10, Updates: 1, Loss: 6, MeanQ: Looks{-1, 1}, MaxQ: -3, Episodes: 1, Return: 8, Rewarded: 4, Seconds: 1, Epsilon: 0.7, Replay: 30})
	r := newReport(&sum)
	assert.Equal(t, 3.0, *r.Loss)
	assert.Equal(t, -3.0, *r.MeanQ)
	assert.Equal(t, -1.0, *r.MaxQ, "a maximum of negative values is none of 0")
	assert.Equal(t, 6.5, *r.TrainReturn)
	assert.Equal(t, 3.0, *r.GradNorm)
	assert.Nil(t, r.DeadUnits, "nobody looked")
	assert.Equal(t, 4, r.Rewarded)
	assert.Equal(t, 0.7, r.Epsilon)
	assert.Equal(t, 30, r.Positions)
	assert.Equal(t, 15.0, r.StepsPerS)
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		last, now, every int
		want             bool
	}{{0, 99, 100, false}, {0, 100, 100, true}, {100, 100, 100, false}, {99, 101, 100, true}, {100, 350, 100, true}} {
		assert.Equal(t, c.want, due(c.last, c.now, c.every), "%+v", c)
	}
	assert.Equal(t, 100, next(0, 100))
	assert.Equal(t, 200, next(100, 100))
}

func TestProgressTellsTheTimeLeft(t *testing.T) {
	start := time.Unix(1000, 0)
	var p progress
	p.begin(1000, 5000, start)
	assert.Zero(t, p.status(start.Add(time.Second)).Left, "nothing can be said yet")
	p.advance(2000, 8, &Tally{Steps: 1000, Seconds: 8, Episodes: 2, Return: 6})
	s := p.status(start.Add(10 * time.Second))
	assert.Equal(t, 30*time.Second, s.Left, "of the whole time, evaluations included")
	assert.Equal(t, 125.0, s.StepsPerS)
	assert.Equal(t, 3.0, *s.TrainReturn)
	assert.Nil(t, s.EvalReturn)
	assert.Equal(t, 125.0, p.overall())
	value := 4.0
	p.reported(&Report{Generation: 3, EvalReturn: &value})
	p.reported(&Report{Generation: 4})
	s = p.status(start)
	assert.Equal(t, 4, s.Generation)
	assert.Equal(t, 4.0, *s.EvalReturn, "the last there was")
}

func TestStateIsWrittenBeside(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "1.state")
	require.NoError(t, writeState(path, &counters{Generation: 1}, &counting{steps: 1}))
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	err = writeState(path, &counters{Generation: 2}, &counting{full: true})
	assert.True(t, errors.Is(err, syscall.ENOSPC))
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, before, after)
}
