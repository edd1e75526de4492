package floors

import (
	"fmt"
	"strconv"
	"strings"
)

// plan is a parsed table.
type plan []room

// room is a package, or with the ending "/..." a folder of packages, in the
// order of the table.
type room struct {
	name  string
	floor int
	never []string
}

// parse reads a table as house describes it.
func parse(text string) (plan, error) {
	var p plan
	floor := -1
	for i, line := range strings.Split(text, "\n") {
		names, never, _ := strings.Cut(line, ":")
		words := strings.Fields(names)
		if len(words) == 0 {
			continue
		}
		if words[0] == "floor" {
			next, err := strconv.Atoi(words[len(words)-1])
			if err != nil {
				return nil, fmt.Errorf("line %d: floor %q, want a number", i+1, words[len(words)-1])
			}
			if next <= floor {
				return nil, fmt.Errorf("line %d: floor %d after floor %d", i+1, next, floor)
			}
			floor = next
			continue
		}
		for _, name := range words {
			if floor < 0 {
				return nil, fmt.Errorf("line %d: %s before the first floor", i+1, name)
			}
			if p.find(name) >= 0 {
				return nil, fmt.Errorf("line %d: %s stands in the table twice", i+1, name)
			}
			p = append(p, room{name, floor, strings.Fields(never)})
		}
	}
	return p, nil
}

// find returns the index of the package's room, or -1.
func (p plan) find(name string) int {
	for i, r := range p {
		if matches(r.name, name) {
			return i
		}
	}
	return -1
}

// matches tells whether a name of the table stands for the package: itself,
// "x/..." for x and all below, "..." for all.
func matches(pattern, name string) bool {
	folder, isFolder := strings.CutSuffix(pattern, "...")
	if !isFolder {
		return pattern == name
	}
	return strings.HasPrefix(name+"/", folder)
}

// breaches returns what is wrong with a package that imports others of the
// module.
func (p plan) breaches(name string, imports []string) []string {
	here := p.find(name)
	if here < 0 {
		return []string{name + " stands on no floor: add it to the table in internal/floors"}
	}
	var found []string
	for _, imported := range imports {
		if breach := p.breach(name, here, imported); breach != "" {
			found = append(found, breach)
		}
	}
	return found
}

func (p plan) breach(name string, here int, imported string) string {
	for _, pattern := range p[here].never {
		if matches(pattern, imported) {
			return fmt.Sprintf("%s never imports %s", name, imported)
		}
	}
	there := p.find(imported)
	switch {
	case there < 0:
		return fmt.Sprintf("%s imports %s, which stands on no floor", name, imported)
	case there > here:
		return fmt.Sprintf("%s (floor %d) imports %s (floor %d), which stands below it in the table or higher up",
			name, p[here].floor, imported, p[there].floor)
	}
	return ""
}
