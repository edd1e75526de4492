package rating

// groups tells which players are connected (union-find).
type groups []int

func newGroups(n int) groups {
	g := make(groups, n)
	for i := range g {
		g[i] = i
	}
	return g
}

// of returns the player that stands for the group of i.
func (g groups) of(i int) int {
	for g[i] != i {
		g[i] = g[g[i]]
		i = g[i]
	}
	return i
}

func (g groups) join(i, j int) { g[g.of(i)] = g.of(j) }

// bounded reports whether the likelihood has a maximum: every player can be
// reached from every other by games that were not lost (Ford, "Solution of a
// ranking problem from binary comparisons", 1957), and if there are draws, not
// everything is drawn. With an advantage of the first move a maximum may still
// be missing; maximise or covariance then fail.
func (m *model) bounded() bool {
	decided := m.eta < 0
	to, from := make([][]int, m.n), make([][]int, m.n)
	edge := func(a, b int) { to[a], from[b] = append(to[a], b), append(from[b], a) }
	for _, p := range m.pairs {
		if p.Wins+p.Draws > 0 {
			edge(p.First, p.Second)
		}
		if p.Losses+p.Draws > 0 {
			edge(p.Second, p.First)
		}
		decided = decided || p.Wins+p.Losses > 0
	}
	return decided && reached(to) == m.n && reached(from) == m.n
}

// reached counts the nodes that can be reached from node 0, itself included.
func reached(edges [][]int) int {
	seen := make([]bool, len(edges))
	seen[0] = true
	count := 0
	for stack := []int{0}; len(stack) > 0; count++ {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, j := range edges[i] {
			if !seen[j] {
				seen[j] = true
				stack = append(stack, j)
			}
		}
	}
	return count
}
