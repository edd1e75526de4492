// Package page is the program of viz/app as a page of the browser: what the
// page is told (Config), and the web server, or the folder of files for any
// other, that shows it. The program itself is cmd/page, built for WebAssembly;
// the search and the network run in the visitor's browser.
package page
