// Package speaker plays the sounds of package sound on the sound device of the
// machine, which it opens when that is first asked for. It knows nothing of
// windows and games, and there may be one in a process: see device.
package speaker

import "errors"

// What Speaker reports, each a line for people.
var (
	ErrNone = errors.New("sound stays off: there is no sound device")
	ErrGone = errors.New("sound is off: the sound device is gone")
)

// Speaker plays in a goroutine of its own, so that no method waits for a
// device. Its methods are for one goroutine.
type Speaker struct {
	open   func(stop <-chan struct{}) (player, error)
	report func(error)
	asked  chan struct{} // of room one: the device is wanted
	sounds chan bool     // of room one: the sound that waits, whether it is of an end
	stop   chan struct{}
}

// player is an open device.
type player interface {
	play(end bool) error // does not wait for the sound to end
	close()
}

// Start returns a Speaker that has opened nothing yet. From a goroutine of its
// own it reports ErrNone each time a device is asked for that does not open,
// and ErrGone when one fails.
func Start(report func(error)) *Speaker { return start(openDevice, report) }

func start(open func(stop <-chan struct{}) (player, error), report func(error)) *Speaker {
	s := &Speaker{open, report, make(chan struct{}, 1), make(chan bool, 1), make(chan struct{})}
	go s.run()
	return s
}

// Stop ends the Speaker and all that it plays. It does not wait, for a device
// that hangs would never let go.
func (s *Speaker) Stop() { close(s.stop) }

// Open has the device opened, if it is not.
func (s *Speaker) Open() {
	select {
	case s.asked <- struct{}{}:
	default:
	}
}

// Sound plays a move, or the end of a game. Of those that come while the device
// is busy only the last is played.
func (s *Speaker) Sound(end bool) {
	select {
	case <-s.sounds:
	default:
	}
	s.sounds <- end
}

// run opens the device and plays on it.
func (s *Speaker) run() {
	select {
	case <-s.stop:
		return
	case <-s.asked:
	}
	device, err := s.open(s.stop)
	if err != nil {
		s.refuse(ErrNone)
		return
	}
	defer device.close()
	for {
		select {
		case <-s.stop:
			return
		case <-s.asked:
		case end := <-s.sounds:
			if device.play(end) != nil {
				s.refuse(ErrGone)
				return
			}
		}
	}
}

// refuse reports why nothing is played, again whenever the device is asked for:
// it can be opened once in a process only.
func (s *Speaker) refuse(why error) {
	for {
		s.report(why)
		select {
		case <-s.stop:
			return
		case <-s.asked:
		}
	}
}
