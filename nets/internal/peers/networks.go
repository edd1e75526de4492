package main

import (
	"fmt"
	"slices"
	"strings"
)

// networks are whole networks: looking at positions, learning from them.
func networks(w *workshop) (all []group) {
	for _, t := range towers {
		two := w.ours("nets.test", "PlanTwoThreads", 2)
		all = append(all,
			group{
				title: "Inference " + t.name, cases: t.cases(1, 8, 32), ours: w.ours("nets.test", "Plan", 1),
				peers: []maker{w.ort(1), w.torch(1, "infer")}, bar: flat(2.3), rate: rows("positions/s"),
			},
			group{
				title: "Inference " + t.name + ", two threads", cases: t.cases(8, 32), ours: two,
				peers: []maker{renamed("one thread", w.ours("nets.test", "Plan", 1))}, bar: flat(1.9), rate: rows("positions/s"), turns: 3,
			},
			group{
				title: "Inference " + t.name + ", two threads against others", cases: t.cases(8, 32), ours: two,
				peers: []maker{w.ort(2), w.torch(2, "infer")}, bar: flat(0), rate: rows("positions/s"),
			})
	}
	for i, t := range towers {
		cases, bar := t.cases(32, 256), 2.0
		if i == 1 {
			cases, bar = t.cases(32), 1.6
		}
		ours := w.ours("nets.test", "Train", 1)
		all = append(all,
			group{
				title: "Training step " + t.name, cases: cases, ours: ours,
				peers: []maker{w.torch(1, "train")}, bar: flat(bar), rate: rows("rows/s"),
			},
			group{
				title: "Training step " + t.name + ", no batch norm in the peer either", cases: cases, ours: ours,
				peers: []maker{w.torch(1, "plain")}, bar: flat(bar), rate: rows("rows/s"),
			})
	}
	return append(all, updates(w)...)
}

// updates are steps of the learners of other agents.
func updates(w *workshop) []group {
	each := func(unit string) func(string) rate { return func(string) rate { return rate{unit, 1} } }
	update := func(title, name string, bar float64, peer maker) group {
		return group{
			title: title, cases: []string{name}, ours: w.ours("nets.test", "DQN", 1), peers: []maker{peer},
			bar: flat(bar), rate: each("updates/s"),
		}
	}
	libtorch := func(string) source {
		return source{
			name: "PyTorch from C++", env: threads(1, "SkylakeX"), parse: plain,
			missing: w.missing["dqn"], args: []string{w.program("dqn")},
		}
	}
	return []group{
		update("DQN update, MLP 4-64-64-2", "mlp", 15, w.torch(1, "dqn")),
		update("DQN update, MLP 4-64-64-2, from C++", "mlp", 8, libtorch),
		update("DQN update, MinAtar network", "minatar", 4, w.torch(1, "dqn")),
		{
			title: "LSTM, 40 steps, batch 32, forward and backward", cases: []string{"units128"},
			ours: w.ours("nets.test", "LSTM", 1), peers: []maker{w.torch(1, "lstm")}, bar: flat(2), rate: each("steps/s"),
		},
	}
}

func renamed(name string, m maker) maker {
	return func(c string) source {
		s := m(c)
		s.name = name
		return s
	}
}

// cases names the tower with each batch.
func (t tower) cases(batches ...int) (names []string) {
	for _, b := range batches {
		names = append(names, fmt.Sprintf("%s/batch%d", t.name, b))
	}
	return names
}

// towerOf is the tower and the batch of a case.
func towerOf(name string) (t tower, batch int) {
	first, rest, _ := strings.Cut(name, "/")
	i := slices.IndexFunc(towers, func(t tower) bool { return t.name == first })
	if _, err := fmt.Sscanf(rest, "batch%d", &batch); err != nil || i < 0 {
		panic("no such case: " + name)
	}
	return towers[i], batch
}

// rows counts the rows of a batch.
func rows(unit string) func(string) rate {
	return func(name string) rate {
		_, n := towerOf(name)
		return rate{unit, float64(n)}
	}
}
