// Package cputime tells how long a process has had the machine's cores, which
// is what its work costs on a machine that others use, too.
package cputime
