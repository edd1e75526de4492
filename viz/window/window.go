package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"runtime"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

// ErrNoDisplay says that there is nothing to open a window on.
var ErrNoDisplay = errors.New("there is no display to open a window on")

// Options say what window it is.
type Options struct {
	Title string

	// Updates are called one after the other by the goroutine that the App
	// belongs to: other goroutines change it through them.
	Updates <-chan func()

	// Background says that what is shown goes on beside the window and has the
	// first claim to the processor.
	Background bool

	// Frame, if it is not nil, is called with each picture that is shown.
	// The picture must not be kept.
	Frame func(*image.RGBA)
}

// Run opens a window and shows the app until it is closed or the context
// ends. It must be called from the goroutine of main. Where there is no
// display, or a library that the window system needs is missing, the error
// says so (ErrNoDisplay).
func Run(ctx context.Context, a *app.App, o Options) (err error) {
	if err := Display(); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrNoDisplay, p) // a library that is not as it should be
		}
	}()
	w := &window{ctx: ctx, app: a, options: o, painter: startPainter(), small: raster.NewPainter(), silence: make(chan error), last: time.Now(), repeats: map[ebiten.Key]time.Time{}}
	defer w.painter.stop()
	defer w.startSpeaker()()
	ebiten.SetWindowTitle(o.Title)
	ebiten.SetWindowSize(1280, 800)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS) // time is told by the clock
	if o.Background {
		giveWay()
	}
	// On one thread, which is that of main: what it starts gives way as it does.
	err = ebiten.RunGameWithOptions(w, &ebiten.RunGameOptions{SingleThread: true})
	switch {
	case err == nil || errors.Is(err, ebiten.Termination):
		return ctx.Err()
	case w.shown:
		return err
	}
	return fmt.Errorf("%w: %v", ErrNoDisplay, err)
}

// window is an ebiten.Game.
type window struct {
	ctx     context.Context
	app     *app.App
	options Options
	painter *painter
	silence chan error // why the speaker does not sound
	last    time.Time  // the last Update
	shown   bool       // a frame was drawn

	width, height int // of the picture in pixels
	scale         float64
	picture       *image.RGBA
	canvas        *ebiten.Image
	stale         bool // the canvas does not show the picture yet
	drawn         look // what the screen shows

	note    string
	tip     *ebiten.Image // the note as it is shown, nil for none
	tipAt   scene.Point
	small   *raster.Painter // of tips
	touches []ebiten.TouchID
	pointer scene.Point              // where it was
	moved   time.Time                // when somebody last did something
	repeats map[ebiten.Key]time.Time // of keys held down: when they count again
}

var (
	_ ebiten.Game              = (*window)(nil)
	_ ebiten.FinalScreenDrawer = (*window)(nil)
)

// Update implements ebiten.Game: as often as the display shows a frame.
func (w *window) Update() error {
	w.rest()
	if w.ctx.Err() != nil {
		return ebiten.Termination
	}
	for more := true; more; {
		select {
		case update := <-w.options.Updates:
			update()
		case why := <-w.silence:
			w.app.Silence(why.Error())
		default:
			more = false
		}
	}
	w.input()
	now := time.Now()
	w.app.Tick(now.Sub(w.last))
	w.last = now
	if s, fresh := w.app.Scene(); fresh || w.picture == nil && w.painter.idle() || w.resized() {
		w.painter.paint(s, image.Pt(w.width, w.height))
	}
	if m := w.painter.take(); m != nil {
		if w.picture != nil {
			w.painter.release(w.picture)
		}
		w.picture, w.stale = m, true
		if w.options.Frame != nil {
			w.options.Frame(m)
		}
	}
	w.updateTip()
	return nil
}

const (
	awake = time.Second            // so long after somebody did something every frame counts
	nap   = 100 * time.Millisecond // how long a window that nobody touches looks away
)

// rest waits for a while, or until the games bring something new, if nobody has
// touched the window lately and nothing is being painted: a window that is only
// looked at leaves the processor to those who play. A page does not wait: there the
// browser calls.
func (w *window) rest() {
	if runtime.GOOS == "js" || time.Since(w.moved) < awake || !w.painter.idle() || w.stale {
		return
	}
	pause := nap
	if w.app.Animated() {
		pause = min(pause, w.app.Due())
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.ctx.Done():
	case update := <-w.options.Updates:
		update()
	}
}

// resized reports whether the picture has not the size of the window.
func (w *window) resized() bool {
	return w.picture != nil && w.picture.Bounds().Size() != image.Pt(w.width, w.height) && w.painter.idle()
}

// look is what tells one frame from another, but for the picture.
type look struct {
	size  image.Point
	tip   *ebiten.Image
	tipAt scene.Point
}

// Draw implements ebiten.Game. What looks like the frame before is not drawn
// again: ebiten then leaves the display alone, which costs more than all else
// where there is no graphics processor. What is new is drawn by DrawFinalScreen,
// past the image in between that ebiten would copy it from; a dot on that tells
// ebiten that there is something.
func (w *window) Draw(between *ebiten.Image) {
	w.shown = true
	now := look{size: between.Bounds().Size(), tip: w.tip}
	if w.tip != nil {
		now.tipAt = w.tipAt
	}
	if w.picture == nil || !w.stale && now == w.drawn {
		return
	}
	w.drawn = now
	size := w.picture.Bounds().Size()
	if w.canvas == nil || w.canvas.Bounds().Size() != size {
		w.canvas = ebiten.NewImage(size.X, size.Y)
		w.stale = true
	}
	if w.stale {
		w.canvas.WritePixels(w.picture.Pix)
		w.stale = false
	}
	between.SubImage(image.Rect(0, 0, 1, 1)).(*ebiten.Image).Clear()
}

// DrawFinalScreen implements ebiten.FinalScreenDrawer.
func (w *window) DrawFinalScreen(screen ebiten.FinalScreen, _ *ebiten.Image, to ebiten.GeoM) {
	if w.canvas == nil {
		return
	}
	screen.DrawImage(w.canvas, &ebiten.DrawImageOptions{GeoM: to, Blend: ebiten.BlendCopy})
	if w.tip != nil {
		at := &ebiten.DrawImageOptions{}
		x := min(w.tipAt.X, float64(w.width-w.tip.Bounds().Dx()))
		at.GeoM.Translate(math.Max(x, 0), w.tipAt.Y)
		at.GeoM.Concat(to)
		screen.DrawImage(w.tip, at)
	}
}

// Layout implements ebiten.Game, in pixels of the display and not in its
// units: text is sharp on every display.
func (w *window) Layout(width, height int) (int, int) {
	w.scale = ebiten.Monitor().DeviceScaleFactor()
	w.app.Resize(float64(width), float64(height))
	w.width, w.height = int(float64(width)*w.scale), int(float64(height)*w.scale)
	return w.width, w.height
}

// updateTip draws the note of what the pointer rests on.
func (w *window) updateTip() {
	note := w.app.Note()
	x, y := ebiten.CursorPosition()
	w.tipAt = scene.Point{X: float64(x) + 14*w.scale, Y: float64(y) + 14*w.scale}
	if note == w.note {
		return
	}
	if w.note = note; note == "" {
		w.tip = nil
		return
	}
	s := tip(note, w.small.TextWidth(note, tipSize))
	m := image.NewRGBA(image.Rect(0, 0, int(s.Width*w.scale), int(s.Height*w.scale)))
	w.small.Draw(m, s)
	w.tip = ebiten.NewImageFromImage(m)
}

// tipSize is the size of the letters of a tip.
const tipSize = 14

// tip is a note, whose text is so wide, on a slip of paper.
func tip(note string, width float64) scene.Scene {
	s := scene.Scene{Width: width + 16, Height: 26}
	s.Add(
		scene.Shape{Path: scene.RoundRect(scene.Box{X: 0.5, Y: 0.5, Width: s.Width - 1, Height: s.Height - 1}, 5), Fill: scene.Solid(scene.RGB(0xfff8d8)), Line: scene.RGB(0x55503c), Width: 1},
		scene.Label{At: scene.Point{X: 8, Y: 13}, Text: note, Size: tipSize, Color: scene.RGB(0x222018), Align: scene.Left})
	return s
}
