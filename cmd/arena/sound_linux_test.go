package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ebitengine/purego"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/screen"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/sound"
)

// needSound skips the test, by name, without the sound library of Linux.
func needSound(t *testing.T) {
	t.Helper()
	if _, err := purego.Dlopen("libasound.so.2", purego.RTLD_LAZY); err != nil {
		t.Skip("libasound.so.2 is not installed")
	}
}

// devices is an environment in which the sound devices are those of the
// configuration, and no others.
func devices(t *testing.T, config string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "asound.conf")
	require.NoError(t, os.WriteFile(path, []byte(config), 0o644))
	return []string{"ALSA_CONFIG_PATH=" + path, "PULSE_SERVER=unix:" + filepath.Join(t.TempDir(), "none")}
}

// recorder has all that a sound device has played.
type recorder struct {
	mu   sync.Mutex
	data []byte
}

// record returns a recorder of what is written to a named pipe: a device that
// plays into nothing takes all at once, and would fill a file with silence, but
// a pipe takes no more than is read from it.
func record(t *testing.T, pipe string) *recorder {
	t.Helper()
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	f, err := os.OpenFile(pipe, os.O_RDWR, 0) // it waits for no writer
	require.NoError(t, err)
	var r recorder
	var reading sync.WaitGroup
	reading.Go(func() {
		piece := make([]byte, sound.Rate*4/20)
		for {
			n, err := f.Read(piece)
			if err != nil {
				return // it is closed
			}
			r.mu.Lock()
			r.data = append(r.data, piece[:n]...)
			r.mu.Unlock()
			time.Sleep(20 * time.Millisecond)
		}
	})
	t.Cleanup(func() { _ = f.Close(); reading.Wait() })
	return &r
}

// has reports whether the samples were played.
func (r *recorder) has(t *testing.T, samples []float32) bool {
	t.Helper()
	data, err := binary.Append(nil, binary.LittleEndian, samples)
	require.NoError(t, err)
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Contains(r.data, data)
}

// begun reports whether anything was played, be it silence.
func (r *recorder) begun() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.data) > 0
}

// move plays one move of Connect Four against random, by clicks on a column
// until the window takes one.
func (w *shown) move(column int) {
	w.t.Helper()
	for {
		w.Do("mousemove", fmt.Sprint(120+column*95), "400", "click", "1") // see TestAWindowIsPlayedIn
		select {
		case line := <-w.lines:
			require.Contains(w.t, line, "you: ")
			require.Contains(w.t, <-w.lines, "random: ")
			return
		case <-time.After(time.Second): // it is not painted yet
			require.NoError(w.t, w.ctx.Err())
		}
	}
}

// press has a key go down and up in the window.
func (w *shown) press(key string) {
	w.Do("windowfocus", w.Do("search", "--name", "Tengen"), "keydown", key, "sleep", "0.3", "keyup", key)
}

// until waits until something has come about.
func (w *shown) until(what string, come func() bool) {
	w.t.Helper()
	for !come() {
		require.NoError(w.t, w.ctx.Err(), "%s", what)
		time.Sleep(100 * time.Millisecond)
	}
}

// A window whose sound is turned on opens the device then, and plays a click
// with a move and two notes with the end.
func TestAWindowSounds(t *testing.T) {
	screen.Need(t, "Xvfb", "xdotool", "go")
	needSound(t)
	pipe := filepath.Join(t.TempDir(), "played")
	played := record(t, pipe)
	w := openIn(t, devices(t, fmt.Sprintf("pcm.!default { type file file %q format raw slave.pcm { type null } }", pipe)),
		"watch", "--game", "connect4", "--seed", "1", "human", "random")
	w.move(3)
	assert.False(t, played.begun(), "sound is off")
	w.press("m")
	w.until("the device was not opened", played.begun)
	click, notes := sound.Samples(sound.Of(false)), sound.Samples(sound.Of(true))
	w.move(2)
	w.until("no click was played", func() bool { return played.has(t, click) })
	assert.False(t, played.has(t, notes[:sound.Rate/4]))
	w.press("r")
	w.until("no notes were played", func() bool { return played.has(t, notes[:sound.Rate/4]) })
	w.close()
}

// Without a device the window says so, itself and nothing else, and is played
// in as before.
func TestAWindowSoundsNowhere(t *testing.T) {
	screen.Need(t, "Xvfb", "xdotool", "import", "go")
	needSound(t)
	w := openIn(t, devices(t, ""), "watch", "--game", "connect4", "--seed", "1", "human", "random")
	ink := func() float64 {
		// The panel is 400 units wide, see viz/app; above are its lines of text.
		panel := w.Picture().(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(880, 0, 1280, 200))
		return screen.Share(panel, board.Light().Ink)
	}
	w.move(3)
	var before float64
	w.until("the window does not come to rest", func() bool {
		last := before
		before = ink()
		return before > 0 && before == last
	})
	w.press("m")
	w.until("the window does not say that there is no device", func() bool { return ink() > 1.2*before })
	w.move(2)
	w.close()
	assert.NotContains(t, w.errs.String(), "ALSA", "the library keeps quiet")
}
