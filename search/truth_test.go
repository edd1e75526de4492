package search

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/internal/truth"
)

// TestTruthTrees grows the trees of an independent search over explicitly
// given models: those whose first-play urgency is the parent's mean less a
// reduction, as ours is.
func TestTruthTrees(t *testing.T) {
	cases := 0
	lines := bufio.NewScanner(bytes.NewReader(truth.Read(t, "search/trees.jsonl")))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c treeCase
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		if c.Config.Algorithm != "puct" || c.Config.FPU != "parent_reduction" {
			continue
		}
		cases++
		t.Run(c.Name, c.check)
	}
	require.NoError(t, lines.Err())
	assert.Positive(t, cases)
}

type treeCase struct {
	Name   string
	Config struct {
		Algorithm    string
		CPUCT        float32 `json:"c_puct"`
		FPU          string
		FPUReduction float32 `json:"fpu_reduction"`
	}
	Actions, Simulations int
	Model                map[string]modelNode
	Expansion            []string `json:"expansion_order"`
	Expected             struct {
		Visits    []int32
		Q         []*float64
		RootValue float64 `json:"root_value"`
	}
}

type modelNode struct {
	Logits   []float32
	Value    float32
	Terminal bool
}

func (c treeCase) check(t *testing.T) {
	config := Config{CPUCT: c.Config.CPUCT, FPU: c.Config.FPUReduction}
	model := &modelGame{c.Actions, c.Model, nil}
	tree := NewTree(model, config, seed.Stream(1))
	tree.Reset(model.New(0))
	require.NoError(t, Simulate(context.Background(), model, tree, c.Simulations+1)) // the root's judgement is one

	assert.Equal(t, c.Expansion, model.visited, "order of expansion")
	for i, e := range tree.actions(0) {
		assert.Equal(t, c.Expected.Visits[i], e.visits, "visits of action %d", i)
		if q := c.Expected.Q[i]; q != nil {
			assert.InDelta(t, *q, e.sum/float64(e.visits), 1e-5, "Q of action %d", i)
		}
	}
	assert.InDelta(t, c.Expected.RootValue, tree.sums[0]/float64(tree.nodes[0].visits), 1e-5)
}

// modelGame is a game of two seats given by a table from the path of actions
// to what its mover is told; it is its own evaluator. It notes the first
// visit of each path.
type modelGame struct {
	actions int
	nodes   map[string]modelNode
	visited []string
}

func (m *modelGame) Spec() envs.Spec {
	return envs.Spec{Name: "model", Players: 2, Actions: m.actions, Obs: [3]int{1, 1, 1}}
}

func (m *modelGame) New(uint64) envs.State { return &modelState{game: m} }

func (m *modelGame) Evaluate(_ context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		s := leaf.State.(*modelState)
		told := m.nodes[s.key()]
		copy(leaf.Logits, told.Logits)
		leaf.Values[s.ToPlay()] = told.Value
		leaf.Values[1-s.ToPlay()] = -told.Value
		m.note(s)
	}
	return nil
}

func (m *modelGame) note(s *modelState) {
	if len(s.path) > 0 && !slices.Contains(m.visited, s.key()) {
		m.visited = append(m.visited, s.key())
	}
}

type modelState struct {
	game *modelGame
	path []string
}

func (s *modelState) key() string { return strings.Join(s.path, ",") }

func (s *modelState) ToPlay() envs.Player {
	if s.game.nodes[s.key()].Terminal {
		return envs.Over
	}
	return envs.Player(len(s.path) % 2)
}

func (s *modelState) Legal(dst []envs.Action) []envs.Action {
	for a := range s.game.actions {
		dst = append(dst, envs.Action(a))
	}
	return dst
}

func (s *modelState) Play(a envs.Action) {
	s.path = append(s.path, strconv.Itoa(int(a)))
	if s.ToPlay() == envs.Over {
		s.game.note(s)
	}
}

func (s *modelState) Rewards(dst []float32) {
	clear(dst)
	if node := s.game.nodes[s.key()]; node.Terminal {
		dst[len(s.path)%2] = node.Value
		dst[1-len(s.path)%2] = -node.Value
	}
}

func (s *modelState) Observe(dst []float32) { dst[0] = float32(math.NaN()) }

func (s *modelState) CopyFrom(src envs.State) {
	s.path = append(s.path[:0], src.(*modelState).path...)
}
