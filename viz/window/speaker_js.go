package window

// startSpeaker leaves the app as it is: a page sounds by its browser.
func (w *window) startSpeaker() (stop func()) { return func() {} }
