// Package raster makes pixels of a scene, with no display and no window.
package raster
