// Package floors holds the test of the module's layering and nothing else:
// its table says on which floor each package stands and what it may never
// know. It is after go/build/deps_test.go of the standard library.
package floors
