package wrap

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// kind is a wrapper that a line of text can name.
type kind struct {
	name  string
	usage string // all of what it is called with
	apply func(g envs.Game, args string) (envs.Game, error)
}

// kinds is the table of Apply.
var kinds = []kind{
	{"clip", "clip=sign or clip=LOW,HIGH", applyClip},
	{"limit", "limit=STEPS", applyLimit},
	{"onehot", "onehot=LEVELS,LEVELS,…, a number for each channel", applyOneHot},
	{"repeat", "repeat=TIMES", applyRepeat},
	{"stack", "stack=FRAMES or stack=FRAMES,zeros", applyStack},
	{"sticky", "sticky=PROBABILITY", applySticky},
}

// Usages tells how each wrapper is called in text, sorted by name.
func Usages() []string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.usage)
	}
	return all
}

// Split cuts the line of text that names a world and its wrappers in two at
// the first plus sign behind which a word of small letters follows, as a
// wrapper's name does: "cartpole+limit=200+stack=4" is "cartpole" and
// "limit=200+stack=4". Without wrappers the second part is empty.
func Split(text string) (world, wrappers string) {
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '+')
		if i < 0 {
			return text, ""
		}
		at += i + 1
		word := text[at:]
		if end := strings.IndexAny(word, "=+"); end >= 0 {
			word = word[:end]
		}
		if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == "" {
			return text[:at-1], text[at:]
		}
	}
}

// Apply puts the wrappers that text lists around g, the first innermost. The
// error quotes the wrapper that was not understood and tells what would be.
// What a clipped world really pays is counted beneath its first clip, for
// StatsOf.
func Apply(g envs.Game, text string) (envs.Game, error) {
	clips := false
	for _, part := range strings.Split(text, "+") {
		name, args, _ := strings.Cut(part, "=")
		k, err := kindOf(name)
		if err != nil {
			return nil, err
		}
		if name == "clip" && !clips {
			g, clips = EpisodeStats(g), true
		}
		if g, err = k.apply(g, args); err != nil {
			return nil, fmt.Errorf("wrapper %q: %w: want %s", part, err, k.usage)
		}
	}
	return g, nil
}

func kindOf(name string) (kind, error) {
	var names []string
	for _, k := range kinds {
		if k.name == name {
			return k, nil
		}
		names = append(names, k.name)
	}
	return kind{}, fmt.Errorf("unknown wrapper %q: want one of %s", name, strings.Join(names, ", "))
}

func applyLimit(g envs.Game, args string) (envs.Game, error) {
	n, err := count(args)
	if err != nil {
		return nil, err
	}
	return TimeLimit(g, n), nil
}

func applyRepeat(g envs.Game, args string) (envs.Game, error) {
	n, err := countForOneSeat(g, args)
	if err != nil {
		return nil, err
	}
	return ActionRepeat(g, n), nil
}

func applyStack(g envs.Game, args string) (envs.Game, error) {
	frames, option, more := strings.Cut(args, ",")
	if more && option != "zeros" {
		return nil, fmt.Errorf("option %q", option)
	}
	n, err := countForOneSeat(g, frames)
	if err != nil {
		return nil, err
	}
	if size := g.Spec().ObsLen(); n > maxObservation/size {
		return nil, fmt.Errorf("%d frames of %d numbers each, more than %d in all", n, size, maxObservation)
	}
	return FrameStack(g, n, Padding(more)), nil
}

func applySticky(g envs.Game, args string) (envs.Game, error) {
	p, err := strconv.ParseFloat(args, 64)
	if err != nil || !(0 <= p && p <= 1) {
		return nil, fmt.Errorf("%q is no probability from 0 to 1", args)
	}
	if err := oneSeat(g); err != nil {
		return nil, err
	}
	return StickyActions(g, p), nil
}

func applyClip(g envs.Game, args string) (envs.Game, error) {
	if args == "sign" {
		return SignReward(g), nil
	}
	lowText, highText, _ := strings.Cut(args, ",")
	low, lowErr := strconv.ParseFloat(lowText, 32)
	high, highErr := strconv.ParseFloat(highText, 32)
	if lowErr != nil || highErr != nil || !(low <= 0 && 0 <= high && low < high) || math.IsInf(high-low, 0) {
		return nil, fmt.Errorf("%q is no range of rewards around 0", args)
	}
	return ClipReward(g, float32(low), float32(high)), nil
}

func applyOneHot(g envs.Game, args string) (envs.Game, error) {
	var levels []int
	planes := 0
	for _, text := range strings.Split(args, ",") {
		n, err := count(text)
		if err != nil {
			return nil, err
		}
		levels = append(levels, n)
		planes += n
	}
	spec := g.Spec()
	if len(levels) != spec.Obs[0] {
		return nil, fmt.Errorf("%d numbers for the %d channels of %s", len(levels), spec.Obs[0], spec.Name)
	}
	if cells := spec.Obs[1] * spec.Obs[2]; planes > maxObservation/cells {
		return nil, fmt.Errorf("%d planes of %d cells, more than %d in all", planes, cells, maxObservation)
	}
	return OneHot(g, levels...), nil
}

// maxObservation is the largest number of values in an observation that text
// may ask for, 64 MiB.
const maxObservation = 1 << 24

// count reads a whole number from 1 to a million.
func count(text string) (int, error) {
	const most = 1_000_000
	n, err := strconv.Atoi(text)
	if err != nil || text != strconv.Itoa(n) || n < 1 || n > most {
		return 0, fmt.Errorf("%q is no number from 1 to %d", text, most)
	}
	return n, nil
}

func countForOneSeat(g envs.Game, text string) (int, error) {
	n, err := count(text)
	if err != nil {
		return 0, err
	}
	return n, oneSeat(g)
}

var errSeats = errors.New("it is for worlds of one seat")

func oneSeat(g envs.Game) error {
	if spec := g.Spec(); spec.Players != 1 {
		return fmt.Errorf("%s has %d seats, %w", spec.Name, spec.Players, errSeats)
	}
	return nil
}
