// Package control holds three classic problems of control, worlds of one seat
// with the equations, limits and observations of Gymnasium's CartPole-v1,
// Acrobot-v1 and MountainCar-v0.
//
// The state is float64 throughout and the observation is what Gymnasium
// users expect: raw metres, radians and their rates as float32, which exceed
// 1 (envs.Bounded tells by how much). The seed draws the start; from there on
// the worlds are deterministic. A time limit truncates an episode
// (envs.Truncator).
//
// Products are written float64(x*y) where a sum follows, so that no compiler
// fuses the two and an episode is the same on every machine.
//
// The package knows rules only.
package control
