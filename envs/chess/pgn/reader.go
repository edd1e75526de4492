package pgn

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs/chess"
)

// Error reports a game that cannot be read.
type Error struct {
	Game   int    // from 1
	Offset int    // of the byte where it goes wrong, from 0
	Reason string // what was wrong, and what would be accepted
	Err    error  // the *chess.MoveError or *chess.FENError behind it, or nil
}

func (e *Error) Error() string {
	return fmt.Sprintf("PGN game %d, byte %d: %s", e.Game, e.Offset, e.Reason)
}

func (e *Error) Unwrap() error { return e.Err }

// Reader reads games one after the other. It is not safe for concurrent use.
type Reader struct {
	rules   chess.Game
	scanner *scanner
	ahead   *token // read, and not used yet
	games   int
}

// NewReader returns a reader of games by the given rules. It reads r ahead of
// what it returns.
func NewReader(r io.Reader, rules chess.Game) *Reader {
	return &Reader{rules: rules, scanner: newScanner(r)}
}

func (r *Reader) next() (token, error) {
	if r.ahead != nil {
		t := *r.ahead
		r.ahead = nil
		return t, nil
	}
	return r.scanner.next()
}

// Read returns the next game, or io.EOF after the last. If a game cannot be
// read, it returns the game as far as it could be and a *Error; the next call
// goes on with the game behind it.
func (r *Reader) Read() (*Game, error) {
	b := &builder{game: &Game{Root: &Node{}}, rules: r.rules}
	for {
		t, err := r.next()
		if err == nil {
			if t.kind == end && !b.begun {
				return nil, io.EOF
			}
			if t.kind == end || t.kind == tag && b.startsAnother(t) {
				r.ahead = &t
				return r.finish(b, b.close(t.offset))
			}
			err = b.add(t)
		}
		if err != nil {
			b.begun = true
			game, err := r.finish(b, err)
			r.skipGame()
			return game, err
		}
		if b.game.Result != "" && len(b.stack) == 0 {
			return r.finish(b, r.trailing(b))
		}
	}
}

// finish counts the game, and adds its number to an error.
func (r *Reader) finish(b *builder, err error) (*Game, error) {
	r.games++
	if bad := (*Error)(nil); errors.As(err, &bad) {
		bad.Game = r.games
	}
	if !b.moving {
		if startErr := b.start(0); startErr != nil && err == nil {
			err = startErr
		}
	}
	return b.game, err
}

// trailing reads comments behind the result.
func (r *Reader) trailing(b *builder) error {
	for {
		t, err := r.next()
		if err != nil {
			return err
		}
		if t.kind != comment {
			r.ahead = &t
			return nil
		}
		b.comment(t.text)
	}
}

// skipGame passes over the rest of a game up to the next tag, the end, or a
// result and what follows it.
func (r *Reader) skipGame() {
	for {
		t, err := r.next()
		if bad := (*Error)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return
		}
		if t.kind == end || t.kind == tag {
			r.ahead = &t
			return
		}
		if t.kind == symbol && isResult(t.text) {
			return
		}
	}
}

func isResult(text string) bool {
	return text == "1-0" || text == "0-1" || text == "1/2-1/2" || text == "*"
}

// builder makes a game of tokens.
type builder struct {
	game   *Game
	rules  chess.Game
	begun  bool // there was a token
	moving bool // the tags are over, the first position is known

	line           // where moves are added
	stack []line   // the lines outside the variation
	first []string // comments before the first move of a variation
}

// line is a place in the tree: the last move, its parent, and the positions
// after and before it.
type line struct {
	node, parent  *Node
	after, before chess.Position
}

// deepest bounds how far variations are nested, and so the memory of one game.
const deepest = 1000

// startsAnother tells whether a tag belongs to the next game: after moves, or
// when its name comes a second time.
func (b *builder) startsAnother(t token) bool {
	if _, twice := b.game.Tag(t.text); twice {
		return true
	}
	return b.moving
}

func (b *builder) add(t token) error {
	b.begun = true
	if t.kind == tag {
		b.game.Tags = append(b.game.Tags, Tag{t.text, t.value})
		return nil
	}
	if !b.moving {
		if err := b.start(t.offset); err != nil {
			return err
		}
	}
	switch t.kind {
	case comment:
		b.comment(t.text)
		return nil
	case glyph:
		return b.glyph(t)
	case open:
		return b.open(t)
	case closing:
		if len(b.stack) == 0 {
			return &Error{Offset: t.offset, Reason: ") without a variation that it closes"}
		}
		b.line, b.stack = b.stack[len(b.stack)-1], b.stack[:len(b.stack)-1]
		b.first = nil
		return nil
	}
	return b.symbol(t)
}

// start ends the tags and sets up the first position.
func (b *builder) start(offset int) error {
	b.moving = true
	p := b.rules.Start()
	fen, ok := b.game.Tag("FEN")
	var err error
	if ok {
		p, err = b.rules.ParseSetup(fen)
	}
	if err != nil {
		p = b.rules.Start()
		err = &Error{Offset: offset, Reason: "tag FEN: " + err.Error(), Err: err}
	}
	b.game.Start = p
	b.line = line{node: b.game.Root, after: p}
	return err
}

func (b *builder) comment(text string) {
	switch {
	case text == "":
	case len(b.stack) > 0 && b.node == b.stack[len(b.stack)-1].parent:
		b.first = append(b.first, text)
	default:
		b.node.Comments = append(b.node.Comments, text)
	}
}

// suffixes are the glyphs of the marks behind a move.
var suffixes = map[string]int{"!": 1, "?": 2, "!!": 3, "??": 4, "!?": 5, "?!": 6}

func (b *builder) glyph(t token) error {
	n, ok := suffixes[t.text]
	if !ok {
		var err error
		n, err = strconv.Atoi(strings.TrimPrefix(t.text, "$"))
		if err != nil || t.text[0] != '$' || n < 0 || n > 255 {
			return &Error{Offset: t.offset, Reason: fmt.Sprintf("glyph %q, want $0 to $255 or one of ! ? !! ?? !? ?!", t.text)}
		}
	}
	b.node.Glyphs = append(b.node.Glyphs, n)
	return nil
}

// open goes back before the last move.
func (b *builder) open(t token) error {
	if b.parent == nil {
		return &Error{Offset: t.offset, Reason: "a variation before any move that it varies"}
	}
	if len(b.stack) == deepest {
		return &Error{Offset: t.offset, Reason: fmt.Sprintf("variations within variations, want at most %d", deepest)}
	}
	b.stack = append(b.stack, b.line)
	b.line = line{node: b.parent, after: b.before}
	return nil
}

func (b *builder) symbol(t token) error {
	text := t.text
	if isResult(text) {
		if len(b.stack) > 0 {
			return &Error{Offset: t.offset, Reason: fmt.Sprintf("result %q within a variation, want )", text)}
		}
		b.game.Result = text
		return nil
	}
	if strings.Trim(text, "0123456789") == "" {
		return nil // the number of a move
	}
	m, err := b.after.ParseMove(text)
	if err != nil {
		return &Error{Offset: t.offset, Reason: err.Error(), Err: err}
	}
	n := &Node{Move: m, Before: b.first}
	b.first = nil
	b.node.Next = append(b.node.Next, n)
	b.line = line{node: n, parent: b.node, before: b.after, after: b.after}
	b.after.Play(m)
	return nil
}

// close reports as an error what is not closed at the end of a game.
func (b *builder) close(offset int) error {
	if len(b.stack) > 0 {
		return &Error{Offset: offset, Reason: fmt.Sprintf("the game ends within %d variations, want )", len(b.stack))}
	}
	return nil
}
