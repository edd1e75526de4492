package store

import (
	"context"
	"fmt"
)

// Query runs a question in SQL and calls head with the names of the columns,
// then row with the values of each row: nil, int64, float64, string or []byte.
// Neither may keep the slice. An error of either ends it and is returned.
func (s *Store) Query(ctx context.Context, question string, head func(columns []string) error, row func(values []any) error) error {
	rows, err := s.db.QueryContext(ctx, question)
	if err != nil {
		return fmt.Errorf("store %s: %w", s.path, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("store %s: %w", s.path, err)
	}
	if err := head(columns); err != nil {
		return err
	}
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return fmt.Errorf("store %s: %w", s.path, err)
		}
		if err := row(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store %s: %w", s.path, err)
	}
	return nil
}
