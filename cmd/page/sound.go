//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/tengen-rl/tengen/viz/sound"
)

// speaker sounds by the browser's own oscillators.
type speaker struct {
	kind, audio js.Value
}

// newSpeaker returns nil in a browser that cannot sound.
func newSpeaker() *speaker {
	kind := js.Global().Get("AudioContext")
	if !kind.Truthy() {
		return nil
	}
	return &speaker{kind: kind}
}

// Open implements app.Speaker: the visitor has turned sound on by a click or a
// key, without which browsers are silent.
func (s *speaker) Open() {
	if s.audio.IsUndefined() {
		s.audio = s.kind.New()
	}
}

// Sound implements app.Speaker.
func (s *speaker) Sound(end bool) {
	for _, t := range sound.Of(end) {
		begin := s.audio.Get("currentTime").Float() + t.After
		tone, loud := s.audio.Call("createOscillator"), s.audio.Call("createGain")
		tone.Set("type", "triangle")
		tone.Get("frequency").Call("setValueAtTime", t.Pitch, begin)
		loud.Get("gain").Call("setValueAtTime", sound.Loud, begin)
		loud.Get("gain").Call("exponentialRampToValueAtTime", sound.Quiet, begin+t.Lasts)
		tone.Call("connect", loud)
		loud.Call("connect", s.audio.Get("destination"))
		tone.Call("start", begin)
		tone.Call("stop", begin+t.Lasts)
	}
}
