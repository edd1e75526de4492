package speaker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"github.com/ebitengine/oto/v3"

	"github.com/tengen-rl/tengen/viz/sound"
)

// device is the sound device of the machine. It is opened once in a process at
// most, and never closed, only silenced: more the library does not offer.
type device struct {
	context   *oto.Context
	move, end *oto.Player
}

// openDevice waits until the device is open, or for the stop.
func openDevice(stop <-chan struct{}) (player, error) {
	hush()
	context, ready, err := oto.NewContext(&oto.NewContextOptions{SampleRate: sound.Rate, ChannelCount: 1, Format: oto.FormatFloat32LE, ApplicationName: "Tengen"})
	if err != nil {
		return nil, err
	}
	select {
	case <-ready:
	case <-stop:
		return nil, errors.New("stopped before the sound device was open")
	}
	if err := context.Err(); err != nil {
		return nil, err
	}
	return &device{context, newPlayer(context, false), newPlayer(context, true)}, nil
}

func newPlayer(context *oto.Context, end bool) *oto.Player {
	return context.NewPlayer(bytes.NewReader(encode(sound.Samples(sound.Of(end)))))
}

// encode returns samples as the device takes them: little endian.
func encode(samples []float32) []byte {
	data := make([]byte, 0, 4*len(samples))
	for _, s := range samples {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(s))
	}
	return data
}

// play begins a sound, anew if it is still heard.
func (d *device) play(end bool) error {
	player := d.move
	if end {
		player = d.end
	}
	if _, err := player.Seek(0, io.SeekStart); err != nil {
		return err
	}
	player.Play()
	return d.context.Err()
}

func (d *device) close() {
	_ = d.context.Suspend() // a device that is gone is silent, too
}
