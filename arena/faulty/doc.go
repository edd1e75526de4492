// Package faulty is for the tests of agents that are programs of others: it
// has programs that fail in all the ways that programs do, and plays the
// matches that they lose.
//
// The test binary is itself the program: a package calls Main from TestMain
// with its side of a protocol, and Test from a test.
package faulty
