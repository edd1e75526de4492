// Package optim changes parameters by their gradients. An optimiser is made
// for an ordered list of parameters; Step takes the gradients and the learning
// rate of the step, so that schedules stay apart. The State of an optimiser is
// a list of named tensors that saves and loads exactly.
package optim
