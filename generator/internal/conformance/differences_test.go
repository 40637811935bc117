package conformance

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// differenceClass is a kind of outcome, with the reason why it is right. The
// first class that a value is in counts.
type differenceClass struct {
	name, reason string
	is           func(asked, answer, error) bool
}

var differences = []differenceClass{
	{"both pass it", "agreement", func(_ asked, a answer, said error) bool {
		return a.Decode == "" && !a.refused() && said == nil
	}},
	{"both refuse it", "agreement", func(_ asked, a answer, said error) bool {
		return a.Decode == "" && a.Encode == "" && a.refused() && said != nil
	}},
	{"four bytes", "WeChat Pay takes no characters of four bytes in UTF-8, whatever a schema says", func(_ asked, a answer, said error) bool {
		return said == nil && a.refusesFourBytes()
	}},
	{"not to be held", "the Go type cannot hold the value, so that nothing is sent", func(_ asked, a answer, _ error) bool {
		return a.Decode != ""
	}},
	{"not to be written", "there is no JSON for the Go value, and Validate says so first", func(_ asked, a answer, _ error) bool {
		return a.Encode != "" && len(a.Faults) > 0
	}},
	{"undeclared", "the schema requires what it does not declare: a warning says so, and Go has no field for it", func(q asked, a answer, said error) bool {
		name := missingIn(said)
		return !a.refused() && name != "" && q.in.hasReported("required-unknown", diag.Quote(name))
	}},
	{"null without a type", "a schema without a type admits null, as OpenAPI 3.0.3 makes clear and kin-openapi does not", func(q asked, a answer, said error) bool {
		var fault *openapi3.SchemaError
		return !a.refused() && errors.As(said, &fault) && fault.SchemaField == "nullable" && fault.Schema.Type == nil
	}},
	{"no type", "a choice of schemas that name no type admits values of any; the Go type is the one that its keywords speak of", func(q asked, a answer, said error) bool {
		return said == nil && len(a.Faults) > 0 && !slices.ContainsFunc(a.Faults, func(f fault) bool {
			value, ok := at(a.JSON, f.Path)
			_, isObject := value.(map[string]any)
			return f.Rule != "oneOf" || !ok || isObject
		})
	}},
	{"beyond 64 bits", "Go's integers have 64 bits, so that a union with an integer beyond them is none of its members", func(q asked, a answer, said error) bool {
		return said == nil && len(a.Faults) > 0 && a.Faults[0].Rule == "oneOf" && beyond64Bits.Match(a.JSON)
	}},
	{"fits two members", "which member of a oneOf is sent is the caller's choice of a Go type; that the same JSON would be another member too is not looked for", func(q asked, a answer, said error) bool {
		return !a.refused() && said != nil && strings.Contains(said.Error(), "'oneOf' failed, subschemas ")
	}},
	{"empty enum", "an enum without members admits nothing, which no author means: a warning says that it is not enforced", func(q asked, a answer, said error) bool {
		return !a.refused() && said != nil && q.in.hasReported("enum-empty", "") && strings.HasSuffix(said.Error(), "value must be one of ")
	}},
}

// refusesFourBytes reports whether characters of four bytes are what is wrong with
// a value. A union that refuses them in one member reports the member that fits
// next best: that none fits, or that its discriminator has another value.
func (a answer) refusesFourBytes() bool {
	return len(a.Faults) > 0 && strings.ContainsFunc(string(a.JSON), func(r rune) bool { return r > 0xffff }) &&
		!slices.ContainsFunc(a.Faults, func(f fault) bool { return !slices.Contains([]string{"bmp", "oneOf", "enum"}, f.Rule) })
}

// beyond64Bits finds integers of 19 digits that int64 does not have.
var beyond64Bits = regexp.MustCompile(`[^0-9.]9223372036854775808[^0-9.]|-9223372036854775809[^0-9.]`)

// at returns the value at the path of a fault.
func at(data []byte, path string) (any, bool) {
	value, ok := decodeJSON(data)
	for _, step := range regexp.MustCompile(`[^.\[\]"]+`).FindAllString(path, -1) {
		switch v := value.(type) {
		case map[string]any:
			value, ok = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, ok
}

// missing is how kin-openapi and jsonschema say that a property is not there.
var missing = regexp.MustCompile(`: (?:property "([^"]*)" is missing|missing propert(?:y|ies) '([^']*)')`)

// missingIn is the first property that the oracle misses, "" when it finds
// another fault.
func missingIn(err error) string {
	if err == nil {
		return ""
	}
	found := missing.FindStringSubmatch(err.Error())
	if found == nil {
		return ""
	}
	return found[1] + found[2]
}

// hasReported reports whether the generator warned of the document under rule, with
// text in the message.
func (s *subjects) hasReported(rule, text string) bool {
	for _, d := range s.reported {
		if d.Rule == rule && strings.Contains(d.String(), text) {
			return true
		}
	}
	return false
}

// difference names the class of an outcome, "" for one without excuse, and
// returns what the oracle said.
func difference(q asked, a answer) (string, error) {
	var said error
	if a.JSON != nil {
		said = q.says(a.JSON)
	}
	for _, class := range differences {
		if class.is(q, a, said) {
			return class.name, said
		}
	}
	return "", said
}
