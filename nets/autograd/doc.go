// Package autograd differentiates computations on tensors in reverse: a Tape
// records each operation as it is computed, and Backward walks the record from
// the loss to the parameters (Linnainmaa 1970; define-by-run as in Tokui et
// al., "Chainer", 2015).
//
//	tape ── Var ── op ── Var ── op ── loss        values, forwards
//	         ▲                          │
//	       Param          Grads ◄───────┘         gradients, backwards
//
// A Tape belongs to one goroutine and owns the memory of all its Vars, which
// Reset takes back for the next step: a steady training step allocates
// nothing. Params are read only while tapes run, and gradients go into a Grads
// set, so several goroutines can each run a Tape and a Grads over the same
// Params.
//
// Each operation is a file: the method of Tape that computes the value, the
// typed record it leaves, and the derivative. Images are channels-last,
// [N,H,W,C], the layout in which convolution is one long matrix product.
// Shapes that do not fit panic with the shapes in the message. The package
// knows neither layers nor games.
package autograd
