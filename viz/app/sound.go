package app

// Speaker makes an App heard. Neither method waits for anything.
type Speaker interface {
	Open()          // the person has turned sound on
	Sound(end bool) // a move was made, or a game has ended
}

// SetSound says who sounds moves and ends of games. Sound is off until the
// person turns it on, which is offered from now on.
func (a *App) SetSound(speaker Speaker) {
	a.speaker = speaker
	a.Changed()
}

// Silence turns sound off and says why.
func (a *App) Silence(why string) {
	a.sound = false
	a.SetMessage(why)
}

// turnSound turns sound on or off.
func (a *App) turnSound() {
	if a.sound = !a.sound; a.sound {
		a.speaker.Open()
	}
}

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
	if a.sound && !a.wide && before.game == g && before != now {
		a.speaker.Sound(now.over && !before.over)
	}
}
