// Package overlay paints what an agent thinks of a position onto its picture,
// and draws the panels beside it: candidates, values by action, curves.
//
// Everything takes plain numbers or an agents.Thought, and where it shows a
// number it leaves a note that tells what the number is.
package overlay
