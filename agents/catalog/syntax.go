package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// call is an agent's line taken apart: name:value,key=value,…
type call struct {
	name     string
	value    string // the first item, if it has no key
	hasValue bool
	options  []pair
}

// pair is one option as written.
type pair struct{ key, value string }

// split takes text apart. It knows no agent: only commas, keys and quotes.
func split(text string) (call, error) {
	name, rest, hasItems := strings.Cut(text, ":")
	c := call{name: name}
	for first := true; hasItems; first = false {
		key, after, hasKey := cutKey(rest)
		value, after, err := readValue(after)
		switch {
		case err != nil:
			return call{}, err
		case value == "" && !hasKey:
			return call{}, errors.New("nothing stands where a value or an option is expected")
		case hasKey:
			c.options = append(c.options, pair{key, value})
		case first:
			c.value, c.hasValue = value, true
		default:
			return call{}, fmt.Errorf("%q is no option: want name=value", value)
		}
		rest, hasItems = strings.CutPrefix(after, ",")
		if !hasItems && after != "" {
			return call{}, fmt.Errorf("want a comma or the end before %q", after)
		}
	}
	return c, nil
}

// cutKey splits "key=rest" where key is made of small letters, so that a
// path with an equals sign behind a slash remains a path. Behind "option." any
// name may stand, such as "option.Skill Level".
func cutKey(text string) (key, rest string, ok bool) {
	if strings.HasPrefix(text, setting) {
		if n := strings.IndexAny(text, `=,"`); n >= 0 && text[n] == '=' {
			return text[:n], text[n+1:], true
		}
	}
	n := strings.IndexFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
	if n < 1 || text[n] != '=' {
		return "", text, false
	}
	return text[:n], text[n+1:], true
}

// readValue reads a value in quotes, or everything up to the next comma.
func readValue(text string) (value, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		n := strings.IndexByte(text, ',')
		if n < 0 {
			n = len(text)
		}
		return text[:n], text[n:], nil
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], nil
		case '\\':
			if i++; i == len(text) || (text[i] != '"' && text[i] != '\\') {
				return "", "", fmt.Errorf(`in %s a backslash stands before something else than " or \`, text)
			}
		}
		b.WriteByte(text[i])
	}
	return "", "", fmt.Errorf("%s has no closing quote", text)
}

// quote writes value so that readValue reads it back as the item it is.
func quote(value string) string {
	if _, _, looksLikeOption := cutKey(value); value != "" && !looksLikeOption {
		return quoteText(value)
	}
	return inQuotes(value)
}

// quoteText writes the value of an option so that readValue reads it back.
func quoteText(value string) string {
	if !strings.ContainsAny(value, `",\`) {
		return value
	}
	return inQuotes(value)
}

func inQuotes(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}
