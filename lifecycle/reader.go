package lifecycle

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// reader notes what is wrong while it reads.
type reader struct {
	operation string
	faults    []Fault
}

// at is a value and the way to it.
type at struct {
	value
	path []string
}

func (r *reader) fault(path []string, rule, remedy, format string, args ...any) {
	r.faults = append(r.faults, Fault{
		Operation: r.operation, Path: slices.Clone(path), Rule: rule, Fact: fmt.Sprintf(format, args...), Remedy: remedy,
	})
}

func (a at) name() string {
	if len(a.path) == 0 {
		return "the lifecycle"
	}
	return a.path[len(a.path)-1]
}

func (a at) member(key string) (at, bool) {
	v, ok := a.get(key)
	return at{v, append(slices.Clip(a.path), key)}, ok
}

// members are the members of a mapping, in order.
func (a at) members() []at {
	var list []at
	for i, key := range a.keys {
		list = append(list, at{a.items[i], append(slices.Clip(a.path), key)})
	}
	return list
}

// elements are the items of a list.
func (a at) elements() []at {
	var list []at
	if a.kind != isList {
		return nil
	}
	for i, item := range a.items {
		list = append(list, at{item, append(slices.Clip(a.path), strconv.Itoa(i))})
	}
	return list
}

// mapping reports whether a is a mapping with no key but known, and with those
// that are needed. A known key that ends in "!" is needed.
func (r *reader) mapping(a at, known ...string) bool {
	if !r.is(a, isMapping) {
		return false
	}
	var names []string
	for _, key := range known {
		name, needed := strings.CutSuffix(key, "!")
		names = append(names, name)
		if _, ok := a.get(name); needed && !ok {
			r.fault(a.path, RuleForm, "add "+name, "%s has no %s", a.name(), name)
		}
	}
	for _, key := range a.keys {
		if slices.Contains(names, key) || strings.HasPrefix(key, "x-") {
			continue
		}
		remedy := "the members are " + join(names, "and")
		if near := diag.Near(key, names); near != "" {
			remedy = "did you mean " + near + "?"
		}
		r.fault(append(slices.Clip(a.path), key), RuleForm, remedy, "%s has no member %q", a.name(), key)
		r.faults[len(r.faults)-1].AtKey = true
	}
	return true
}

func (r *reader) is(a at, want kind) bool {
	if a.kind == want {
		return true
	}
	r.fault(a.path, RuleForm, "write "+want.String(), "%s is %s, not %s", a.name(), a.kind, want)
	return false
}

// word is a member that is a string; "" if there is none.
func (r *reader) word(a at, key string) string {
	m, ok := a.member(key)
	if !ok || !r.is(m, isString) {
		return ""
	}
	if strings.TrimSpace(m.text) == "" {
		r.fault(m.path, RuleForm, "write a word, or take the member out", "%s is empty", key)
	}
	return strings.TrimSpace(m.text)
}

func (r *reader) flag(a at, key string) bool {
	m, ok := a.member(key)
	return ok && r.is(m, isBool) && m.text == "true"
}

// words is a member that is a list of strings. ok says that it is there.
func (r *reader) words(a at, key string) (list []string, ok bool) {
	m, there := a.member(key)
	if !there || !r.is(m, isList) {
		return nil, false
	}
	list = []string{}
	for _, item := range m.elements() {
		switch {
		case item.kind != isString:
			r.fault(item.path, RuleForm, "write a string", "an item of %s is %s, not a string", key, item.kind)
		case slices.Contains(list, item.text):
			r.fault(item.path, RuleForm, "take one of them out", "%s has %q twice", key, item.text)
		default:
			list = append(list, item.text)
		}
	}
	return list, true
}

// Duration reads a number with s, m, h or d: 15s, 30d.
func Duration(text string) (time.Duration, error) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	if text != "" {
		unit, ok := units[text[len(text)-1]]
		n, err := strconv.ParseUint(text[:len(text)-1], 10, 16)
		if ok && err == nil && n > 0 {
			return time.Duration(n) * unit, nil
		}
	}
	return 0, fmt.Errorf("%q is no duration: a number with s, m, h or d, as in 30d", text)
}

// join makes "a, b or c" of a list.
func join(list []string, word string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + word + " " + list[len(list)-1]
}
