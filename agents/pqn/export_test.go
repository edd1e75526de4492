package pqn

// Values returns the values of actions [n,Actions] for observations
// [n,ObsLen].
func (a *Agent) Values(obs []float32) []float32 {
	a.tape.Reset()
	return append([]float32(nil), a.net.forward(a.tape, obs, nil).Data()...)
}

// Weights returns the weights of the network in their order.
func (l *Learner) Weights() []float32 {
	var all []float32
	for _, p := range l.params {
		all = append(all, p.Value.Data...)
	}
	return all
}
