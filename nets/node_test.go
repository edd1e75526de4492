package nets_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
)

// nodeModules names the folder with the npm packages of programs that are not
// ours: onnxruntime-node and safetensors.
const nodeModules = "TENGEN_NODE_MODULES"

// needNode skips a test that needs them where they are absent.
func needNode(t *testing.T) {
	t.Helper()
	if os.Getenv(nodeModules) == "" {
		t.Skip(nodeModules + " names no node_modules folder with onnxruntime-node and safetensors")
	}
}

// runNode returns what a script prints.
func runNode(t *testing.T, script string, args ...string) []byte {
	t.Helper()
	path, err := filepath.Abs(script)
	require.NoError(t, err)
	cmd := exec.Command("node", append([]string{path}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+os.Getenv(nodeModules))
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	answer, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	return answer
}

// The reader of npm, which knows no metadata, finds the same arrays in a file
// of ours without any.
func TestAnotherReaderOpensOurWeights(t *testing.T) {
	needNode(t)
	net := nets.NewPolicyValue(nets.PolicyValueConfig{Obs: [3]int{2, 6, 7}, Actions: 7, Players: 2, Blocks: 2, Channels: 8}, seed.Stream(1))
	file := filepath.Join(t.TempDir(), "weights.safetensors")
	require.NoError(t, nets.ExportTensors(file, "F32", nets.NamedParams(net.Params()), nil))
	var got map[string]struct {
		Shape []int
		Data  []float32
	}
	require.NoError(t, json.Unmarshal(runNode(t, "testdata/safetensors.cjs", file), &got))
	assert.Len(t, got, len(net.Params()))
	for _, p := range net.Params() {
		assert.Equal(t, p.Value.Shape, got[p.Name].Shape, p.Name)
		assert.Equal(t, p.Value.Data, got[p.Name].Data, p.Name)
	}
}
