package window

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/scene"
)

// keyOf is which key of the keyboard means which of the app.
var keyOf = map[ebiten.Key]app.Key{
	ebiten.KeyArrowLeft: app.KeyLeft, ebiten.KeyArrowRight: app.KeyRight, ebiten.KeyArrowUp: app.KeyUp, ebiten.KeyArrowDown: app.KeyDown,
	ebiten.KeyHome: app.KeyHome, ebiten.KeyEnd: app.KeyEnd, ebiten.KeySpace: app.KeySpace, ebiten.KeyEscape: app.KeyEscape,
	ebiten.KeyF1: app.KeyQuestion,
	ebiten.KeyB:  app.KeyB, ebiten.KeyC: app.KeyC, ebiten.KeyL: app.KeyL, ebiten.KeyM: app.KeyM,
	ebiten.KeyF: app.KeyF, ebiten.KeyG: app.KeyG, ebiten.KeyH: app.KeyH, ebiten.KeyN: app.KeyN, ebiten.KeyO: app.KeyO,
	ebiten.KeyQ: app.KeyQ, ebiten.KeyR: app.KeyR, ebiten.KeyT: app.KeyT, ebiten.KeyU: app.KeyU,
}

// keyOfRune is which character means which key of the app, wherever the
// keyboard has it.
var keyOfRune = map[rune]app.Key{'?': app.KeyQuestion, '+': app.KeyPlus, '-': app.KeyMinus}

// input hands what was done since the last frame to the app.
func (w *window) input() {
	now := time.Now()
	at := w.point(ebiten.CursorPosition())
	if at != w.pointer {
		w.pointer, w.moved = at, now
	}
	w.app.Point(at)
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) {
		w.moved = now
		w.app.Click(at)
	}
	w.touches = inpututil.AppendJustPressedTouchIDs(w.touches[:0])
	for _, id := range w.touches {
		w.moved = now
		w.app.Click(w.point(ebiten.TouchPosition(id)))
	}
	if _, dy := ebiten.Wheel(); dy > 0 {
		w.moved = now
		w.app.Wheel(-1)
	} else if dy < 0 {
		w.moved = now
		w.app.Wheel(1)
	}
	for key, means := range keyOf {
		if w.pressed(key, now) {
			w.moved = now
			w.app.Press(means)
		}
	}
	for _, r := range ebiten.AppendInputChars(nil) {
		if means, ok := keyOfRune[r]; ok {
			w.moved = now
			w.app.Press(means)
		}
	}
}

// point is a place in pixels in the units of the app.
func (w *window) point(x, y int) scene.Point {
	return scene.Point{X: float64(x) / w.scale, Y: float64(y) / w.scale}
}

// How keys that are held down repeat.
const (
	repeatDelay = 400 * time.Millisecond
	repeatEvery = 67 * time.Millisecond
)

// pressed reports whether a key goes down, or is held and repeats.
func (w *window) pressed(key ebiten.Key, now time.Time) bool {
	if inpututil.IsKeyJustPressed(key) { // also if it was let go before this frame
		w.repeats[key] = now.Add(repeatDelay)
		return true
	}
	if repeats := key == ebiten.KeyArrowLeft || key == ebiten.KeyArrowRight; repeats && ebiten.IsKeyPressed(key) && now.After(w.repeats[key]) {
		w.repeats[key] = now.Add(repeatEvery)
		return true
	}
	return false
}
