package wiretest

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// A request that exceeds a limit is not sent.
func TestLimits(t *testing.T) {
	forEachOperation(t, checkLimits)
}

// breach is a value that its schema does not allow, in place of the example.
type breach struct {
	*value
	what    string
	to      value
	rules   []string // one of them must be reported
	allowed bool     // it is at the limit, not beyond
}

func checkLimits(t reporter, w *wire) {
	w.gateway.Handle(w.pattern, w.success(t, w.first(t)))
	for _, e := range w.examples(t) {
		var all []breach
		e.values(func(v *value) { all = append(all, v.breaches(e)...) })
		for _, b := range all {
			saved := *b.value
			*b.value = b.to
			request, ok := w.make(t, e)
			*b.value = saved
			switch {
			case !ok:
			case b.allowed:
				checkAllowed(t, b, request)
			default:
				w.checkRejected(t, e.name, b, request)
			}
		}
	}
	w.checkMixedModes(t)
}

// breaches returns invalid replacements of a value, and values that are exactly
// at a limit.
func (v *value) breaches(e *example) []breach {
	var all []breach
	add := func(what, scalar string, rules ...string) {
		to := *v
		to.scalar = scalar
		all = append(all, breach{value: v, what: what, to: to, rules: rules})
	}
	if limit, ok := v.limit("minimum"); ok {
		add("less than the minimum", strconv.FormatInt(limit-1, 10), "min")
	}
	if limit, ok := v.limit("maximum"); ok {
		add("more than the maximum", strconv.FormatInt(limit+1, 10), "max")
	}
	if v.owner.get("in").text() == "path" {
		add("another path", `".."`, "path")
	}
	if v.cannotBeLeftOut(e) {
		empty := map[string]string{"string": `""`, "array": "null"}[v.schema.get("type").text()]
		add("left out", empty, "required", "length", "bytes", "enum", "path")
	}
	if limit, ok := v.limit("maxItems"); ok && len(v.items) > 0 {
		to := *v
		to.items = slices.Repeat(v.items[:1], int(limit)+1)
		all = append(all, breach{value: v, what: "too many", to: to, rules: []string{"items"}})
	}
	return append(all, v.textBreaches()...)
}

func (v *value) textBreaches() []breach {
	if v.schema.get("type").text() != "string" {
		return nil
	}
	var all []breach
	add := func(what, text string, allowed bool, rules ...string) {
		to := *v
		to.scalar = quote(text)
		all = append(all, breach{v, what, to, rules, allowed})
	}
	if v.schema.get("enum").present() {
		add("not documented", "NO_SUCH_MEMBER", false, "enum")
	}
	if v.schema.get("format").text() == "date-time" {
		add("no date", "some other day", false, "date-time")
	}
	if pattern := v.schema.get("pattern"); pattern.present() {
		add("another character", v.misspelt(regexp.MustCompile(pattern.text())), false, "pattern", "chars")
	}
	if limit, ok := v.limit("maxLength"); ok {
		full := v.filled(int(limit))
		add("too long", v.filled(int(limit)+1), false, "length", "bytes")
		if regexp.MustCompile(v.schema.get("pattern").text()).MatchString(full) {
			add("as long as can be", full, true)
		}
	}
	return all
}

// misspelt returns the example with another last character, which the pattern
// does not allow.
func (v *value) misspelt(pattern *regexp.Regexp) string {
	text := []rune(v.text())
	for _, last := range "~? ," {
		if misspelt := string(text[:len(text)-1]) + string(last); !pattern.MatchString(misspelt) {
			return misspelt
		}
	}
	panic(v.path + ": the pattern allows every character that this test knows")
}

// filled returns a text of n characters, or bytes. It uses Chinese characters
// to distinguish the two, unless a pattern may forbid them; then it repeats the
// example's last character.
func (v *value) filled(length int) string {
	if pattern := v.schema.get("pattern"); pattern.present() {
		text := []rune(v.text())
		return string(text[:min(len(text), length)]) + strings.Repeat(string(text[len(text)-1:]), max(length-len(text), 0))
	}
	if v.schema.get("x-length-unit").text() == "bytes" {
		return strings.Repeat("长", length/3) + strings.Repeat("a", length%3)
	}
	return strings.Repeat("长", length)
}

// limit reads an integer keyword.
func (v *value) limit(name string) (int64, bool) {
	n, err := strconv.ParseInt(v.schema.get(name).text(), 10, 64)
	return n, err == nil
}

// cannotBeLeftOut reports whether a value is required and its zero value is
// invalid.
func (v *value) cannotBeLeftOut(e *example) bool {
	if !v.required {
		return false
	}
	if mode := v.owner.get("x-mode").text(); mode == "institutional" && e.count(mode) < 2 {
		return false // without it the request is one of common mode
	}
	least, _ := v.limit("minLength")
	text := v.schema.get("type").text() == "string"
	return text && (least > 0 || v.schema.get("enum").present()) || v.schema.get("type").text() == "array"
}

// count counts the members of a mode.
func (e *example) count(mode string) (n int) {
	e.values(func(v *value) {
		if v.owner.get("x-mode").text() == mode {
			n++
		}
	})
	return n
}

func checkAllowed(t reporter, b breach, request reflect.Value) {
	t.Helper()
	validate := request.MethodByName("Validate")
	if !validate.IsValid() {
		t.Errorf("%s: %v has no method Validate", b.schema.place(), request.Type())
		return
	}
	if err, _ := validate.Call(nil)[0].Interface().(error); err != nil {
		t.Errorf("%s: %s %s is rejected: %v", b.schema.place(), b.path, b.what, err)
	}
}

// checkRejected checks that there is exactly one fault, at the value's path, and
// that nothing is sent.
func (w *wire) checkRejected(t reporter, name string, b breach, request reflect.Value) {
	t.Helper()
	where := b.schema.place() + ": " + name + ": " + b.path + " " + b.what
	faults := w.faults(t, where, request)
	var rules []string
	for _, fault := range faults {
		rules = append(rules, fault.Rule)
		if fault.Path != b.path {
			t.Errorf("%s: another member is reported: %v", where, fault)
		}
		if text := b.to.text(); utf8.RuneCountInString(text) > 4 && strings.Contains(fault.String(), text) {
			t.Errorf("%s: the error quotes the value", where)
		}
	}
	if !slices.ContainsFunc(b.rules, func(rule string) bool { return slices.Contains(rules, rule) }) {
		t.Errorf("%s: the faults are of the rules %q, want one of %q", where, rules, b.rules)
	}
}

// faults calls the operation and returns the errors of its validation.
func (w *wire) faults(t reporter, where string, request reflect.Value) []wxpay.FieldError {
	t.Helper()
	w.gateway.ClearRequests()
	_, err := w.call(request)
	if n := len(w.gateway.Requests()); n != 0 {
		t.Errorf("%s: %d requests were sent", where, n)
	}
	invalid := (*wxpay.ValidationError)(nil)
	if !errors.As(err, &invalid) {
		t.Errorf("%s: not a *wxpay.ValidationError: %v", where, err)
		return nil
	}
	return invalid.Fields
}

// checkMixedModes checks that members of both modes are rejected.
func (w *wire) checkMixedModes(t reporter) {
	e := w.example(composer{t, "", true, nil})
	if e.count("common") == 0 || e.count("institutional") == 0 {
		return
	}
	request, ok := w.make(t, e)
	if !ok {
		return
	}
	var want, got []string
	e.values(func(v *value) {
		if v.owner.get("x-mode").text() == "common" {
			want = append(want, v.path+" mode")
		}
	})
	for _, fault := range w.faults(t, w.place()+": both modes", request) {
		got = append(got, fault.Path+" "+fault.Rule)
	}
	if !slices.Equal(want, got) {
		t.Errorf("%s: both modes: the faults are %q, want %q", w.place(), got, want)
	}
}
