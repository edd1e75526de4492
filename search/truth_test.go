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
// given models.
func TestTruthTrees(t *testing.T) {
	cases := 0
	lines := bufio.NewScanner(bytes.NewReader(truth.Read(t, "search/trees.jsonl")))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c treeCase
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&c))
		cases++
		t.Run(c.Name, c.check)
	}
	require.NoError(t, lines.Err())
	assert.Positive(t, cases)
}

type treeCase struct {
	Name                 string
	Config               treeConfig
	Actions, Simulations int
	Discount             float32 // -1 for two seats that take turns
	Model                map[string]modelNode
	Expansion            []string `json:"expansion_order"`
	Expected             struct {
		Visits       []int32
		Q            []*float64
		RootValue    float64      `json:"root_value"`
		MostVisited  *envs.Action `json:"most_visited"`
		Improved     []float32    `json:"improved_policy"`
		ChosenAction *envs.Action `json:"chosen_action"`
	}
}

type treeConfig struct {
	Algorithm    string
	CPUCT        float32 `json:"c_puct"`
	CInit        float32 `json:"c_init"`
	CBase        float32 `json:"c_base"`
	FPU          string
	FPUReduction float32 `json:"fpu_reduction"`
	NParent      string  `json:"n_parent"`
	SqrtMinOne   bool    `json:"sqrt_min_one"`

	PBCInit float32 `json:"pb_c_init"`
	PBCBase float32 `json:"pb_c_base"`

	Considered int `json:"max_num_considered_actions"`
	Gumbel     []float32
	QTransform *struct {
		ValueScale    float32 `json:"value_scale"`
		MaxVisitInit  float32 `json:"maxvisit_init"`
		RescaleValues bool    `json:"rescale_values"`
	}
	InvalidRootActions []envs.Action `json:"invalid_root_actions"`
}

type modelNode struct {
	Logits        []float32
	Value, Reward float32
	Terminal      bool
}

// config is ours for the case; it fails the test on what it does not know.
func (c treeCase) config(t *testing.T) Config {
	config := Config{Discount: 1}
	if c.Discount > 0 {
		config.Discount = c.Discount
	}
	in := c.Config
	switch in.Algorithm {
	case "puct":
		config.CPUCT = in.CPUCT
		if in.CPUCT == 0 {
			config.CPUCT, config.CPUCTLog, config.CPUCTBase = in.CInit, 1, in.CBase
		}
		require.Contains(t, []string{"node", "children"}, in.NParent)
		config.OwnVisit = in.NParent == "node"
		urgencies := map[string]Urgency{"zero": UrgencyZero, "loss": UrgencyLoss, "parent_reduction": UrgencyMean}
		require.Contains(t, urgencies, in.FPU)
		config.Urgency, config.FPU = urgencies[in.FPU], in.FPUReduction
	case "muzero":
		config.CPUCT, config.CPUCTLog, config.CPUCTBase = in.PBCInit, 1, in.PBCBase
		config.OwnVisit, config.RescaleValues = true, true
	case "gumbel":
		config.CPUCT, config.Gumbel = 1, in.Considered
		config.ValueScale, config.VisitOffset, config.RescaleValues = 0.1, 50, true
		if q := in.QTransform; q != nil {
			config.ValueScale, config.VisitOffset, config.RescaleValues = q.ValueScale, q.MaxVisitInit, q.RescaleValues
		}
	default:
		require.Fail(t, "unknown algorithm", in.Algorithm)
	}
	return config
}

func (c treeCase) check(t *testing.T) {
	model := &modelGame{treeCase: c}
	tree := NewTree(model, c.config(t), seed.Stream(1))
	tree.Reset(model.New(0))
	require.NoError(t, Simulate(context.Background(), model, tree, 1)) // the judgement of the root
	copy(tree.halving.noise, c.Config.Gumbel)
	require.NoError(t, Simulate(context.Background(), model, tree, c.Simulations+1))

	assert.Equal(t, c.Expansion, model.visited, "order of expansion")
	for _, e := range tree.actions(0) {
		assert.Equal(t, c.Expected.Visits[e.action], e.visits, "visits of action %d", e.action)
		if q := c.Expected.Q[e.action]; q != nil {
			assert.InDelta(t, *q, e.sum/float64(e.visits), 1e-5, "Q of action %d", e.action)
		}
	}
	assert.InDelta(t, c.Expected.RootValue, tree.sums[0]/float64(tree.nodes[0].visits), 1e-5)
	if c.Config.Algorithm == "gumbel" {
		target := make([]float32, c.Actions)
		tree.Target(target)
		assert.InDeltaSlice(t, c.Expected.Improved, target, 1e-4, "improved policy")
		assert.Equal(t, *c.Expected.ChosenAction, tree.Choose(0, nil))
	} else {
		assert.Equal(t, *c.Expected.MostVisited, tree.Choose(0, nil))
	}
}

func TestTruthSequentialHalving(t *testing.T) {
	var file struct {
		Tables []struct {
			M, N int
			Seq  []int32
		}
	}
	require.NoError(t, json.Unmarshal(truth.Read(t, "search/sequential_halving.json"), &file))
	require.NotEmpty(t, file.Tables)
	for _, table := range file.Tables {
		assert.Equal(t, table.Seq, appendHalving(nil, table.M, table.N), "%d actions, %d tries", table.M, table.N)
	}
}

// modelGame is a game given by a table from the path of actions to what its
// mover is told; it is its own evaluator. It notes the first visit of each
// path.
type modelGame struct {
	treeCase
	visited []string
}

func (m *modelGame) Spec() envs.Spec {
	return envs.Spec{Name: "model", Players: m.seats(), Actions: m.Actions, Obs: [3]int{1, 1, 1}}
}

// seats is two where each ply turns the sign of a return, else one.
func (m *modelGame) seats() int {
	if m.Discount < 0 {
		return 2
	}
	return 1
}

func (m *modelGame) New(uint64) envs.State { return &modelState{game: m} }

func (m *modelGame) Evaluate(_ context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		s := leaf.State.(*modelState)
		told := m.Model[s.key()]
		copy(leaf.Logits, told.Logits)
		s.share(leaf.Values, told.Value)
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
	if s.game.Model[s.key()].Terminal {
		return envs.Over
	}
	return s.mover()
}

func (s *modelState) mover() envs.Player { return envs.Player(len(s.path) % s.game.seats()) }

// share stores what is worth v to the mover: as much less to another.
func (s *modelState) share(dst []float32, v float32) {
	for p := range dst {
		dst[p] = -v
	}
	dst[s.mover()] = v
}

func (s *modelState) Legal(dst []envs.Action) []envs.Action {
	for a := range envs.Action(s.game.Actions) {
		if len(s.path) > 0 || !slices.Contains(s.game.Config.InvalidRootActions, a) {
			dst = append(dst, a)
		}
	}
	return dst
}

func (s *modelState) Play(a envs.Action) {
	s.path = append(s.path, strconv.Itoa(int(a)))
	if s.ToPlay() == envs.Over {
		s.game.note(s)
	}
}

// Rewards are those of the model. What it says of a terminal node is earned by
// the play that ends there: nothing is earned after it.
func (s *modelState) Rewards(dst []float32) {
	node := s.game.Model[s.key()]
	earned := node.Reward
	switch {
	case node.Terminal && s.game.seats() == 2:
		earned = node.Value
	case node.Terminal:
		earned += s.game.Discount * node.Value
	}
	s.share(dst, earned)
}

func (s *modelState) Observe(dst []float32) { dst[0] = float32(math.NaN()) }

func (s *modelState) CopyFrom(src envs.State) {
	s.path = append(s.path[:0], src.(*modelState).path...)
}
