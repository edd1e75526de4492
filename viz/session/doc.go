// Package session plays the games that a window shows: it asks agents for
// their moves in goroutines of its own and changes the app.App through
// updates that the window's goroutine makes, so that no search ever waits for
// a picture nor a picture for a search.
package session
