package vector

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// snapshotForm begins what MarshalBinary writes.
const snapshotForm = "vector1"

// MarshalBinary returns where every episode stands: its number and the actions
// so far, from which UnmarshalBinary plays it anew. It knows nothing of a
// Normalizer, which is for its owner to keep.
func (d *Driver) MarshalBinary() ([]byte, error) {
	data := []byte(snapshotForm)
	data = binary.LittleEndian.AppendUint64(data, seed.Mix(d.config.Seed))
	data = binary.AppendUvarint(data, uint64(len(d.lanes)))
	for i := range d.lanes {
		l := &d.lanes[i]
		data = binary.AppendUvarint(data, l.number)
		data = binary.AppendUvarint(data, uint64(len(l.actions)))
		for _, a := range l.actions {
			data = binary.AppendUvarint(data, uint64(a))
		}
	}
	return data, nil
}

// UnmarshalBinary brings all episodes to where they stood when a driver of the
// same world, seed and lanes was asked by MarshalBinary; rewards and ends of
// the step before are forgotten. A Normalizer must have been brought back
// before; it learns nothing. On an error, which names the lane, all episodes
// are at the start.
func (d *Driver) UnmarshalBinary(data []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("episodes of %s: %w", d.spec.Name, err)
			d.restart()
		}
		if z := d.config.Normalize; z != nil {
			z.Apply(d.batch.Obs)
		}
	}()
	d.restart()
	r := reader{data: data}
	if r.head(d.config.Seed, len(d.lanes)); r.err != nil {
		return r.err
	}
	for i := range d.lanes {
		d.lanes[i].number = r.uvarint()
		if r.err == nil {
			d.begin(i)
			r.err = d.replay(i, &r)
		}
		if r.err != nil {
			return fmt.Errorf("lane %d: %w", i, r.err)
		}
	}
	if len(r.data) > 0 {
		return fmt.Errorf("%d bytes too many", len(r.data))
	}
	return nil
}

// restart brings every lane to the start of its first episode.
func (d *Driver) restart() {
	for i := range d.lanes {
		d.lanes[i].number = 0
		d.begin(i)
		d.batch.Rewards[i], d.batch.Discounts[i], d.batch.Last[i] = 0, 1, false
	}
}

// replay plays the actions of lane i.
func (d *Driver) replay(i int, r *reader) error {
	n := r.uvarint()
	if n > uint64(len(r.data)) { // an action takes a byte or more
		return fmt.Errorf("%d actions in %d bytes", n, len(r.data))
	}
	for k := range n {
		a := r.uvarint()
		if r.err != nil {
			return r.err
		}
		if a >= uint64(d.spec.Actions) || !d.batch.Legal[i*d.spec.Actions+int(a)] {
			return fmt.Errorf("action %d, number %d of its episode, is not legal", a, k)
		}
		d.step(i, envs.Action(a))
		if d.batch.Last[i] {
			return fmt.Errorf("action %d, number %d of its episode, ends it", a, k)
		}
	}
	d.batch.Rewards[i] = 0
	return r.err
}

// reader reads numbers from data until something is wrong with it.
type reader struct {
	data []byte
	err  error
}

var errShort = errors.New("the data end too early")

// head reads what stands before the lanes.
func (r *reader) head(id uint64, lanes int) {
	const size = len(snapshotForm) + 8
	switch {
	case len(r.data) < size || string(r.data[:len(snapshotForm)]) != snapshotForm:
		r.err = errors.New("the data are not those of a vector driver")
	case binary.LittleEndian.Uint64(r.data[len(snapshotForm):]) != seed.Mix(id):
		r.err = errors.New("the data are of another seed")
	default:
		r.data = r.data[size:]
		if n := r.uvarint(); r.err == nil && n != uint64(lanes) {
			r.err = fmt.Errorf("the data are of %d lanes, want %d", n, lanes)
		}
	}
}

func (r *reader) uvarint() uint64 {
	if r.err != nil {
		return 0
	}
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.err = errShort
		return 0
	}
	r.data = r.data[n:]
	return v
}
