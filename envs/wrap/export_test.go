package wrap

import "github.com/tengen-rl/tengen/envs"

// Under returns the state beneath a wrapped one.
func Under(s envs.State) envs.State { return layerOf(s).under() }
