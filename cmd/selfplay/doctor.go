package main

import (
	"fmt"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay/doctor"
)

type doctorCommand struct {
	Folder string `arg:"" name:"run" help:"Folder of the run."`
	JSON   bool   `help:"Print what was found as a line of JSON."`
}

// Run says what looks wrong with a run. Findings are no failure of the
// command.
func (d *doctorCommand) Run(std *cli.Streams) error {
	x, err := doctor.Examine(d.Folder)
	if err != nil {
		return err
	}
	if d.JSON {
		newOutput(std, true).object(x)
		return nil
	}
	if len(x.Findings) == 0 {
		_, err := fmt.Fprintf(std.Out, "%s: nothing looks wrong in %d reports of %s by %s.\n", x.Run, x.Reports, x.Game, x.Agent)
		return err
	}
	for _, f := range x.Findings {
		if _, err := fmt.Fprintf(std.Out, "%s\n  → %s.\n", f.Seen, f.Advice); err != nil {
			return err
		}
	}
	return nil
}
