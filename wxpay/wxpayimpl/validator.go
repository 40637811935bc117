package wxpayimpl

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/fieldpath"
)

// Validator collects the faults of a request. Generated code calls one method per rule.
// Each takes the field's name in the current object, or "" for the object or element
// itself, and allocates nothing if the rule is kept. The zero Validator is ready to use.
// It is not safe for concurrent use.
type Validator struct {
	path   fieldpath.Path
	faults []wxpay.FieldError
	inMap  []string // for each fault, the outermost map that contains it, or ""
}

// Err returns nil, or a [*wxpay.ValidationError] with all faults in the order of the
// calls. Those in one map are sorted by path, since the iteration order of a map is
// random.
func (v *Validator) Err() error {
	if len(v.faults) == 0 {
		return nil
	}
	for start := 0; start < len(v.faults); {
		end := start + 1
		for end < len(v.faults) && v.inMap[end] == v.inMap[start] {
			end++
		}
		if v.inMap[start] != "" {
			slices.SortFunc(v.faults[start:end], compareFaults)
		}
		start = end
	}
	return &wxpay.ValidationError{Fields: v.faults}
}

func compareFaults(a, b wxpay.FieldError) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Problem, b.Problem))
}

// Field enters the object in the member name, until Leave.
func (v *Validator) Field(name string) { v.path.Field(name) }

// Index enters element i of the array in the member name, until Leave. An
// array within an array is entered with the name "".
func (v *Validator) Index(name string, i int) { v.path.Index(name, i) }

// Key enters the entry of key in the map in the member name, until Leave. Faults do not
// contain the key.
func (v *Validator) Key(name, key string) {
	v.path.Key(name)
}

// Leave returns to where the last Field, Index or Key began.
func (v *Validator) Leave() { v.path.Leave() }

// Check reports the fault "name: problem" under rule unless ok.
func (v *Validator) Check(name string, ok bool, rule, problem string) {
	if !ok {
		v.fault(name, rule, problem)
	}
}

// Required requires a field to be present.
func (v *Validator) Required(name string, present bool) {
	if !present {
		v.fault(name, "required", "is required")
	}
}

func (v *Validator) fault(name, rule, problem string) {
	v.exceeded(name, rule, problem, wxpay.Limit{})
}

// exceeded is fault for a rule with a limit.
func (v *Validator) exceeded(name, rule, problem string, limit wxpay.Limit) {
	f := wxpay.FieldError{Path: v.path.Join(name), Rule: rule, Problem: problem, Limit: limit}
	if n := len(v.faults); n > 0 && rule == "length" && v.faults[n-1].Rule == "path" && v.faults[n-1].Path == f.Path {
		return // the empty path parameter is already reported
	}
	if n := len(v.faults); n > 0 && (rule == "utf8" || rule == "bmp") && v.faults[n-1] == f {
		return // another rule of the text has reported it
	}
	v.faults = append(v.faults, f)
	v.inMap = append(v.inMap, v.path.OutermostMap())
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
