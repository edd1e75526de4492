// Package doctor reads what a run reports about itself and says in plain words
// what looks wrong, and which option to touch.
//
// Each diagnosis is a function of the config and the reports, with the
// threshold that it goes by beside it. A threshold is a rule of thumb: it is
// set so that runs which learned well pass.
package doctor

import (
	"fmt"

	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/imitation"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Finding is something that looks wrong.
type Finding struct {
	Name   string `json:"name"`   // a short name of the diagnosis, for programs
	Seen   string `json:"seen"`   // what, with the numbers
	Advice string `json:"advice"` // which option to touch
}

// Examination is what the doctor has to say of a run.
type Examination struct {
	Run      string    `json:"run"`
	Game     string    `json:"game"`
	Agent    string    `json:"agent"`
	Reports  int       `json:"reports"` // that it was judged by
	Findings []Finding `json:"findings"`
}

// Examine reads the run in dir. Of a run that has reported nothing there is
// nothing to say but what its config shows.
func Examine(dir string) (Examination, error) {
	_, head, _, err := rundir.Open(dir)
	if err != nil {
		return Examination{}, err
	}
	x := Examination{Run: dir, Game: head.Game, Agent: head.Agent, Findings: []Finding{}}
	if qlearn.Knows(head.Agent) {
		return x.steps(dir)
	}
	if head.Agent == imitation.Agent {
		return x, fmt.Errorf("%s is a run that imitates: the doctor knows those that play; report.html shows its losses", dir)
	}
	return x.generations(dir)
}

// steps examines a run that is counted in steps of the world.
func (x Examination) steps(dir string) (Examination, error) {
	folder, config, err := qlearn.OpenFolder(dir)
	if err != nil {
		return x, err
	}
	reports, err := metrics.Read[qlearn.Report](folder.Dir)
	if err != nil {
		return x, err
	}
	x.Reports = len(reports)
	x.Findings = append(x.Findings, Steps(&config, reports)...)
	return x, nil
}

// generations examines a run of AlphaZero.
func (x Examination) generations(dir string) (Examination, error) {
	folder, config, err := selfplay.OpenFolder(dir)
	if err != nil {
		return x, err
	}
	reports, err := metrics.Read[selfplay.Report](folder.Dir)
	if err != nil {
		return x, err
	}
	x.Reports = len(reports)
	x.Findings = append(x.Findings, Generations(&config, reports)...)
	return x, nil
}

// found makes a Finding; seen is a format.
func found(name, advice, seen string, args ...any) *Finding {
	return &Finding{Name: name, Seen: fmt.Sprintf(seen, args...), Advice: advice}
}
