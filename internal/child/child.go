// Package child runs a program as a child that is spoken to in lines of text:
// a game engine. Whatever the program does, the caller gets an error in time
// and Close leaves nothing behind: no process of its group, no goroutine, no
// open file.
package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tengen-rl/tengen/internal/lines"
)

const (
	mostLine  = 1 << 20                // bytes in a line of the program
	waiting   = 64                     // lines read ahead of the caller
	grace     = 500 * time.Millisecond // for the program to end by itself when its input has
	lastWords = 2048                   // bytes kept of the end of its standard error
)

// Process is a running program. Send and Line are for one goroutine; Close may
// be called from any, any number of times.
type Process struct {
	command []string
	cmd     *exec.Cmd
	stdin   *os.File
	stdout  *os.File
	stderr  *os.File

	lines  chan string
	failed error         // why lines was closed; read after that
	closed chan struct{} // Close has begun: nobody takes lines any more
	exited chan struct{} // the program and its group are gone
	state  *os.ProcessState
	tail   tail
	quiet  chan struct{} // all of standard error is in tail

	readers sync.WaitGroup
	once    sync.Once
}

// Start starts a program with its arguments. One that is named without a path
// is looked for in PATH, and then where Debian keeps games.
func Start(command []string) (*Process, error) {
	path, err := find(command[0])
	if err != nil {
		return nil, err
	}
	p := &Process{
		command: command,
		cmd:     exec.Command(path, command[1:]...),
		lines:   make(chan string, waiting),
		closed:  make(chan struct{}),
		exited:  make(chan struct{}),
		quiet:   make(chan struct{}),
	}
	ownGroup(p.cmd)
	if err := p.start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	p.readers.Add(3)
	go p.readLines()
	go p.readErrors()
	go p.wait()
	return p, nil
}

// find returns the path of a program.
func find(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil || strings.ContainsRune(name, filepath.Separator) {
		return path, err
	}
	for _, folder := range []string{"/usr/games", "/usr/local/games"} {
		if path, found := exec.LookPath(filepath.Join(folder, name)); found == nil {
			return path, nil
		}
	}
	return "", err
}

// start makes the pipes and starts the command with its ends of them.
func (p *Process) start() error {
	var files []*os.File // ours and the child's by turns
	shut := func() {
		for _, f := range files {
			f.Close()
		}
	}
	for range 3 {
		r, w, err := os.Pipe()
		if err != nil {
			shut()
			return err
		}
		files = append(files, r, w)
	}
	p.cmd.Stdin, p.stdin = files[0], files[1]
	p.stdout, p.cmd.Stdout = files[2], files[3]
	p.stderr, p.cmd.Stderr = files[4], files[5]
	if err := p.cmd.Start(); err != nil {
		shut()
		return err
	}
	for _, i := range []int{0, 3, 5} {
		files[i].Close()
	}
	return nil
}

// readLines hands on what the program writes, no faster than it is taken.
func (p *Process) readLines() {
	defer p.readers.Done()
	defer close(p.lines)
	in := lines.NewReader(p.stdout, mostLine)
	for {
		line, err := in.Next()
		if err != nil {
			p.failed = err
			return
		}
		select {
		case p.lines <- strings.TrimSuffix(line, "\r"):
		case <-p.closed:
			p.failed = os.ErrClosed
			return
		}
	}
}

func (p *Process) readErrors() {
	defer p.readers.Done()
	defer close(p.quiet)
	io.Copy(&p.tail, p.stderr)
}

// wait takes note of the end of the program and ends what it has started.
func (p *Process) wait() {
	defer p.readers.Done()
	p.state, _ = p.cmd.Process.Wait()
	killGroup(p.cmd.Process)
	close(p.exited)
}

// Send writes text to the program, which ends in a line feed. If the context
// ends before the program has taken it all, the error is that of the context.
func (p *Process) Send(ctx context.Context, text string) error {
	p.stdin.SetWriteDeadline(time.Time{})
	stop := context.AfterFunc(ctx, func() { p.stdin.SetWriteDeadline(time.Unix(1, 0)) })
	defer stop()
	_, err := p.stdin.WriteString(text)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return p.explain("it takes no more input")
}

// Line returns the next line that the program writes, without its end. The
// error is that of the context if it ends first, and otherwise tells how the
// program ended.
func (p *Process) Line(ctx context.Context) (string, error) {
	select {
	case line, ok := <-p.lines:
		if ok {
			return line, nil
		}
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if errors.Is(p.failed, lines.ErrTooLong) {
		return "", fmt.Errorf("it wrote a line of more than %d bytes", mostLine)
	}
	return "", p.explain("it writes no more output")
}

// explain tells how the program ended, or the symptom if it has not.
func (p *Process) explain(symptom string) error {
	late := time.After(grace)
	select {
	case <-p.exited:
	case <-late:
		return errors.New(symptom)
	}
	select { // for LastWords
	case <-p.quiet:
	case <-late:
	}
	if p.state == nil {
		return errors.New("it ended")
	}
	return fmt.Errorf("it ended (%v)", p.state)
}

// LastWords returns the end of what the program has written to its standard
// error, in one line.
func (p *Process) LastWords() string { return p.tail.String() }

// Close ends the program: it closes its input, waits a moment for it to end by
// itself, kills it and all processes of its group, and waits for the end.
func (p *Process) Close() {
	p.once.Do(func() {
		close(p.closed)
		p.stdin.Close()
		select {
		case <-p.exited:
		case <-time.After(grace):
		}
		p.kill()
	})
	<-p.exited
	p.readers.Wait()
}

// Kill is Close without waiting for the program to end by itself.
func (p *Process) Kill() {
	p.once.Do(func() {
		close(p.closed)
		p.stdin.Close()
		p.kill()
	})
	<-p.exited
	p.readers.Wait()
}

// kill ends the processes and lets the readers go, though a process that left
// the group may still hold its end of a pipe.
func (p *Process) kill() {
	select {
	case <-p.exited: // its number may be another's by now
	default:
		killGroup(p.cmd.Process)
		p.cmd.Process.Kill()
	}
	<-p.exited
	p.stdout.Close()
	p.stderr.Close()
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, text...)
	if over := len(t.kept) - lastWords; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(text), nil
}

// String returns what was kept with its lines joined.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var parts []string
	for line := range strings.Lines(strings.ToValidUTF8(string(t.kept), "?")) {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, " / ")
}
