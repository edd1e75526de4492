// Package report tells what a tournament came to: as a table for terminals, as
// lines for programs, as plots and as a page of HTML that needs nothing else.
package report
