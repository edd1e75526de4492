package window

import (
	"image"
	"sync"

	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

// painter paints scenes in a goroutine of its own. Of those that come while it
// is busy only the last is painted.
type painter struct {
	orders chan order       // of room one: the order that waits
	free   chan *image.RGBA // pictures that are no longer shown
	done   chan struct{}

	mu     sync.Mutex
	rest   *sync.Cond  // open is 0
	open   int         // orders that wait or are being painted
	result *image.RGBA // the newest picture, nil once it is taken
}

type order struct {
	scene scene.Scene
	size  image.Point
}

func startPainter() *painter {
	p := &painter{orders: make(chan order, 1), free: make(chan *image.RGBA, 3), done: make(chan struct{})}
	p.rest = sync.NewCond(&p.mu)
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
		if old := p.finish(m); old != nil {
			p.release(old)
		}
	}
}

// finish makes m the result and returns the one that it overtakes, if that was
// not taken.
func (p *painter) finish(m *image.RGBA) (old *image.RGBA) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old, p.result = p.result, m
	p.count(-1)
	return old
}

// count is called with the lock held.
func (p *painter) count(orders int) {
	if p.open += orders; p.open == 0 {
		p.rest.Broadcast()
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
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.orders:
		p.count(-1)
	default:
	}
	p.count(1)
	p.orders <- order{s, size}
}

// idle reports whether nothing is being painted or waits for it.
func (p *painter) idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open == 0
}

// wait waits until nothing is being painted or waits for it.
func (p *painter) wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.open > 0 {
		p.rest.Wait()
	}
}

// take returns the newest picture, nil if there is none since the last.
func (p *painter) take() *image.RGBA {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.result
	p.result = nil
	return m
}
