package wrap

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Padding is what a FrameStack shows in place of frames from before the start
// of an episode.
type Padding bool

const (
	RepeatFirst Padding = false // the first frame, as Gymnasium does
	ZeroFrames  Padding = true  // zeros
)

// FrameStack shows the newest n frames of g, at least 1, side by side along
// the channel axis, the oldest first: with observations [C,H,W] of g they are
// [n·C,H,W]. The stack at the end of an episode is its last n frames, and no
// stack reaches beyond its start. It panics if g has several seats, because
// their frames are told from different eyes.
func FrameStack(g envs.Game, n int, padding Padding) envs.Game {
	forOneSeat(g, "a stack of frames")
	if n < 1 {
		panic(fmt.Sprintf("wrap: a stack of %d frames", n))
	}
	text := fmt.Sprintf("stack=%d", n)
	if padding == ZeroFrames {
		text += ",zeros"
	}
	size, spec := g.Spec().ObsLen(), named(g, text)
	spec.Obs[0] *= n
	return newGame(spec, g, func(inner envs.State, _ uint64) layer {
		s := &stacked{base: newBase(inner), past: make([]float32, (n-1)*size), size: size, padding: padding}
		s.begin()
		return s
	})
}

type stacked struct {
	base
	past    []float32 // the n-1 frames before this one, a ring
	head    int       // where the oldest of them begins in past
	size    int       // of a frame
	padding Padding
}

func (s *stacked) itself() layer { return s }

// begin fills the past of the first frame.
func (s *stacked) begin() {
	s.head = 0
	if s.padding == ZeroFrames || len(s.past) == 0 {
		clear(s.past)
		return
	}
	s.inner.Observe(s.past[:s.size])
	for at := s.size; at < len(s.past); at += s.size {
		copy(s.past[at:], s.past[:s.size])
	}
}

func (s *stacked) Play(a envs.Action) {
	if len(s.past) == 0 {
		s.inner.Play(a)
		return
	}
	oldest := s.past[s.head : s.head+s.size]
	s.inner.Observe(oldest)
	s.head = (s.head + s.size) % len(s.past)
	s.inner.Play(a)
}

func (s *stacked) Observe(dst []float32) {
	n := copy(dst, s.past[s.head:])
	n += copy(dst[n:], s.past[:s.head])
	s.inner.Observe(dst[n : n+s.size])
}

func (s *stacked) CopyFrom(src envs.State) {
	from := layerOf(src).(*stacked)
	s.inner.CopyFrom(from.inner)
	copy(s.past, from.past)
	s.head = from.head
}

func (s *stacked) digest() uint64 {
	h := s.base.digest()
	for i := range s.past {
		at := i + s.head
		if at >= len(s.past) {
			at -= len(s.past)
		}
		h = seed.Mix(h, uint64(math.Float32bits(s.past[at])))
	}
	return h
}

func (s *stacked) restart(seed uint64) {
	s.base.restart(seed)
	s.begin()
}
