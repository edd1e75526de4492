// Package scene is a picture as data: shapes and labels in the order in which
// they are painted, and the spots that a pointer can rest on. Package
// viz/raster makes pixels of a scene and package viz/svg a file; a test looks
// at what is in it.
//
// It knows neither worlds nor windows.
package scene
