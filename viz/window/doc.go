// Package window shows an app.App in a window of the desktop, or on a page of
// the browser when it is built for WebAssembly. It is a thin shell: it hands
// over the pointer, the keys and the time, and shows the picture that another
// goroutine paints of the scene, so that neither waits for the other. On the
// desktop a third one sounds.
package window
