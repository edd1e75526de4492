package session

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/board"
)

// Match shows games of a match or a tournament while they are played, several
// side by side, each at the pace of the one who looks. It never holds a game
// up: one that begins while all boards are taken is not shown. A board is free
// again when its game is over and was seen to its end. Make one with NewMatch
// and run it with Run.
type Match struct {
	world   envs.Game
	app     *app.App
	updates chan func()
	shown   string // the message that the App has

	mu      sync.Mutex
	free    []int          // the boards that wait for a game
	boards  map[int]*place // by game: where it is shown
	news    []news         // what has happened since the last update
	message string         // how the match stands
	wake    chan struct{}  // of room one: there are news
}

// place is the board of a game.
type place struct {
	board int
	begun bool // a move was made
}

// news is something that has happened to the game of a board: that it began,
// that a move was made or that it ended.
type news struct {
	board   int
	begins  *app.Game
	action  envs.Action // board.None for the end
	thought agents.Thought
	outcome string
}

// NewMatch returns a view of games of the world on so many boards.
func NewMatch(world envs.Game, boards int) *Match {
	m := &Match{world: world, updates: make(chan func(), 1), boards: map[int]*place{}, wake: make(chan struct{}, 1)}
	var games []*app.Game
	for i := range boards {
		g := app.NewGame(world, world.New(0), nil)
		g.Title, g.Live = "a board that waits for a game", true
		g.Hold()
		games = append(games, g)
		m.free = append(m.free, i)
	}
	m.app = app.New(games, app.Actions{})
	m.app.Press(app.KeySpace) // they run by themselves
	return m
}

// App is what a window shows. Its goroutine must call the Updates.
func (m *Match) App() *app.App { return m.app }

// Updates are the changes of the App that the games bring about.
func (m *Match) Updates() <-chan func() { return m.updates }

// Begin shows a game between players of those names, by seat, if a board is
// free, and returns who is to be told its moves; nil if it is not shown. Like
// Over it may be called by any goroutine.
func (m *Match) Begin(index int, title string, names []string) arena.Watcher {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.free) == 0 {
		return nil
	}
	at := &place{board: m.free[0]}
	m.free = m.free[1:]
	m.boards[index] = at
	return func(s envs.State, a envs.Action, n arena.Note) {
		happened := news{board: at.board, action: a}
		if n.Thought != nil {
			happened.thought = *n.Thought
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		if !at.begun { // with the position after the opening
			happened.begins = app.NewGame(m.world, s, names)
			happened.begins.Title, happened.begins.Live = title, true
			happened.begins.Hold()
			at.begun = true
		}
		m.tell(happened)
	}
}

// Over tells how a game ended, if it is shown.
func (m *Match) Over(index int, outcome string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.boards[index]
	delete(m.boards, index)
	switch {
	case ok && at.begun:
		m.tell(news{board: at.board, action: board.None, outcome: outcome})
	case ok: // it came to nothing
		m.free = append(m.free, at.board)
	}
}

// SetMessage says how the match stands.
func (m *Match) SetMessage(text string) {
	m.mu.Lock()
	m.message = text
	m.mu.Unlock()
	offer(m.wake, struct{}{})
}

// tell is called with the lock held.
func (m *Match) tell(n news) {
	m.news = append(m.news, n)
	offer(m.wake, struct{}{})
}

// updatePause is how often a Match looks for boards that have become free.
const updatePause = 100 * time.Millisecond

// Run shows what happens until the context ends, and returns its error.
func (m *Match) Run(ctx context.Context) error {
	tick := time.NewTicker(updatePause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-m.wake:
		case <-tick.C:
		}
		select {
		case m.updates <- m.update:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// update makes the App show what has happened. It belongs to the goroutine of
// the window.
func (m *Match) update() {
	m.mu.Lock()
	happened, message := m.news, m.message
	m.news = nil
	m.mu.Unlock()
	games := slices.Clone(m.app.Games())
	changed := false
	for _, n := range happened {
		if n.begins != nil {
			games[n.board], changed = n.begins, true
		}
		g := games[n.board]
		switch {
		case n.action == board.None:
			g.Outcome = n.outcome
		default:
			g.Play(n.action, n.thought)
		}
	}
	if changed {
		m.app.SetGames(games)
		m.app.Resume()
	}
	if len(happened) > 0 || message != m.shown {
		m.app.SetMessage(message)
		m.shown = message
	}
	m.release(games)
}

// release frees the boards whose games were seen to their end.
func (m *Match) release(games []*app.Game) {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := make([]bool, len(games))
	for _, i := range m.free {
		taken[i] = true // it is free already
	}
	for _, at := range m.boards {
		taken[at.board] = true
	}
	for _, n := range m.news {
		taken[n.board] = true
	}
	for i, g := range games {
		if !taken[i] && g.Over() && g.Seen() && !m.app.Looks(g) {
			m.free = append(m.free, i)
		}
	}
}
