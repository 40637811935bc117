package conformance

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strings"
)

func rational(n json.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		panic("no number: " + n.String())
	}
	return r
}

// suiteClass is a kind of outcome; reason says why it is right. The first class
// that a test is in counts.
type suiteClass struct {
	name, reason string
	is           func(*suiteGroup, suiteTest, answer) bool
}

var suiteClasses = []suiteClass{
	{"refused schema", "the generator says, at the schema's place, why it cannot become Go", func(g *suiteGroup, _ suiteTest, _ answer) bool {
		return g.skipped != nil && refusals[g.skipped.Rule] != ""
	}},
	{"agreement", "the validator and the suite say the same about the very instance", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return a.Decode == "" && sameJSON(a.sent(), test.Data) && a.refused() != test.Valid
	}},
	{"four bytes", "WeChat Pay takes no characters of four bytes in UTF-8, whatever a schema says", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return test.Valid && a.Decode == "" && len(a.Faults) > 0 && !slices.ContainsFunc(a.Faults, func(f fault) bool { return f.Rule != "bmp" })
	}},
	{"agreement on no value", "the instance is invalid, and what a Go value makes of it is refused too", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return !test.Valid && a.Decode == "" && a.refused()
	}},
	{"not to be held", "the instance is invalid, and the Go type cannot even hold it", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return !test.Valid && a.Decode != ""
	}},
	{"other type", "the schema names no type and admits values of any; the Go type is the one that its keywords speak of, as a warning says", func(g *suiteGroup, test suiteTest, a answer) bool {
		return test.Valid && namesNoType(g) && (a.Decode != "" || string(test.Data) == "null")
	}},
	{"null is the zero value", "Go's strings, numbers and booleans have no null: it is decoded as no value, and the zero value is sent", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return !test.Valid && string(test.Data) == "null" && isZero(a.sent())
	}},
	{"never sent", "a Go struct holds the declared properties alone, so that others are not sent", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return !a.refused() && isPartOf(a.sent(), test.Data)
	}},
	{"always sent", "a required property is a plain value in Go, so that it is not missing but zero", func(_ *suiteGroup, test suiteTest, a answer) bool {
		return !test.Valid && isPartOf(test.Data, a.sent())
	}},
	{"not enforced", "a warning at the schema's place names the keyword that is not checked before sending", func(g *suiteGroup, test suiteTest, a answer) bool {
		return !test.Valid && !a.refused() && hasReported(g, "not-enforced", "enum-empty", "property-name")
	}},
}

// refusals are the rules by which schemas of the suite are refused.
var refusals = map[string]string{
	"never": "the schema false admits nothing",
}

// isZero reports whether a text is a zero value of a Go scalar.
func isZero(text []byte) bool {
	return slices.Contains([]string{`""`, "0", "false"}, string(text))
}

// isPartOf reports whether part is an object that has some of the members of
// whole, and no other.
func isPartOf(part, whole []byte) bool {
	a, _ := decodeJSON(part)
	b, _ := decodeJSON(whole)
	some, isObject := a.(map[string]any)
	all, isToo := b.(map[string]any)
	for name, value := range some {
		other, ok := all[name]
		if !ok || !reflect.DeepEqual(normal(value), normal(other)) {
			return false
		}
	}
	return isObject && isToo && len(some) < len(all)
}

func namesNoType(g *suiteGroup) bool { return !strings.HasPrefix(string(g.Schema), `{"type"`) }
