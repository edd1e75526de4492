package data

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Fill says what takes the place of a missing value.
type Fill string

// The ways to fill. Text columns know Mode and Constant, and an empty Fill
// makes a missing text a category of its own.
const (
	Refuse   Fill = "" // a missing number is an error
	Mean     Fill = "mean"
	Median   Fill = "median"
	Mode     Fill = "mode" // the most frequent value, the least of equals
	Constant Fill = "constant"
)

// Scale says how numbers are brought to one size.
type Scale string

// The ways to scale. A column that is constant in training becomes zero.
const (
	Unscaled Scale = ""
	Standard Scale = "standard" // mean 0, standard deviation 1
	MinMax   Scale = "minmax"   // from 0 to 1
	Robust   Scale = "robust"   // median 0, interquartile range 1
)

// Feature says how a column becomes inputs of a network: a column of numbers
// one input, a column of text one for each category that training shows
// (one-hot; a new category becomes all zeros).
type Feature struct {
	Column     string
	Fill       Fill
	FillNumber float64 // for Constant
	FillText   string  // for Constant
	Scale      Scale
}

// Recipe says how a table becomes examples. Label names a text column of
// classes, or Target a column of numbers; one of them, which is no feature: the
// network would be given what it must find.
type Recipe struct {
	Features []Feature
	Label    string
	Target   string
}

// Fit learns from the training part of the data, and from nothing else.
func (r Recipe) Fit(train *Table) (*Encoder, error) {
	if (r.Label == "") == (r.Target == "") {
		return nil, errors.New("recipe: wants a label or a target, and not both")
	}
	if train.Rows() == 0 {
		return nil, errors.New("recipe: no rows to learn from")
	}
	e := &Encoder{recipe: r}
	for _, f := range r.Features {
		if f.Column == r.Label+r.Target { // one of them is empty
			return nil, fmt.Errorf("recipe: column %q is what the network must find and cannot be a feature too", f.Column)
		}
		c, err := train.Column(f.Column)
		if err != nil {
			return nil, fmt.Errorf("recipe: %w", err)
		}
		encoder, err := fitColumn(f, c)
		if err != nil {
			return nil, fmt.Errorf("recipe: column %q: %w", f.Column, err)
		}
		e.columns = append(e.columns, encoder)
		e.Inputs = append(e.Inputs, encoder.inputs()...)
	}
	if r.Label != "" {
		classes, _, err := train.Labels(r.Label)
		if err != nil {
			return nil, fmt.Errorf("recipe: %w", err)
		}
		e.Classes = classes
	}
	return e, nil
}

func fitColumn(f Feature, c *Column) (columnEncoder, error) {
	e := columnEncoder{feature: f, isText: c.IsText(), factor: 1}
	if e.isText {
		return e, e.fitText(c)
	}
	var present []float64
	for _, x := range c.Numbers {
		if !math.IsNaN(x) {
			present = append(present, x)
		}
	}
	slices.Sort(present)
	if len(present) == 0 {
		return e, errors.New("has no value")
	}
	switch f.Fill {
	case Refuse:
		e.fill = math.NaN()
	case Mean:
		e.fill = stat.Mean(present, nil)
	case Median:
		e.fill = quantile(present, 0.5)
	case Mode:
		e.fill, _ = mode(present)
	case Constant:
		if e.fill = f.FillNumber; math.IsNaN(e.fill) || math.IsInf(e.fill, 0) {
			return e, fmt.Errorf("cannot be filled by %v, want a finite number", e.fill)
		}
	default:
		return e, fmt.Errorf("unknown fill %q", f.Fill)
	}
	return e, e.fitScale(present)
}

func (e *columnEncoder) fitScale(sorted []float64) error {
	least, most := sorted[0], sorted[len(sorted)-1]
	var width float64
	switch e.feature.Scale {
	case Unscaled:
		return nil
	case Standard:
		e.shift = stat.Mean(sorted, nil)
		width = math.Sqrt(stat.MomentAbout(2, sorted, e.shift, nil))
	case MinMax:
		e.shift, width = least, most-least
	case Robust:
		e.shift, width = quantile(sorted, 0.5), quantile(sorted, 0.75)-quantile(sorted, 0.25)
	default:
		return fmt.Errorf("unknown scale %q", e.feature.Scale)
	}
	if math.IsInf(e.shift, 0) || math.IsInf(width, 0) || math.IsNaN(width) {
		return fmt.Errorf("goes from %g to %g, too far to be scaled", least, most)
	}
	e.factor = 0
	if width > 0 {
		e.factor = 1 / width
	}
	return nil
}

func (e *columnEncoder) fitText(c *Column) error {
	if e.feature.Scale != Unscaled {
		return errors.New("is text and has no scale")
	}
	var present []string
	for _, s := range c.Text {
		if s != "" {
			present = append(present, s)
		}
	}
	slices.Sort(present)
	switch e.feature.Fill {
	case Refuse:
	case Mode:
		e.fillText, _ = mode(present)
	case Constant:
		e.fillText = e.feature.FillText
	default:
		return fmt.Errorf("is text and cannot be filled by %q", e.feature.Fill)
	}
	for row := range c.Text {
		e.categories = append(e.categories, e.text(c, row))
	}
	slices.Sort(e.categories)
	e.categories = slices.Compact(e.categories)
	return nil
}

// quantile interpolates linearly between the sorted values.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}

// mode returns the most frequent of sorted values, the least of equals, and how
// often it is there.
func mode[T comparable](sorted []T) (best T, count int) {
	run := 0
	for i, x := range sorted {
		if i > 0 && x != sorted[i-1] {
			run = 0
		}
		run++
		if run > count {
			best, count = x, run
		}
	}
	return best, count
}
