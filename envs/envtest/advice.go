package envtest

import (
	"fmt"
	"strings"
)

// advice tells for each law what a world that breaks it should do: what the
// contract asks, and the mistake that most often stands behind it.
var advice = map[string]string{
	specLaw: "Spec returns the same literal every time: a name without blanks, at least one seat, one action, and one value in each direction of Obs.",
	newLaw:  "New makes a new State each time, with slices and maps of its own. Keep nothing that changes in the Game.",
	turnLaw: "ToPlay returns a seat from 0 to Spec.Players-1, or envs.Over once the episode has ended.",
	legalLaw: "Legal appends to dst and returns it (dst = append(dst, a)): every action that may be played, smallest number first, " +
		"each once. A player who cannot move needs an action for passing. When ToPlay is Over, return dst as it came.",
	playLaw:  "Whatever Legal lists, Play must accept. Compare the conditions of the two, and the arithmetic that turns an action into what it does.",
	pliesLaw: "Set Spec.MaxPlies to the length of the longest possible episode, or to 0 if the rules alone end it.",
	illegalLaw: "Play begins by asking whether the action is legal, and panics with its number if not; when the episode is over none is. " +
		"An index out of range panics by itself, one that is in range of the wrong slice does not.",
	rewardsLaw: "Rewards stores a number in dst for every seat, 0 where it earned nothing by the last Play, and 0 for all before the first.",
	observeLaw: "Observe stores every value of its slice, which may hold anything before: begin with clear(dst). Scale numbers to what is " +
		"promised: within -1 and 1, within ObsLimit if the Game is envs.Bounded, only 0 and 1 if it is envs.Binary.",
	twinLaw: "Everything must follow from the seed and the actions. Draw from a generator in the State that New seeds, never from a global one " +
		"or the clock, and let no order of a map decide anything.",
	quietLaw: "ToPlay, Legal, Rewards, Observe and the like only look: change nothing in the State, and draw no random number.",
	copyLaw: "CopyFrom copies every field, and of a slice or map its contents: dst = append(dst[:0], src...) rather than dst = src. " +
		"A random generator is copied by value.",
	allocLaw:    "CopyFrom reuses the memory that the State has: append(s.cells[:0], from.cells...) rather than slices.Clone. Searches copy at every step.",
	hashLaw:     "Hash mixes all that decides the future and nothing else: the board and whose turn it is, not the way that led there.",
	symmetryLaw: "Symmetries lists the identity first. Each names the image of every action and of every cell once, and turning a whole game must give a game.",
	actionLaw:   "FormatAction gives each legal action a name of its own, ParseAction accepts exactly those, and its error quotes the text that it got.",
	positionLaw: "FormatPosition tells all that Legal, Observe and ToPlay depend on, and ParsePosition refuses what it did not write, by an error and not a panic.",
	estimateLaw: "Estimate stores a finite number for every seat, smaller in magnitude than a win.",
	passLaw:     "Pass either gives the turn to another seat that has a legal action, or reports false before it has changed anything.",
	scoreLaw: "Score stores a finite number for every seat, Owners a seat or envs.Over for every cell; a seat's score is the number of its cells and a " +
		"handicap that stays the same.",
	truncLaw:   "Where Truncated is true, ToPlay is Over and Legal appends nothing; CopyFrom copies whatever Truncated looks at.",
	reseedLaw:  "Reseed seeds the generator of this State anew and does nothing else. A generator behind a pointer is shared with every copy.",
	restartLaw: "Restart sets every field to what New gives it, from the seed that it gets, and reuses the memory that the State has.",
}

// Advice tells what to do about the violation.
func (v Violation) Advice() string { return advice[v.Law] }

// Explain tells of the violation in a few lines for people: the law, what was
// seen, how to get there, and what to do.
func (v Violation) Explain() string {
	way := fmt.Sprintf("New(%d)", v.Seed)
	if len(v.Actions) > 0 {
		way += ", then Play " + strings.Trim(fmt.Sprint(v.Actions), "[]")
	}
	return fmt.Sprintf("broken law: %s\n  seen:  %s\n  where: %s\n  to do: %s", v.Law, v.Detail, way, v.Advice())
}
