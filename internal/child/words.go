package child

import (
	"errors"
	"fmt"
	"strings"
)

// Words splits a command line into the program and its arguments. Blanks
// separate words; quotes, single or double, hold blanks together; a backslash
// takes the next character as it is, except between single quotes. Nothing
// else has a meaning: there are no variables and no patterns.
func Words(line string) ([]string, error) {
	s := splitter{line: line}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && s.quote != '\'':
			i++
			if i == len(line) {
				return nil, fmt.Errorf("command %q ends in a backslash: want a character after it", line)
			}
			s.add(line[i])
		case s.quote != 0 && c == s.quote:
			s.quote = 0
		case s.quote != 0:
			s.add(c)
		case c == '"' || c == '\'':
			s.quote, s.open = c, true
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			s.end()
		default:
			s.add(c)
		}
	}
	if s.quote != 0 {
		return nil, fmt.Errorf("command %q: a quote %c is not closed", line, s.quote)
	}
	s.end()
	if len(s.words) == 0 {
		return nil, errors.New("the command is empty: want a program and its arguments")
	}
	return s.words, nil
}

// splitter is the state of Words.
type splitter struct {
	line  string
	words []string
	word  strings.Builder
	open  bool // a word has begun, though it may still be empty
	quote byte // the quote that is open, or 0
}

func (s *splitter) add(c byte) {
	s.word.WriteByte(c)
	s.open = true
}

func (s *splitter) end() {
	if s.open {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.open = false
}
