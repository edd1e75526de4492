package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
	"github.com/tengen-rl/tengen/selfplay/rundir"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// Run is one run as it is compared.
type Run struct {
	Folder string
	Game   string
	Label  string // kind of agent, preset, and the knobs in which it differs from it
	Seed   uint64
	Axis   string // what Points are counted in: steps or generations
	Score  string // what they measure: return, Elo or right moves
	Points []Point
	Final  float64 // the closing evaluation, or the last point if there was none
}

// Point is the score of a run at one moment.
type Point struct {
	At    int
	Score float64
}

// Measure is what Load takes for the score of a run.
type Measure int

const (
	// Strength is the return of a world of one seat, and Elo where there are
	// more.
	Strength Measure = iota

	// Truth is how many of a hundred positions whose right moves are known
	// got one of these, the mean over the sets of them: runs of AlphaZero
	// alone are asked.
	Truth

	// Past is how far a run has come, in Elo: the sum of its matches, each
	// against its own weights at the measurement before, the first against those
	// of the beginning. The errors of the matches add up, too. Runs of AlphaZero
	// alone play them.
	Past
)

// lacking tells why a run that is counted in steps has nothing of a measure.
func (m Measure) lacking() string {
	return map[Measure]string{Truth: "is never asked for right moves", Past: "plays no matches against its past"}[m]
}

// knobs are those on which it depends whether a run of AlphaZero has something.
func (m Measure) knobs() string {
	return map[Measure]string{
		Strength: "evaluate.every", Truth: "evaluate.every and evaluate.positions", Past: "evaluate.every and evaluate.past_games",
	}[m]
}

// Load reads the runs in the given folders. One that has not been evaluated
// yet, or not by the measure, is an error.
func Load(dirs []string, by Measure) ([]Run, error) {
	var runs []Run
	for _, dir := range dirs {
		_, head, _, err := rundir.Open(dir)
		if err != nil {
			return nil, err
		}
		var r Run
		switch steps := qlearn.Knows(head.Agent); {
		case steps && by != Strength:
			return nil, fmt.Errorf("%s is a run of %s, which %s", dir, head.Agent, by.lacking())
		case steps:
			r, err = loadSteps(dir)
		default:
			r, err = loadGenerations(dir, by)
		}
		if err != nil {
			return nil, err
		}
		if len(r.Points) == 0 {
			return nil, fmt.Errorf("%s has no such evaluation yet: let it go on, or set %s", dir, by.knobs())
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// loadSteps reads a run that is counted in steps of the world.
func loadSteps(dir string) (Run, error) {
	folder, config, err := qlearn.OpenFolder(dir)
	if err != nil {
		return Run{}, err
	}
	reports, err := metrics.Read[qlearn.Report](folder.Dir)
	if err != nil {
		return Run{}, err
	}
	r := Run{Folder: dir, Game: config.Game, Seed: config.Seed, Axis: "steps", Score: "return"}
	for _, p := range reports {
		if p.EvalReturn != nil {
			r.Points = append(r.Points, Point{p.Steps, *p.EvalReturn})
			r.Final = *p.EvalReturn
		}
	}
	closing, ok, err := folder.Closing()
	if err != nil {
		return Run{}, err
	}
	if ok && closing.EvalReturn != nil {
		r.Final = *closing.EvalReturn
		if len(r.Points) == 0 {
			r.Points = []Point{{closing.Steps, r.Final}}
		}
	}
	preset, err := qlearn.Preset(config.Agent, config.Preset)
	if err != nil {
		return r, fmt.Errorf("%s: %w", dir, err)
	}
	preset.Game, preset.Version, preset.Seed = config.Game, config.Version, config.Seed
	r.Label = label(config.Agent, config.Preset, config.Changes(preset))
	return r, nil
}

// loadGenerations reads a run of AlphaZero.
func loadGenerations(dir string, by Measure) (Run, error) {
	folder, config, err := selfplay.OpenFolder(dir)
	if err != nil {
		return Run{}, err
	}
	reports, err := metrics.Read[selfplay.Report](folder.Dir)
	if err != nil {
		return Run{}, err
	}
	r := Run{Folder: dir, Game: config.Game, Seed: config.Seed, Axis: "generations", Score: "Elo"}
	point := func(p selfplay.Report, score float64) {
		r.Points = append(r.Points, Point{p.Generation, score})
		r.Final = score
	}
	if len(config.Evaluate.Opponents) > 0 {
		r.Score = "Elo against " + config.Evaluate.Opponents[0]
	}
	for _, p := range reports {
		switch {
		case by == Truth:
			r.Score = "right moves, %"
			if len(p.Truth) > 0 {
				point(p, rightMoves(p.Truth))
			}
		case by == Past:
			r.Score = "Elo against its past, summed"
			if p.Past == nil {
				continue
			}
			if len(r.Points) == 0 {
				r.Points = []Point{{At: p.Past.Generation}}
			}
			i := slices.IndexFunc(r.Points, func(before Point) bool { return before.At == p.Past.Generation })
			if i < 0 {
				return r, fmt.Errorf("%s: generation %d was measured against %d, and that against none before it: its past cannot be summed", dir, p.Generation, p.Past.Generation)
			}
			point(p, r.Points[i].Score+p.Past.Elo)
		case p.Returns != nil: // a world of one seat
			r.Score = "return"
			point(p, p.Returns.Mean)
		case p.Elo != nil:
			point(p, *p.Elo)
		}
	}
	preset, err := selfplay.Preset(config.Game, config.Preset)
	if err != nil {
		return r, fmt.Errorf("%s: %w", dir, err)
	}
	preset.Version, preset.Seed = config.Version, config.Seed
	r.Label = label(config.Agent, config.Preset, knobs.Changes(preset, config))
	return r, nil
}

// rightMoves is what Truth measures.
func rightMoves(sets []strength.Mistakes) float64 {
	var share float64
	for _, set := range sets {
		share += 1 - set.Share
	}
	return 100 * share / float64(len(sets))
}

// label names a group of runs.
func label(agent, preset string, changes []knobs.Change) string {
	text := agent + " " + preset
	var differs []string
	for _, c := range changes {
		differs = append(differs, fmt.Sprintf("%s=%v", c.Key, c.At))
	}
	if len(differs) > 0 {
		text += " with " + strings.Join(differs, " ")
	}
	return text
}
