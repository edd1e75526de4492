package app

// heard is a place in a game.
type heard struct {
	game *Game
	at   int
	over bool
}

// listen sounds what has changed of the game looked at since the last picture.
func (a *App) listen() {
	g := a.Game()
	now := heard{g, g.at + len(g.walk), g.Over() && g.at == g.Plies()}
	before := a.heard
	a.heard = now
	if a.sound && a.actions.Sound != nil && !a.wide && before.game == g && before != now {
		a.actions.Sound(now.over && !before.over)
	}
}
