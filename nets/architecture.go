package nets

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/tengen-rl/tengen/nets/safetensors"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// architectureKey is the metadata key under which a network's file says how the
// network is built.
const architectureKey = "architecture"

// architecture names a network in a checkpoint's metadata.
type architecture struct {
	Kind   string          `json:"kind"`
	Config json.RawMessage `json:"config"`
}

const policyValueKind = "policy-value"

// Save writes the network to a checkpoint: its parameters, its architecture
// and the given metadata, whose keys must not be "architecture", "format" or
// "checksum".
func (net *PolicyValue) Save(path string, metadata map[string]string) error {
	all, err := net.describe(metadata)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return SaveTensors(path, NamedParams(net.Params()), all)
}

// Export writes what Save does with weights of dtype F32, F16 or BF16, rounded
// to the nearest, and without a checksum. LoadPolicyValue reads it too.
func (net *PolicyValue) Export(path string, dtype safetensors.DType, metadata map[string]string) error {
	all, err := net.describe(metadata)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return ExportTensors(path, dtype, NamedParams(net.Params()), all)
}

func (net *PolicyValue) describe(metadata map[string]string) (map[string]string, error) {
	return withArchitecture(policyValueKind, net.cfg, metadata)
}

// LoadPolicyValue reads a network from a checkpoint, and the metadata that was
// saved with it.
func LoadPolicyValue(path string) (*PolicyValue, map[string]string, error) {
	tensors, metadata, err := LoadTensors(path)
	if err != nil {
		return nil, nil, err
	}
	net, err := takePolicyValue(tensors, metadata)
	if err != nil {
		return nil, nil, fmt.Errorf("load %s: %w", path, err)
	}
	return net, metadata, nil
}

// ReadPolicyValue is LoadPolicyValue of the contents of a file.
func ReadPolicyValue(file []byte) (*PolicyValue, map[string]string, error) {
	tensors, metadata, err := ReadTensors(file)
	if err != nil {
		return nil, nil, err
	}
	net, err := takePolicyValue(tensors, metadata)
	return net, metadata, err
}

// takePolicyValue takes the architecture out of the metadata.
func takePolicyValue(tensors []tensor.Named, metadata map[string]string) (*PolicyValue, error) {
	net, err := decodePolicyValue(tensors, metadata[architectureKey])
	delete(metadata, architectureKey)
	return net, err
}

func decodePolicyValue(tensors []tensor.Named, text string) (*PolicyValue, error) {
	var cfg PolicyValueConfig
	if err := decodeArchitecture(text, policyValueKind, &cfg); err != nil {
		return nil, err
	}
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	// Before anything of the configured size is allocated.
	stored := 0
	for _, t := range tensors {
		stored += t.Len()
	}
	if want := cfg.size(); want != float64(stored) || 2*cfg.Blocks > len(tensors) {
		return nil, fmt.Errorf("%d weights are stored, the architecture %s has %.0f", stored, text, want)
	}
	net := NewPolicyValue(cfg, nil)
	return net, SetParams(net.Params(), tensors)
}

const sequentialKind = "sequential"

// Save writes the network to a checkpoint, as PolicyValue.Save does.
func (net *Sequential) Save(path string, metadata map[string]string) error {
	all, err := net.describe(metadata)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return SaveTensors(path, net.stored(), all)
}

// Export writes what Save does with weights of dtype F32, F16 or BF16, as
// PolicyValue.Export does.
func (net *Sequential) Export(path string, dtype safetensors.DType, metadata map[string]string) error {
	all, err := net.describe(metadata)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return ExportTensors(path, dtype, net.stored(), all)
}

func (net *Sequential) describe(metadata map[string]string) (map[string]string, error) {
	return withArchitecture(sequentialKind, net.cfg, metadata)
}

// LoadSequential reads a network from a checkpoint, and the metadata that was
// saved with it.
func LoadSequential(path string) (*Sequential, map[string]string, error) {
	tensors, metadata, err := LoadTensors(path)
	if err != nil {
		return nil, nil, err
	}
	net, err := decodeSequential(tensors, metadata[architectureKey])
	if err != nil {
		return nil, nil, fmt.Errorf("load %s: %w", path, err)
	}
	delete(metadata, architectureKey)
	return net, metadata, nil
}

func decodeSequential(tensors []tensor.Named, text string) (*Sequential, error) {
	var cfg SequentialConfig
	if err := decodeArchitecture(text, sequentialKind, &cfg); err != nil {
		return nil, err
	}
	stored := 0
	for _, t := range tensors {
		stored += t.Len()
	}
	net, err := newSequential(cfg, nil, float64(stored))
	if err != nil {
		return nil, err
	}
	return net, SetTensors(net.stored(), tensors)
}

// stored lists the parameters and the running statistics.
func (net *Sequential) stored() []tensor.Named {
	return append(NamedParams(net.Params()), net.Buffers()...)
}

// withArchitecture returns metadata and the architecture of a network.
func withArchitecture(kind string, config any, metadata map[string]string) (map[string]string, error) {
	if _, taken := metadata[architectureKey]; taken {
		return nil, fmt.Errorf("the metadata key %q is taken", architectureKey)
	}
	encoded, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(architecture{kind, encoded})
	if err != nil {
		return nil, err
	}
	all := map[string]string{architectureKey: string(text)}
	maps.Copy(all, metadata)
	return all, nil
}

// decodeArchitecture reads the configuration of a network of the given kind.
func decodeArchitecture(text, kind string, config any) error {
	if text == "" {
		return errors.New("no architecture in the metadata: not a network's checkpoint")
	}
	var arch architecture
	if err := json.Unmarshal([]byte(text), &arch); err != nil {
		return fmt.Errorf("architecture %q: %w", text, err)
	}
	if arch.Kind != kind {
		return fmt.Errorf("architecture is of kind %q, want %q", arch.Kind, kind)
	}
	dec := json.NewDecoder(bytes.NewReader(arch.Config))
	dec.DisallowUnknownFields() // a field from a later version would change the network
	if err := dec.Decode(config); err != nil {
		return fmt.Errorf("architecture %q: %w", text, err)
	}
	return nil
}
