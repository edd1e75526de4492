//go:build js && wasm

package main

import (
	"image"
	"syscall/js"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/app"
)

// publish returns what tells, with each picture that is shown, the state of the
// game as attributes of the page's body, for programs that drive the page and
// for those who read it aloud: data-plies, data-outcome, data-turn.
func publish(a *app.App) func(*image.RGBA) {
	set := js.Global().Get("document").Get("body").Get("dataset")
	return func(*image.RGBA) {
		g := a.Game()
		set.Set("plies", g.Plies())
		set.Set("outcome", g.Outcome)
		turn := -1
		if p := g.Newest().ToPlay(); p != envs.Over {
			turn = int(p)
		}
		set.Set("turn", turn)
	}
}
