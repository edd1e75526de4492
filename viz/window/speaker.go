//go:build !js

package window

import "github.com/tengen-rl/tengen/viz/speaker"

// startSpeaker lets the app sound by the sound device of the machine, until the
// function that it returns is called.
func (w *window) startSpeaker() (stop func()) {
	closed := make(chan struct{})
	s := speaker.Start(func(why error) {
		select {
		case w.silence <- why:
		case <-closed:
		}
	})
	w.app.SetSound(s)
	return func() { s.Stop(); close(closed) }
}
