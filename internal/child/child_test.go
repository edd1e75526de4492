//go:build unix

package child_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tengen-rl/tengen/internal/child"
)

// The test binary is also the program that the tests run: its first argument
// says what it does.
func TestMain(m *testing.M) {
	if mode := os.Getenv("TENGEN_CHILD"); mode != "" {
		act(mode)
		return
	}
	os.Setenv("TENGEN_CHILD", "")
	goleak.VerifyTestMain(m)
}

// act is the program under test.
func act(mode string) {
	switch mode {
	case "echo":
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			fmt.Println(in.Text())
		}
	case "deaf": // takes no input and never ends
		time.Sleep(time.Hour)
	case "stubborn": // stays though its input has ended
		io.Copy(io.Discard, os.Stdin)
		time.Sleep(time.Hour)
	case "crash":
		fmt.Fprintln(os.Stderr, "out of\n\nmemory")
		os.Exit(3)
	case "flood":
		for out := bufio.NewWriter(os.Stdout); ; {
			out.WriteString("nonsense\n")
		}
	case "endless":
		for out := bufio.NewWriter(os.Stdout); ; {
			out.WriteString("nonsense ")
		}
	case "parent": // starts another that outlives it, and tells its number
		grown := exec.Command(os.Args[0])
		grown.Env = []string{"TENGEN_CHILD=deaf"}
		grown.Stdout = os.Stdout
		if err := grown.Start(); err != nil {
			panic(err)
		}
		fmt.Println(grown.Process.Pid)
		io.Copy(io.Discard, os.Stdin)
	}
}

func start(t *testing.T, mode string) *child.Process {
	t.Helper()
	t.Setenv("TENGEN_CHILD", mode)
	p, err := child.Start([]string{os.Args[0]})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

func TestLinesGoBothWays(t *testing.T) {
	p := start(t, "echo")
	require.NoError(t, p.Send(context.Background(), "one\ntwo\r\n"))
	for _, want := range []string{"one", "two"} {
		got, err := p.Line(context.Background())
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	p.Close()
	p.Close()
	// On a busy machine it may not end by itself in the time that it is given.
	const ended = `^it ended \((exit status 0|signal: killed)\)$`
	_, err := p.Line(context.Background())
	require.Error(t, err)
	assert.Regexp(t, ended, err.Error())
	err = p.Send(context.Background(), "three\n")
	require.Error(t, err)
	assert.Regexp(t, ended, err.Error())
}

func TestACrashIsToldWithItsLastWords(t *testing.T) {
	p := start(t, "crash")
	_, err := p.Line(context.Background())
	assert.EqualError(t, err, "it ended (exit status 3)")
	assert.Equal(t, "out of / memory", p.LastWords())
}

func TestNothingWaitsLongerThanItsContext(t *testing.T) {
	p := start(t, "deaf")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := p.Line(ctx)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorIs(t, p.Send(ctx, strings.Repeat("x", 1<<20)+"\n"), context.DeadlineExceeded, "more than a pipe holds")
}

func TestCloseEndsWhateverItIs(t *testing.T) {
	for _, mode := range []string{"echo", "deaf", "stubborn", "crash", "flood", "endless"} {
		t.Run(mode, func(t *testing.T) {
			p := start(t, mode)
			before := time.Now()
			p.Close()
			assert.Less(t, time.Since(before), 10*time.Second)
		})
	}
}

func TestALineWithoutEndIsAnError(t *testing.T) {
	p := start(t, "endless")
	_, err := p.Line(context.Background())
	assert.EqualError(t, err, "it wrote a line of more than 1048576 bytes")
	p.Kill()
}

// What a program has started ends with it, whether the program is closed or
// ends first.
func TestNoGrandchildIsLeft(t *testing.T) {
	p := start(t, "parent")
	line, err := p.Line(context.Background())
	require.NoError(t, err)
	pid, err := strconv.Atoi(line)
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, 0), "it lives")
	p.Close()
	assert.Eventually(t, func() bool { return gone(pid) }, 5*time.Second, 5*time.Millisecond)
}

// gone tells whether a process has ended, though nobody may have taken note.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestWhatIsNoProgram(t *testing.T) {
	_, err := child.Start([]string{"no-such-program-anywhere"})
	assert.ErrorContains(t, err, `"no-such-program-anywhere": executable file not found`)
	_, err = child.Start([]string{os.TempDir()})
	assert.ErrorContains(t, err, os.TempDir())
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"gnugo", []string{"gnugo"}},
		{"  gnugo\t--mode  gtp ", []string{"gnugo", "--mode", "gtp"}},
		{`a "b c" 'd "e"' f\ g`, []string{"a", "b c", `d "e"`, "f g"}},
		{`a "" ''`, []string{"a", "", ""}},
		{`a"b c"d`, []string{"ab cd"}},
		{`'a\b' "a\"b" \\`, []string{`a\b`, `a"b`, `\`}},
	} {
		got, err := child.Words(c.line)
		require.NoError(t, err, c.line)
		assert.Equal(t, c.want, got, c.line)
	}
	for line, want := range map[string]string{
		"":       "the command is empty",
		" \t":    "the command is empty",
		`a "b`:   `a quote " is not closed`,
		`a 'b`:   `a quote ' is not closed`,
		`a b\`:   `ends in a backslash`,
		`a "b\"`: `a quote " is not closed`,
	} {
		_, err := child.Words(line)
		assert.ErrorContains(t, err, want, line)
	}
}
