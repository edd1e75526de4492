package dqn

// DefaultConfig is a plain learner for small worlds, from which to change what
// matters: Double, dueling, three steps, uniform replay.
func DefaultConfig() Config {
	return Config{
		Network: Network{Hidden: []int{128, 128}, Dueling: true, Head: Scalar},
		Target: Target{
			Gamma: 0.99, Steps: 3, Double: true, Loss: Huber,
			Temperature: 0.03, Scale: 0.9, Floor: -1,
			Every: 500, Unit: Updates, Rate: 1,
		},
		Explore: Explore{Start: 1, End: 0.05, Steps: 10_000},
		Replay: Replay{
			Capacity: 100_000, Warmup: 1000,
			Alpha: 0.6, Beta: 0.4, BetaUpdates: 100_000, MinPriority: 1e-6,
		},
		Train: Train{
			Actors: 1, Every: 1, Updates: 1, Batch: 32,
			Optimizer: Adam, Rate: 5e-4, Epsilon: 1e-8, Decay: 0.95, MaxNorm: 10,
		},
	}
}

// plain is DefaultConfig without what came after Mnih et al. 2015.
func plain() Config {
	c := DefaultConfig()
	c.Network.Dueling = false
	c.Target.Double, c.Target.Steps = false, 1
	c.Train.MaxNorm = 0
	return c
}

// CleanRL is the settings of CleanRL's dqn.py for classic control (Huang et al.
// 2022): 500,000 steps, of which ε falls over the first half.
func CleanRL() Config {
	c := plain()
	c.Network.Hidden = []int{120, 84}
	c.Target.Loss, c.Target.Every, c.Target.Unit = MSE, 500, Steps
	c.Explore = Explore{Start: 1, End: 0.05, Steps: 250_000}
	c.Replay.Capacity, c.Replay.Warmup = 10_000, 10_000
	c.Train.Every, c.Train.Batch, c.Train.Rate = 10, 128, 2.5e-4
	return c
}

// ZooCartPole is the settings of rl-zoo3 for CartPole-v1 (Raffin 2020, dqn.yml):
// 50,000 steps.
func ZooCartPole() Config {
	c := plain()
	c.Network.Hidden = []int{256, 256}
	c.Target.Every, c.Target.Unit = 10, Steps
	c.Explore = Explore{Start: 1, End: 0.04, Steps: 8_000}
	c.Replay.Capacity, c.Replay.Warmup = 100_000, 1000
	c.Train.Every, c.Train.Updates, c.Train.Batch, c.Train.Rate, c.Train.MaxNorm = 256, 128, 64, 2.3e-3, 10
	return c
}

// MinAtar is the settings of the paper of the games (Young and Tian 2019): 5
// million frames.
func MinAtar() Config {
	c := plain()
	c.Network.Conv, c.Network.Hidden = []Conv{{Out: 16, Size: 3, Stride: 1, Valid: true}}, []int{128}
	c.Target.Every = 1000
	c.Explore = Explore{Start: 1, End: 0.1, From: 5000, Steps: 100_000}
	c.Replay.Capacity, c.Replay.Warmup, c.Replay.Distinct = 100_000, 5000, true
	c.Train.Optimizer, c.Train.Rate, c.Train.Epsilon, c.Train.Decay, c.Train.Centered = RMSProp, 2.5e-4, 0.01, 0.95, true
	return c
}

// Rainbow is all of it (Hessel et al. 2018) at the scale of the MinAtar games,
// with the settings of Obando-Ceron and Castro, "Revisiting Rainbow" (2021):
// three steps, prioritized replay, noisy layers, dueling, double and 51 atoms
// within ±100; an update every 4 frames.
func Rainbow() Config {
	c := MinAtar()
	c.Network.Dueling, c.Network.Noisy = true, 0.5
	c.Network.Head, c.Network.Atoms, c.Network.Low, c.Network.High = Categorical, 51, -100, 100
	c.Target.Steps, c.Target.Double, c.Target.Every = 3, true, 1000
	c.Explore = Explore{}
	c.Replay.Warmup, c.Replay.Distinct = 1000, false
	c.Replay.Prioritized, c.Replay.Alpha, c.Replay.Beta, c.Replay.BetaUpdates = true, 0.5, 0.4, 1_000_000
	c.Train.Every, c.Train.Optimizer, c.Train.Rate, c.Train.Epsilon = 4, Adam, 1e-4, 3.125e-4
	return c
}

// Recurrent is a network with a memory, learned from sequences with stored
// states, after Kapturowski et al., "Recurrent Experience Replay in Distributed
// Reinforcement Learning" (2019), at the scale of small worlds.
func Recurrent() Config {
	c := DefaultConfig()
	c.Network.Hidden, c.Network.Cell, c.Network.Units = []int{64}, "lstm", 64
	c.Target.Steps = 5
	c.Replay.BurnIn, c.Replay.Trace, c.Replay.Period = 10, 20, 10
	c.Replay.Prioritized, c.Replay.Alpha, c.Replay.Beta = true, 0.9, 0.6
	c.Train.Every, c.Train.Batch = 4, 16
	return c
}
