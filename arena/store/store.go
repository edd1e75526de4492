package store

import (
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // the driver named sqlite
)

//go:embed schema.sql
var schema string

// Version is that of the tables that this code writes; it reads no other.
const Version = 1

// Store is a database of tournaments. It is safe for concurrent use, and
// several processes may have the same file open.
type Store struct {
	db   *sql.DB
	path string
}

// Open opens the store in a file, which it makes if there is none. It is an
// error if the file is something else, or of another version.
func Open(path string) (*Store, error) {
	// A transaction takes hold of the database as it begins, so that it does
	// not fail half-way because another process was quicker.
	s, err := open(path, "_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)")
	if err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("store %s: %w", path, err), s.db.Close())
	}
	return s, nil
}

// OpenRead opens a store that is there, and changes nothing in it.
func OpenRead(path string) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("store %s: there is no such file", path)
		}
		return nil, fmt.Errorf("store %s: %w", path, err)
	}
	s, err := open(path, "mode=ro&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	if err := checkVersion(s.db); err != nil {
		return nil, errors.Join(fmt.Errorf("store %s: %w", path, err), s.db.Close())
	}
	return s, nil
}

// open opens the database with options of the driver. Processes wait for each
// other, up to half a minute.
func open(path, options string) (*Store, error) {
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(30000)&" + options
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", path, err)
	}
	return &Store{db, path}, nil
}

// Close closes the store.
func (s *Store) Close() error { return s.db.Close() }

// prepare makes the tables of a new database and checks those of an old one.
func (s *Store) prepare() error {
	return s.change(func(tx *sql.Tx) error {
		var tables int
		if err := tx.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
			return err
		}
		if tables > 0 {
			return checkVersion(tx)
		}
		_, err := tx.Exec(schema + fmt.Sprintf("; PRAGMA user_version = %d", Version))
		return err
	})
}

// checkVersion returns an error unless the tables are of this version.
func checkVersion(db interface {
	QueryRow(query string, args ...any) *sql.Row
}) error {
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version == 0 {
		return errors.New("a database of something else; want one that arena made")
	}
	if version != Version {
		return fmt.Errorf("a store of version %d; want %d", version, Version)
	}
	return nil
}

// change runs f in a transaction.
func (s *Store) change(f func(*sql.Tx) error) error {
	tx, err := s.db.Begin() // with no context: a game that is over is kept, whatever has ended meanwhile
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
