// Package catalog makes a world from its public name. It is the one table of
// the worlds that users can name; it knows every world's package and nothing
// above them.
package catalog
