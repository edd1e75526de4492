// Package nets makes networks: layers with named parameters over package
// autograd, whole architectures, compiled plans for inference, and checkpoints.
//
// A network is a struct of layers. Its Forward method computes on an explicit
// tape, its Params are a fixed ordered list, and a checkpoint names its
// architecture, so that a file is enough to get the network back. The package
// knows nothing of games: a policy and value network sees an observation shape,
// a number of actions and a number of players.
package nets
