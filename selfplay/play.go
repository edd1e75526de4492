package selfplay

import (
	"context"
	"errors"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/replay/shard"
)

// play makes the games of the generation at hand, those that stand in the
// folder excepted, and returns all of them in their order.
func (r *Run) play(ctx context.Context) (records []*alphazero.Record, err error) {
	log, lines, err := shard.Open(r.folder.gamesFile(r.generation))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	if records, err = r.decode(r.generation, lines); err != nil {
		return nil, err
	}
	total := r.config.games(r.generation)
	work := r.progress.beginGames(r.generation, len(records), total, r.options.Now())
	w := &writer{log: log, records: records, finished: make(chan *alphazero.Record, total)}
	var written errgroup.Group
	written.Go(w.write)

	var number atomic.Int64
	number.Store(int64(len(records)))
	crew := crew{
		game:       r.game,
		config:     &r.config,
		net:        r.playing,
		generation: r.generation,
		previous:   r.previous,
		threads:    r.options.Threads,
		now:        r.options.Now,
		work:       work,
	}
	err = crew.run(ctx,
		func() (int, bool) {
			n := int(number.Add(1) - 1)
			return n, n < total
		},
		func(record *alphazero.Record) { w.finished <- record }) // has room for every game
	close(w.finished)
	err = errors.Join(err, written.Wait())
	return w.records, err
}

// A writer puts finished games into the log in the order of their numbers, so
// that the log does not depend on which finished first.
type writer struct {
	log      *shard.Writer
	records  []*alphazero.Record // written: game i at i
	finished chan *alphazero.Record
	early    map[int]*alphazero.Record // those that wait for a game before them
}

// write runs until finished is closed. A game counts once it is durable; one
// sync serves all that have come in meanwhile.
func (w *writer) write() error {
	w.early = map[int]*alphazero.Record{}
	for record := range w.finished {
		w.early[record.Game] = record
		w.drain()
		before := len(w.records)
		if err := w.append(); err != nil {
			return err
		}
		if len(w.records) == before {
			continue
		}
		if err := w.log.Sync(); err != nil {
			return err
		}
	}
	return nil
}

// drain takes what has come in without waiting for more.
func (w *writer) drain() {
	for {
		select {
		case record, ok := <-w.finished:
			if !ok {
				return
			}
			w.early[record.Game] = record
		default:
			return
		}
	}
}

// append writes the games whose turn it is.
func (w *writer) append() error {
	for {
		record, ok := w.early[len(w.records)]
		if !ok {
			return nil
		}
		delete(w.early, record.Game)
		if err := w.log.Append(record.Encode()); err != nil {
			return err
		}
		w.records = append(w.records, record)
	}
}
