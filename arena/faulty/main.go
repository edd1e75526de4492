package faulty

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// variable is set in the environment of the programs.
const variable = "TENGEN_FAULTY_PROGRAM"

// Main runs the tests of a package, and fails if they leave a goroutine or a
// process behind. Run as a program of Test it calls program instead, which
// speaks the protocol on standard input and output until its input ends.
func Main(m *testing.M, program func(*Script)) {
	if os.Getenv(variable) != "" {
		script, err := parseScript(os.Args[1:])
		if err != nil {
			panic(err)
		}
		program(&script)
		if script.stays {
			time.Sleep(time.Hour)
		}
		return
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if left := children(); code == 0 && len(left) > 0 {
			fmt.Fprintf(os.Stderr, "the tests have left processes: %v\n", left)
			code = 1
		}
		os.Exit(code)
	}))
}

// children returns the numbers of the processes that this one has started and
// not waited for, where the system tells them in /proc.
func children() (left []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		// number (name) state parent …, where the name may hold anything
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			number, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			left = append(left, number)
		}
	}
	return left
}
