// Package app is the program behind the window and the page: which games are
// shown, how, and what a click, a key or a moment more does to them. A shell
// (viz/window) hands it the pointer, the keys and the time, and paints the
// scene that it returns; nothing here has a goroutine, a clock or a display,
// so a test can do all that a person does.
package app
