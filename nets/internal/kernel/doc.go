// Package kernel holds the numeric loops on plain slices that the packages
// above are made of: matrix products, convolutions, reductions and the steps
// of optimisers. It knows nothing of tensors, of gradients or of games.
//
// Every routine has one meaning and several ways to compute it: AVX-512,
// AVX2, and plain Go for all other machines. The loop in its documentation is
// the meaning, and its tests hold every way against that loop. The assembly
// is written by the program in folder gen.
//
// All routines run on the calling goroutine; callers divide the work. An
// element of a result depends on its own inputs and never on what else is
// computed in the same call, so that dividing the work differently changes
// not one bit.
package kernel

//go:generate go run -C gen .
