package faulty

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// kind is what a program does instead of a move.
type kind string

const (
	killed  kind = "killed"  // it is, by itself
	hangs   kind = "hangs"   // for ever
	late    kind = "late"    // it answers when its time has long been over
	illegal kind = "illegal" // the move is
	garbage kind = "garbage" // before the answer
	deaf    kind = "deaf"    // it closes its input, and answers
	talks   kind = "talks"   // much before the answer, but nothing wrong
)

// Script is how the program of a test behaves: it plays along up to one of its
// moves, and fails there.
type Script struct {
	kind    kind
	at      int // the move, from 1
	variant int // of garbage
	moves   int // made so far

	stays bool // though its input has ended
}

// arguments is the script as the command line of a program.
func (s Script) arguments() []string {
	return []string{string(s.kind), strconv.Itoa(s.at), strconv.Itoa(s.variant)}
}

// parseScript reads what arguments returns.
func parseScript(arguments []string) (s Script, err error) {
	_, err = fmt.Sscan(strings.Join(arguments, " "), &s.kind, &s.at, &s.variant)
	return s, err
}

// Turn is what a program can say when it is asked for a move.
type Turn struct {
	Legal, Illegal string // answers
	Header         string // how an answer begins
	Chatter        string // a word for a line that the protocol lets stand before an answer, or empty
}

// Play returns the answer to a question for a move, if the program comes so
// far.
func (s *Script) Play(t Turn) string {
	if s.moves++; s.moves != s.at {
		return t.Legal
	}
	switch s.kind {
	case killed:
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			panic(err)
		}
		_ = self.Kill()
		time.Sleep(time.Hour)
	case hangs:
		time.Sleep(time.Hour)
	case late:
		time.Sleep(tooLong)
	case illegal:
		return t.Illegal
	case garbage:
		s.waste(t.Header)
	case deaf:
		os.Stdin.Close()
		s.stays = true
	case talks:
		fill(os.Stderr, nonsense+"\n")
		if t.Chatter != "" {
			fill(os.Stdout, t.Chatter+" "+nonsense+"\n")
		}
	}
	return t.Legal
}

// waste writes lines, a line without end, or what only begins as an answer.
func (s *Script) waste(header string) {
	switch s.variant % 3 {
	case 0:
		fill(os.Stdout, nonsense+"\n")
	case 1:
		fill(os.Stdout, nonsense)
	case 2:
		fmt.Print(header)
		fill(os.Stdout, nonsense+"\n")
	}
}

// much is how many bytes of garbage a program writes.
const much = 100 << 20

var nonsense = strings.Repeat("nonsense ", 100)

// fill writes a text again and again.
func fill(to io.Writer, text string) {
	out := bufio.NewWriterSize(to, 1<<16)
	defer out.Flush()
	for range much / len(text) {
		out.WriteString(text)
	}
}
