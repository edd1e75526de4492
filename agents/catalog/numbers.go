package catalog

import "slices"

// Number is an option of an agent that was given as a whole number.
type Number struct {
	Name  string // with its unit, such as "time in ms"
	Value int
	Most  int // the least is 1
}

// units are how a Number tells what it counts.
var units = map[unit]string{milliseconds: " in ms", megabytes: " in MB"}

// Numbers returns the options of the agent that were given as whole numbers,
// but for those of a program about how long to wait for it.
func (s Spec) Numbers() []Number {
	var all []Number
	for _, i := range s.adjustable() {
		o := s.kind.options[i]
		all = append(all, Number{o.name + units[o.unit], s.numbers[i], o.most})
	}
	return all
}

// With returns the agent with other values of its Numbers, one for each in
// their order and range.
func (s Spec) With(values []int) Spec {
	changed := slices.Clone(s.numbers)
	for k, i := range s.adjustable() {
		changed[i] = values[k]
	}
	s.numbers = changed
	return s
}

// adjustable returns where the Numbers stand among the options.
func (s Spec) adjustable() []int {
	var all []int
	for i, o := range s.kind.options {
		if s.numbers[i] != 0 && o.unit != toggle && !slices.Contains(waits, o) {
			all = append(all, i)
		}
	}
	return all
}
