package goban

import "strings"

// calledBy are the names that people, records and programs have for rules that
// score by area, and the names of ParseConfig for them.
var calledBy = map[string]string{
	"chinese": "chinese", "chinese-ogs": "chinese", "chinese-kgs": "chinese",
	"tromp-taylor": "tromp-taylor",
	"aga":          "aga", "bga": "aga", "french": "aga", "aga-button": "aga",
	"new-zealand": "new-zealand", "nz": "new-zealand",
}

// byTerritory are names of rules that score territory, which is nothing that
// programs could settle alone.
var byTerritory = map[string]bool{"japanese": true, "korean": true, "stone-scoring": true}

// RulesCalled returns what ParseConfig calls the rules of a name such as
// "Tromp Taylor" or NZ, and reports whether it knows any. Rules that score
// territory are taken for chinese ones.
func RulesCalled(name string) (rules string, territory, ok bool) {
	name = strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(strings.TrimSpace(name)))
	if byTerritory[name] {
		return "chinese", true, true
	}
	rules, ok = calledBy[name]
	return rules, false, ok
}
