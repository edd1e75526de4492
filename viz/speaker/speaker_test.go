package speaker

import (
	"errors"
	"math"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

// fake is a device that notes what is done with it.
type fake struct {
	missing bool
	gone    bool          // it fails at the next sound
	slow    chan struct{} // it opens and plays when this gives leave, nil for at once

	opened, closed int
	played         []bool
	reported       []error
}

// start returns a Speaker of the device.
func (f *fake) start() *Speaker {
	return start(f.open, func(err error) { f.reported = append(f.reported, err) })
}

func (f *fake) open(stop <-chan struct{}) (player, error) {
	f.wait()
	f.opened++
	if f.missing {
		return nil, errors.New("nothing there")
	}
	return f, nil
}

func (f *fake) wait() {
	if f.slow != nil {
		<-f.slow
	}
}

func (f *fake) play(end bool) error {
	f.wait()
	if f.gone {
		return errors.New("unplugged")
	}
	f.played = append(f.played, end)
	return nil
}

func (f *fake) close() { f.closed++ }

func TestTheDeviceIsOpenedWhenItIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		s := f.start()
		synctest.Wait()
		assert.Zero(t, f.opened)
		for range 2 {
			s.Open()
			synctest.Wait()
			assert.Equal(t, 1, f.opened)
		}
		for _, end := range []bool{false, true} {
			s.Sound(end)
			synctest.Wait()
		}
		assert.Equal(t, []bool{false, true}, f.played)
		assert.Zero(t, f.closed)
		s.Stop()
		synctest.Wait()
		assert.Equal(t, 1, f.closed)
		assert.Empty(t, f.reported)
	})
}

// A Speaker that is never opened ends all the same: synctest waits for it.
func TestStopBeforeAnything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		f.start().Stop()
		synctest.Wait()
		assert.Zero(t, f.opened+f.closed)
	})
}

func TestNoDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{missing: true}
		s := f.start()
		defer s.Stop()
		var want []error
		for range 3 {
			s.Open()
			s.Sound(false)
			synctest.Wait()
			want = append(want, ErrNone)
			assert.Equal(t, want, f.reported)
		}
		assert.Equal(t, 1, f.opened, "another try is not allowed")
	})
}

func TestADeviceThatGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		s := f.start()
		s.Open()
		s.Sound(false)
		synctest.Wait()
		f.gone = true
		s.Sound(false)
		synctest.Wait()
		assert.Equal(t, []bool{false}, f.played)
		assert.Equal(t, []error{ErrGone}, f.reported)
		s.Open()
		synctest.Wait()
		assert.Equal(t, []error{ErrGone, ErrGone}, f.reported)
		s.Stop()
		synctest.Wait()
		assert.Equal(t, 1, f.closed)
	})
}

// Nobody waits for a slow device; the last sound that came meanwhile is played.
func TestASlowDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{slow: make(chan struct{})}
		s := f.start()
		s.Open()
		synctest.Wait()
		for _, end := range []bool{false, false, true} {
			s.Open()
			s.Sound(end)
		}
		close(f.slow)
		synctest.Wait()
		assert.Equal(t, []bool{true}, f.played)
		s.Stop()
	})
}

func TestEncode(t *testing.T) {
	assert.Equal(t, []byte{0, 0, 0, 0x3f, 0, 0, 0, 0x80}, encode([]float32{0.5, float32(math.Copysign(0, -1))}))
}
