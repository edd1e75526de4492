package tabular

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/tengen-rl/tengen/envs"
)

// learnerFile is all that a Learner needs to go on, as JSON.
type learnerFile struct {
	Config   Config        `json:"config"`
	Seed     uint64        `json:"seed,string"`
	Steps    int           `json:"steps"`
	Episodes int           `json:"episodes"`
	Actions  []envs.Action `json:"actions"` // of the episode under way
	Chosen   int           `json:"chosen"`  // the position in its row of the next action
	Dice     []byte        `json:"dice"`
	Pending  []turnFile    `json:"pending"`
	Stats    Stats         `json:"stats"`
	Table    tableFile     `json:"table"`
}

type turnFile struct {
	Row    int     `json:"row"`
	At     int     `json:"at"`
	Reward float64 `json:"reward"`
}

// Save writes the learner's whole state: one that loads it goes on as this one
// would have.
func (l *Learner) Save(w io.Writer) error {
	dice, err := l.dice.MarshalBinary()
	if err != nil {
		return err
	}
	f := learnerFile{
		Config: l.config, Seed: l.seed, Steps: l.steps, Episodes: l.episodes, Actions: l.actions, Chosen: l.at,
		Dice: dice, Stats: l.stats, Table: l.table.file(l.game.Spec().Name, nil),
	}
	for _, p := range l.pending {
		f.Pending = append(f.Pending, turnFile{p.row, p.at, p.reward})
	}
	return json.NewEncoder(w).Encode(f)
}

// Load makes the learner go on where one stood that was saved, of the same
// world, configuration and seed. On an error the learner is as it was.
func (l *Learner) Load(r io.Reader) error {
	var f learnerFile
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return fmt.Errorf("tabular: state of a learner: %w", err)
	}
	if f.Config != l.config || f.Seed != l.seed {
		return fmt.Errorf("tabular: the state was saved with seed %d and %+v, and this learner has seed %d and %+v",
			f.Seed, f.Config, l.seed, l.config)
	}
	fresh, err := New(l.game, l.config, l.seed)
	if err != nil {
		return err
	}
	if err := fresh.restore(f); err != nil {
		return fmt.Errorf("tabular: state of a learner: %w", err)
	}
	*l = *fresh
	return nil
}

// restore makes a fresh learner stand where the file says.
func (l *Learner) restore(f learnerFile) error {
	table, err := f.Table.table(l.game.Spec())
	if err != nil {
		return err
	}
	if err := l.dice.UnmarshalBinary(f.Dice); err != nil {
		return fmt.Errorf("dice: %w", err)
	}
	if f.Steps < 0 || f.Episodes < 0 {
		return fmt.Errorf("%d steps, %d episodes: want 0 or more", f.Steps, f.Episodes)
	}
	l.table, l.steps, l.episodes, l.stats = table, f.Steps, f.Episodes, f.Stats
	if err := l.replay(f.Actions); err != nil {
		return err
	}
	rows := len(table.rows)
	if l.arrive(); len(table.rows) != rows {
		return fmt.Errorf("the table has no row for the position after the actions %v", f.Actions)
	}
	if f.Chosen < 0 || f.Chosen >= len(table.rows[l.row].actions) {
		return fmt.Errorf("chosen action %d of %d", f.Chosen, len(table.rows[l.row].actions))
	}
	l.at = f.Chosen
	for _, p := range f.Pending {
		if p.Row < 0 || p.Row >= rows || p.At < 0 || p.At >= len(table.rows[p.Row].actions) {
			return fmt.Errorf("pending action %d in row %d, which there is not", p.At, p.Row)
		}
		l.pending = append(l.pending, pendingTurn{p.Row, p.At, p.Reward})
	}
	if len(l.pending) >= l.config.NStep {
		return fmt.Errorf("%d pending actions: want less than %d", len(l.pending), l.config.NStep)
	}
	return nil
}

// replay plays the episode under way up to where it stood.
func (l *Learner) replay(actions []envs.Action) error {
	l.episode.Reset(l.episodeSeed())
	l.actions, l.pending, l.earned = l.actions[:0], l.pending[:0], 0
	for i, a := range actions {
		legal := false
		for _, b := range l.episode.Legal(nil) {
			legal = legal || a == b
		}
		if !legal {
			return fmt.Errorf("action %d of the episode, %d, is not legal there", i, a)
		}
		reward, _, _ := l.episode.Step(a)
		l.actions = append(l.actions, a)
		l.earned += float64(reward)
	}
	if l.episode.State().ToPlay() == envs.Over {
		return fmt.Errorf("the episode is over after its %d actions", len(actions))
	}
	return nil
}
