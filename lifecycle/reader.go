package lifecycle

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// reader collects diagnostics while it reads or checks an extension.
type reader struct {
	root  *doctree.Node // the extension
	diags []diag.Diagnostic
}

// at is a value and the path from the extension to it.
type at struct {
	*doctree.Node
	path []string
	item string // the name of a list's item; "" if it is none
}

// fault reports an error at a path: the lifecycle cannot be executed as it is
// written.
func (r *reader) fault(path []string, rule, remedy, format string, args ...any) {
	r.diags = append(r.diags, diag.Errorf(r.place(path, false), rule, format, args...).Fix("%s", remedy))
}

// keyFault is like fault for a path whose last name is at fault, not its value.
func (r *reader) keyFault(path []string, rule, remedy, format string, args ...any) {
	r.diags = append(r.diags, diag.Errorf(r.place(path, true), rule, format, args...).Fix("%s", remedy))
}

// warn reports what is incomplete or inconsistent, and can still be executed.
func (r *reader) warn(path []string, rule, remedy, format string, args ...any) {
	r.diags = append(r.diags, diag.Warningf(r.place(path, false), rule, format, args...).Fix("%s", remedy))
}

func (r *reader) keyWarn(path []string, rule, remedy, format string, args ...any) {
	r.diags = append(r.diags, diag.Warningf(r.place(path, true), rule, format, args...).Fix("%s", remedy))
}

func (r *reader) place(path []string, key bool) diag.Position { return Place(r.root, path, key) }

// Place returns the position of the value at a path of member names and item
// numbers below an extension, or that of its key. Where the path leads no
// further, it is the position of the last step.
func Place(node *doctree.Node, path []string, key bool) diag.Position {
	pos := node.At()
	for i, token := range path {
		at, next := node.Key(token), node.Get(token)
		if n, err := strconv.Atoi(token); err == nil && node.Is(doctree.Sequence) && n < node.Len() {
			next = node.Items()[n]
			at = next.At()
		}
		if next == nil {
			return pos
		}
		node, pos = next, at
		if i == len(path)-1 && !key {
			pos = node.At()
		}
	}
	return pos
}

func (a at) name() string {
	switch {
	case a.item != "":
		return a.item
	case len(a.path) == 0:
		return "the lifecycle"
	}
	return a.path[len(a.path)-1]
}

func (a at) member(key string) (at, bool) {
	v := a.Get(key)
	return at{Node: v, path: append(slices.Clip(a.path), key)}, v != nil
}

// members are the members of a mapping, in order.
func (a at) members() []at {
	var list []at
	for key, item := range a.Members() {
		list = append(list, at{Node: item, path: append(slices.Clip(a.path), key)})
	}
	return list
}

// elements are the items of a list.
func (a at) elements() []at {
	var list []at
	for i, item := range a.Items() {
		list = append(list, at{item, append(slices.Clip(a.path), strconv.Itoa(i)), fmt.Sprintf("item %d of %s", i+1, a.name())})
	}
	return list
}

// mapping reports whether a is a mapping. It reports keys that are not known
// and required ones that are missing. A known key that ends in "!" is required.
func (r *reader) mapping(a at, known ...string) bool {
	if !r.is(a, doctree.Mapping) {
		return false
	}
	var names []string
	for _, key := range known {
		name, needed := strings.CutSuffix(key, "!")
		names = append(names, name)
		if needed && a.Get(name) == nil {
			r.fault(a.path, RuleForm, "add "+name, "%s has no %s", a.name(), name)
		}
	}
	for key := range a.Members() {
		if slices.Contains(names, key) || strings.HasPrefix(key, "x-") {
			continue
		}
		remedy := diag.Hint(key, names, "the members are "+join(names, "and"))
		r.keyFault(append(slices.Clip(a.path), key), RuleForm, remedy, "%s has no member %q", a.name(), key)
	}
	return true
}

func (r *reader) is(a at, want doctree.Kind) bool {
	if a.Is(want) {
		return true
	}
	r.fault(a.path, RuleForm, "write "+want.String(), "%s is %s, not %s", a.name(), a.Kind, want)
	return false
}

// word returns a member that is a string, "" if it is absent.
func (r *reader) word(a at, key string) string {
	m, ok := a.member(key)
	if !ok || !r.is(m, doctree.String) {
		return ""
	}
	if strings.TrimSpace(m.Text()) == "" {
		r.fault(m.path, RuleForm, "write a word, or remove the member", "%s is empty", key)
	}
	return strings.TrimSpace(m.Text())
}

func (r *reader) flag(a at, key string) bool {
	m, ok := a.member(key)
	return ok && r.is(m, doctree.Bool) && m.Text() == "true"
}

// words returns a member that is a list of strings; ok is false if it is
// absent.
func (r *reader) words(a at, key string) (list []string, ok bool) {
	m, there := a.member(key)
	if !there {
		return nil, false
	}
	return r.strings(m)
}

// strings is a list of strings, each once.
func (r *reader) strings(m at) (list []string, ok bool) {
	if !r.is(m, doctree.Sequence) {
		return nil, false
	}
	list = []string{}
	for _, item := range m.elements() {
		switch {
		case !item.Is(doctree.String):
			r.fault(item.path, RuleForm, "write a string", "an item of %s is %s, not a string", m.name(), item.Kind)
		case slices.Contains(list, item.Text()):
			r.fault(item.path, RuleForm, "remove one of them", "%s has %q twice", m.name(), item.Text())
		default:
			list = append(list, item.Text())
		}
	}
	return list, true
}

// maxDuration bounds durations: time.Duration ends at 292 years.
const maxDuration = 100 * 365 * 24 * time.Hour

var durationUnits = []struct {
	letter byte
	size   time.Duration
}{{'d', 24 * time.Hour}, {'h', time.Hour}, {'m', time.Minute}, {'s', time.Second}}

// Duration parses numbers with the units d, h, m and s, the largest first: 30d,
// 15s, 1h30m.
func Duration(text string) (time.Duration, error) {
	var sum time.Duration
	rest := text
	for _, unit := range durationUnits {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if digits == 0 || digits == len(rest) || rest[digits] != unit.letter {
			continue
		}
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil || n > int64(maxDuration/unit.size) {
			break
		}
		sum += time.Duration(n) * unit.size
		rest = rest[digits+1:]
	}
	if rest != "" || sum <= 0 || sum > maxDuration {
		return 0, fmt.Errorf("%q is not a duration: numbers with d, h, m or s, as in 30d or 1h30m", text)
	}
	return sum, nil
}

// join makes "a, b or c" of a list.
func join(list []string, word string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + word + " " + list[len(list)-1]
}
