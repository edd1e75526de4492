//go:build js && wasm

package main

import "syscall/js"

// newSound returns what sounds a move, and the end of a game, by the browser's
// own oscillators. The first call comes after the visitor has turned sound on
// by a click or a key, without which browsers are silent. A browser that cannot
// sound does not.
func newSound() func(end bool) {
	kind := js.Global().Get("AudioContext")
	if !kind.Truthy() {
		return nil
	}
	var audio js.Value
	click := func(pitch, after, lasts float64) {
		begin := audio.Get("currentTime").Float() + after
		tone, loud := audio.Call("createOscillator"), audio.Call("createGain")
		tone.Set("type", "triangle")
		tone.Get("frequency").Call("setValueAtTime", pitch, begin)
		loud.Get("gain").Call("setValueAtTime", 0.25, begin)
		loud.Get("gain").Call("exponentialRampToValueAtTime", 0.001, begin+lasts)
		tone.Call("connect", loud)
		loud.Call("connect", audio.Get("destination"))
		tone.Call("start", begin)
		tone.Call("stop", begin+lasts)
	}
	return func(end bool) {
		if audio.IsUndefined() {
			audio = kind.New()
		}
		if end {
			click(523, 0, 0.25)
			click(392, 0.18, 0.4)
			return
		}
		click(880, 0, 0.06)
	}
}
