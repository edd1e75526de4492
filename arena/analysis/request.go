package analysis

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// request is a line that was read: a query or an action.
type request struct {
	ID     string `json:"id"`
	Action string `json:"action"`

	Moves           []moveText      `json:"moves"`
	InitialStones   []moveText      `json:"initialStones"`
	InitialPlayer   string          `json:"initialPlayer"`
	InitialPosition string          `json:"initialPosition"`
	Rules           json.RawMessage `json:"rules"`
	Komi            *float64        `json:"komi"`
	BoardXSize      *int            `json:"boardXSize"`
	BoardYSize      *int            `json:"boardYSize"`

	AnalyzeTurns     []int         `json:"analyzeTurns"`
	MaxVisits        *int          `json:"maxVisits"`
	Priority         int           `json:"priority"`
	Priorities       []int         `json:"priorities"`
	ReportEvery      *float64      `json:"reportDuringSearchEvery"`
	IncludePolicy    bool          `json:"includePolicy"`
	IncludeOwnership bool          `json:"includeOwnership"`
	PVLen            *int          `json:"analysisPVLen"`
	AllowMoves       []restriction `json:"allowMoves"`
	AvoidMoves       []restriction `json:"avoidMoves"`
	Override         struct {
		WinratesAs string `json:"reportAnalysisWinratesAs"`
	} `json:"overrideSettings"`

	TerminateID string `json:"terminateId"`
	TurnNumbers []int  `json:"turnNumbers"`

	raw map[string]json.RawMessage // every field, as it was
}

// restriction is moves that a player may, or may not, make at the root.
type restriction struct {
	Player     string   `json:"player"`
	Moves      []string `json:"moves"`
	UntilDepth int      `json:"untilDepth"`
}

// moveText is a move, and its player where one is named.
type moveText struct{ player, move string }

// UnmarshalJSON reads "D4" or ["B","D4"].
func (m *moveText) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &m.move) == nil {
		return nil
	}
	var pair []string
	if err := json.Unmarshal(text, &pair); err != nil || len(pair) != 2 {
		return fmt.Errorf(`%s is no move: want a player and a move, such as ["B","D4"], or a move alone`, text)
	}
	m.player, m.move = pair[0], pair[1]
	return nil
}

// fieldError is what is wrong with a field of a request.
type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

func wrong(field, format string, args ...any) error {
	return &fieldError{field, fmt.Errorf(format, args...)}
}

// known are the names of the fields.
var known = func() map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[request]()) {
		if name := f.Tag.Get("json"); name != "" {
			fields[name] = f
		}
	}
	return fields
}()

// parseRequest reads a line. The request is as complete as it could be read,
// whatever the error.
func parseRequest(line []byte) (*request, error) {
	r := &request{}
	decoder := json.NewDecoder(bytes.NewReader(line))
	if err := decoder.Decode(&r.raw); err != nil {
		return r, fmt.Errorf("no JSON object on one line: %w", err)
	}
	if _, err := decoder.Token(); r.raw == nil || err != io.EOF {
		return r, errors.New("want one JSON object on a line, and nothing else")
	}
	var first error
	value := reflect.ValueOf(r).Elem()
	for _, name := range slices.Sorted(maps.Keys(r.raw)) {
		f, ok := known[name]
		if !ok {
			continue
		}
		if err := json.Unmarshal(r.raw[name], value.FieldByIndex(f.Index).Addr().Interface()); err != nil && first == nil {
			first = &fieldError{name, plain(err)}
		}
	}
	if id, ok := r.raw["id"]; first == nil && (!ok || string(id) == "null") {
		first = wrong("id", "every query needs an id, a string")
	}
	return r, first
}

// plain says what is wrong without the words of Go.
func plain(err error) error {
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		return fmt.Errorf("a %s, want a %s", kind.Value, strings.NewReplacer("float64", "number", "int", "whole number",
			"bool", "true or false", "[]", "list of ").Replace(kind.Type.String()))
	}
	return err
}

// unknown are the fields that mean nothing here, of the settings as well.
func (r *request) unknown() (names []string) {
	for name := range r.raw {
		if _, ok := known[name]; !ok {
			names = append(names, name)
		}
	}
	var settings map[string]json.RawMessage
	_ = json.Unmarshal(r.raw["overrideSettings"], &settings) // it was read before
	for name := range settings {
		if name != "reportAnalysisWinratesAs" {
			names = append(names, "overrideSettings."+name)
		}
	}
	slices.Sort(names)
	return names
}
