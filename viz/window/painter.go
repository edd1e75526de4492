package window

import (
	"image"
	"sync/atomic"

	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

// painter paints scenes in a goroutine of its own. Of those that come while it
// is busy only the last is painted.
type painter struct {
	orders  chan order // of room one: the order that waits
	results chan *image.RGBA
	free    chan *image.RGBA // pictures that are no longer shown
	busy    atomic.Int32
	done    chan struct{}
}

type order struct {
	scene scene.Scene
	size  image.Point
}

func startPainter() *painter {
	p := &painter{orders: make(chan order, 1), results: make(chan *image.RGBA, 1), free: make(chan *image.RGBA, 3), done: make(chan struct{})}
	go p.run()
	return p
}

// stop ends the goroutine and waits for it.
func (p *painter) stop() {
	close(p.orders)
	<-p.done
}

func (p *painter) run() {
	defer close(p.done)
	canvas := raster.NewCanvas()
	for o := range p.orders {
		m := p.blank(o.size)
		copy(m.Pix, canvas.Show(o.scene, o.size).Pix)
		select { // a picture that was not taken is overtaken
		case old := <-p.results:
			p.release(old)
		default:
		}
		p.results <- m
		p.busy.Add(-1)
	}
}

// blank returns a picture to paint on, one that is no longer shown if it has
// the size.
func (p *painter) blank(size image.Point) *image.RGBA {
	select {
	case m := <-p.free:
		if m.Bounds().Size() == size {
			return m
		}
	default:
	}
	return image.NewRGBA(image.Rectangle{Max: size})
}

// release gives a picture back to be painted on again.
func (p *painter) release(m *image.RGBA) {
	select {
	case p.free <- m:
	default:
	}
}

// paint orders a picture.
func (p *painter) paint(s scene.Scene, size image.Point) {
	if size.X < 1 || size.Y < 1 {
		return
	}
	select {
	case <-p.orders:
		p.busy.Add(-1)
	default:
	}
	p.busy.Add(1)
	p.orders <- order{s, size}
}

// idle reports whether nothing is being painted or waits for it.
func (p *painter) idle() bool { return p.busy.Load() == 0 }

// take returns the newest picture, nil if there is none since the last.
func (p *painter) take() *image.RGBA {
	select {
	case m := <-p.results:
		return m
	default:
		return nil
	}
}
