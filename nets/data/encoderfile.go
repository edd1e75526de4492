package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"unicode/utf8"

	"github.com/tengen-rl/tengen/internal/durable"
)

// encoderFormat is the version of the form in which encoders are stored.
const encoderFormat = "tengen-encoder/1"

// storedEncoder is an Encoder as JSON. Numbers come back bit for bit: they are
// written with as many digits as that takes.
type storedEncoder struct {
	Format  string         `json:"format"`
	Label   string         `json:"label,omitempty"`
	Classes []string       `json:"classes,omitempty"`
	Target  string         `json:"target,omitempty"`
	Columns []storedColumn `json:"columns"`
}

// storedColumn is a column of either kind; of the last four fields it has those
// that its kind knows.
type storedColumn struct {
	Column     string   `json:"column"`
	Kind       string   `json:"kind"` // numbers or text
	Fill       Fill     `json:"fill,omitempty"`
	Scale      Scale    `json:"scale,omitempty"`
	FillNumber *float64 `json:"fill_number,omitempty"` // what a missing number becomes; none where it is refused
	Shift      *float64 `json:"shift,omitempty"`
	Factor     *float64 `json:"factor,omitempty"`
	FillText   string   `json:"fill_text,omitempty"` // what a missing text becomes
	Categories []string `json:"categories,omitempty"`
}

const (
	storedNumbers = "numbers"
	storedText    = "text"
)

// Save writes the encoder to a file, as JSON. The file appears whole or not at
// all.
func (e *Encoder) Save(path string) error {
	text, err := json.MarshalIndent(e, "", "\t")
	if err == nil {
		err = durable.WriteFile(path, func(w io.Writer) error {
			_, err := w.Write(append(text, '\n'))
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}

// LoadEncoder reads an encoder that Save wrote. It encodes every table as the
// saved one does, to the bit.
func LoadEncoder(path string) (*Encoder, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load encoder: %w", err)
	}
	e := new(Encoder)
	if err := json.Unmarshal(text, e); err != nil {
		return nil, fmt.Errorf("load encoder %s: %w", path, err)
	}
	return e, nil
}

// MarshalJSON returns the encoder as JSON, for a file of the caller's or the
// metadata of the network that it belongs to.
func (e *Encoder) MarshalJSON() ([]byte, error) {
	s := storedEncoder{Format: encoderFormat, Label: e.recipe.Label, Classes: e.Classes, Target: e.recipe.Target}
	for i := range e.columns {
		s.Columns = append(s.Columns, e.columns[i].stored())
	}
	if err := s.checkText(); err != nil {
		return nil, err
	}
	return json.Marshal(s)
}

func (e *columnEncoder) stored() storedColumn {
	s := storedColumn{Column: e.feature.Column, Kind: storedText, Fill: e.feature.Fill, Scale: e.feature.Scale}
	if e.isText {
		s.FillText, s.Categories = e.fillText, e.categories
		return s
	}
	s.Kind, s.Shift, s.Factor = storedNumbers, &e.shift, &e.factor
	if e.feature.Fill != Refuse {
		s.FillNumber = &e.fill
	}
	return s
}

// checkText reports a text that JSON would change.
func (s *storedEncoder) checkText() error {
	texts := slices.Concat([]string{s.Label, s.Target}, s.Classes)
	for _, c := range s.Columns {
		texts = append(append(texts, c.Column, c.FillText), c.Categories...)
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return fmt.Errorf("encoder: %q is not UTF-8 and cannot be stored", text)
		}
	}
	return nil
}

// UnmarshalJSON makes e the encoder that a text of MarshalJSON describes. On an
// error e is as it was.
func (e *Encoder) UnmarshalJSON(text []byte) error {
	var s storedEncoder
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields() // a field of a later version would change the encoding
	if err := dec.Decode(&s); err != nil {
		return fmt.Errorf("encoder: %w", err)
	}
	if err := s.check(); err != nil {
		return fmt.Errorf("encoder: %w", err)
	}
	read := Encoder{Classes: s.Classes, recipe: Recipe{Label: s.Label, Target: s.Target}}
	for _, c := range s.Columns {
		column := c.encoder()
		read.recipe.Features = append(read.recipe.Features, column.feature)
		read.columns = append(read.columns, column)
		read.Inputs = append(read.Inputs, column.inputs()...)
	}
	*e = read
	return nil
}

func (s *storedColumn) encoder() columnEncoder {
	e := columnEncoder{
		feature: Feature{Column: s.Column, Fill: s.Fill, Scale: s.Scale},
		isText:  s.Kind == storedText, fill: math.NaN(), factor: 1,
		fillText: s.FillText, categories: s.Categories,
	}
	if s.Fill == Constant {
		e.feature.FillText = s.FillText
	}
	if !e.isText {
		e.shift, e.factor = *s.Shift, *s.Factor
	}
	if s.FillNumber != nil {
		e.fill = *s.FillNumber
		if s.Fill == Constant {
			e.feature.FillNumber = e.fill
		}
	}
	return e
}

// check reports what no Fit would have left.
func (s *storedEncoder) check() error {
	switch {
	case s.Format != encoderFormat:
		return fmt.Errorf("format is %q, this version reads %q", s.Format, encoderFormat)
	case (s.Label == "") == (s.Target == ""):
		return fmt.Errorf("label %q and target %q, want one of them", s.Label, s.Target)
	case s.Target != "" && s.Classes != nil:
		return fmt.Errorf("target %q with classes %q, which a label has", s.Target, s.Classes)
	case s.Label != "" && len(s.Classes) == 0:
		return fmt.Errorf("label %q without classes", s.Label)
	}
	if err := ascending(s.Classes); err != nil {
		return fmt.Errorf("classes: %w", err)
	}
	for i, c := range s.Columns {
		if c.Column == "" || c.Column == s.Label+s.Target {
			return fmt.Errorf("column %d is named %q, want a name that is not that of the label or target", i, c.Column)
		}
		if err := c.check(); err != nil {
			return fmt.Errorf("column %q: %w", c.Column, err)
		}
	}
	return nil
}

func (s *storedColumn) check() error {
	switch s.Kind {
	case storedNumbers:
		return s.checkNumbers()
	case storedText:
		return s.checkCategories()
	}
	return fmt.Errorf("kind is %q, want %q or %q", s.Kind, storedNumbers, storedText)
}

func (s *storedColumn) checkNumbers() error {
	switch {
	case !slices.Contains([]Fill{Refuse, Mean, Median, Mode, Constant}, s.Fill):
		return fmt.Errorf("unknown fill %q", s.Fill)
	case !slices.Contains([]Scale{Unscaled, Standard, MinMax, Robust}, s.Scale):
		return fmt.Errorf("unknown scale %q", s.Scale)
	case (s.Fill == Refuse) != (s.FillNumber == nil):
		return fmt.Errorf("fill %q wants a fill_number unless it is empty", s.Fill)
	case s.Shift == nil || s.Factor == nil:
		return errors.New("numbers without a shift or a factor")
	case s.FillText != "" || s.Categories != nil:
		return errors.New("numbers with fill_text or categories, which text has")
	}
	return nil
}

func (s *storedColumn) checkCategories() error {
	switch {
	case !slices.Contains([]Fill{Refuse, Mode, Constant}, s.Fill):
		return fmt.Errorf("text cannot be filled by %q", s.Fill)
	case s.Scale != Unscaled || s.FillNumber != nil || s.Shift != nil || s.Factor != nil:
		return errors.New("text with a scale, fill_number, shift or factor, which numbers have")
	case len(s.Categories) == 0:
		return errors.New("text without categories")
	}
	if err := ascending(s.Categories); err != nil {
		return fmt.Errorf("categories: %w", err)
	}
	return nil
}

// ascending reports texts that are not sorted or the same.
func ascending(texts []string) error {
	for i := 1; i < len(texts); i++ {
		if texts[i-1] >= texts[i] {
			return fmt.Errorf("%q before %q, want them sorted and each once", texts[i-1], texts[i])
		}
	}
	return nil
}
