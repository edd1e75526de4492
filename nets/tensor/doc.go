// Package tensor holds dense float32 arrays: a shape and the elements behind
// it, row-major and without gaps. It computes nothing and knows nothing of
// gradients; package autograd does.
package tensor
