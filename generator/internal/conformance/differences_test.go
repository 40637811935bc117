package conformance

import (
	"strings"
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
	{"not to be held", "the Go type cannot hold the value, so that nothing is sent", func(_ asked, a answer, _ error) bool {
		return a.Decode != ""
	}},
	{"not to be written", "there is no JSON for the Go value, and Validate says so first", func(_ asked, a answer, _ error) bool {
		return a.Encode != "" && len(a.Faults) > 0
	}},
	{"undeclared", "the schema requires what it does not declare: a warning says so, and Go has no field for it", func(q asked, a answer, said error) bool {
		return !a.refused() && isMissing(said) && q.in.hasTold("required-unknown", missingIn(said))
	}},
	{"empty enum", "an enum without members admits nothing, which no author means: a warning says that it is not enforced", func(q asked, a answer, said error) bool {
		return !a.refused() && q.in.hasTold("enum-empty", "") && strings.Contains(said.Error(), "value must be one of \n") || strings.HasSuffix(said.Error(), "value must be one of ")
	}},
}

func isMissing(err error) bool { return missingIn(err) != "" }

// missingIn is the property, quoted, that kin-openapi or jsonschema misses.
func missingIn(err error) string {
	if err == nil {
		return ""
	}
	_, after, ok := strings.Cut(err.Error(), ": property ")
	if name, _, isIt := strings.Cut(after, " is missing"); ok && isIt {
		return name
	}
	return ""
}

// hasTold reports whether the generator warned of the document under rule, with
// text in the message.
func (s *subjects) hasTold(rule, text string) bool {
	for _, d := range s.told {
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
