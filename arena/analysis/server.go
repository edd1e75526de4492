package analysis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/lines"
)

// Config is what a server needs.
type Config struct {
	World envs.Game // of two seats

	// Resize returns the world with a board of another side.
	Resize func(side int) (envs.Game, error)

	// NewAgent makes an agent that thinks about a world. It is called from
	// several goroutines at once; agents that are io.Closers are closed. One
	// with the method Reseed answers a query the same whatever came before it.
	NewAgent func(world envs.Game) (agents.Agent, error)

	Name, Version string
	Concurrency   int              // positions looked at at once, at least 1
	Now           func() time.Time // the watch of reports
}

// longestRequest is the length of a line, in bytes.
const longestRequest = 16 << 20

// server is what the goroutines of a Serve share.
type server struct {
	config  Config
	queue   *queue
	cleared atomic.Int64 // how often the caches were to be emptied
	worlds  map[string]envs.Game

	mu     sync.Mutex // of what follows
	out    *json.Encoder
	failed error
	stop   context.CancelFunc
}

// Serve reads requests from in and writes answers to out, until in ends and
// all is answered. If the context ends first, those under way answer with what
// they have, and the error is the context's; a read that is under way then goes
// on until in ends. It returns the error of in or out.
func Serve(ctx context.Context, in io.Reader, out io.Writer, c Config) error {
	if seats := c.World.Spec().Players; seats != 2 {
		return fmt.Errorf("analysis is of worlds of two seats; %s has %d", c.World.Spec().Name, seats)
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	s := &server{config: c, queue: newQueue(), worlds: map[string]envs.Game{}, out: json.NewEncoder(out), stop: stop}
	s.out.SetEscapeHTML(false)
	defer context.AfterFunc(inner, func() {
		s.queue.terminate(func(*job) bool { return true })
		s.queue.close()
	})()
	var group errgroup.Group
	for range max(c.Concurrency, 1) {
		group.Go(func() error { (&worker{server: s}).run(); return nil })
	}
	err := s.read(inner, in)
	s.queue.close()
	_ = group.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.failed != nil:
		return s.failed
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// read takes request by request until the input or the context ends.
func (s *server) read(ctx context.Context, in io.Reader) error {
	type result struct {
		line string
		err  error
	}
	results := make(chan result)
	go func() {
		for from := lines.NewReader(in, longestRequest); ; {
			line, err := from.Next()
			select {
			case results <- result{line, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, lines.ErrTooLong) {
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-results:
			switch {
			case errors.Is(r.err, lines.ErrTooLong):
				s.write(map[string]any{"error": fmt.Sprintf("a line of more than %d bytes", longestRequest)})
			case r.err == io.EOF:
				return nil
			case r.err != nil:
				return fmt.Errorf("read queries: %w", r.err)
			default:
				s.request(ctx, []byte(r.line))
			}
		}
	}
}

// request handles a line.
func (s *server) request(ctx context.Context, line []byte) {
	if len(line) == 0 || string(line) == "\r" {
		return
	}
	r, err := parseRequest(line)
	if err != nil {
		s.refuse(r, err)
		return
	}
	if r.Action != "" {
		s.act(r)
		return
	}
	q, err := s.understand(r)
	if err != nil {
		s.refuse(r, err)
		return
	}
	for _, w := range q.warnings {
		s.write(map[string]any{"warning": w.Error(), "field": w.field, "id": q.id})
	}
	s.queue.add(ctx, q)
}

// refuse answers a request by what is wrong with it.
func (s *server) refuse(r *request, err error) {
	answer := map[string]any{"error": err.Error()}
	if f := (*fieldError)(nil); errors.As(err, &f) {
		answer["field"] = f.field
	}
	if r.raw["id"] != nil && r.ID != "" {
		answer["id"] = r.ID
	}
	s.write(answer)
}

// act does what an action asks for and echoes it.
func (s *server) act(r *request) {
	answer := map[string]any{}
	for name, value := range r.raw {
		answer[name] = value
	}
	switch r.Action {
	case "query_version":
		answer["version"], answer["git_hash"] = s.config.Version, "<omitted>"
	case "query_models":
		answer["models"] = []map[string]any{{"name": s.config.Name, "internalName": s.config.Name}}
	case "clear_cache":
		s.cleared.Add(1)
	case "terminate", "terminate_all":
		if r.Action == "terminate" && r.raw["terminateId"] == nil {
			s.refuse(r, wrong("terminateId", "want the id of the query to be terminated"))
			return
		}
		gone := s.queue.terminate(func(j *job) bool {
			return (r.Action == "terminate_all" || j.query.id == r.TerminateID) &&
				(r.TurnNumbers == nil || slices.Contains(r.TurnNumbers, j.turn))
		})
		s.write(answer)
		for _, j := range gone {
			s.write(nothing(j))
		}
		return
	default:
		s.refuse(r, wrong("action", "action %q: want query_version, query_models, clear_cache, terminate or terminate_all", r.Action))
		return
	}
	s.write(answer)
}

// nothing is the answer of a job that was terminated before it began.
func nothing(j *job) map[string]any {
	return map[string]any{"id": j.query.id, "turnNumber": j.turn, "isDuringSearch": false, "noResults": true}
}

// write writes a line. When that fails, all comes to an end.
func (s *server) write(answer any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return
	}
	if err := s.out.Encode(answer); err != nil {
		s.failed = fmt.Errorf("write answers: %w", err)
		s.stop()
	}
}
