package doctree

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// The rules of what is corrected.
const (
	ruleSloppyRequired = "sloppy-required"
	ruleSloppyNumber   = "sloppy-number"
	ruleSloppyBoolean  = "sloppy-boolean"
	ruleSloppyPattern  = "sloppy-pattern"
	ruleSloppyType     = "sloppy-type"
)

// Normalize corrects common mistakes that have only one possible meaning in the
// tree, and warns of each:
//
//   - a boolean required on a property becomes an entry of its object's list;
//   - numbers and booleans in quotes lose the quotes where OpenAPI requires numbers
//     and booleans;
//   - a pattern between slashes loses them, unless it has flags that change its
//     meaning;
//   - a type of another language becomes OpenAPI's type and format.
//
// Examples, defaults and other data are not changed. The set must not be read
// concurrently. A second call changes nothing.
func Normalize(set *Set) []diag.Diagnostic {
	m := &mender{set: set}
	set.judge()
	m.walk(m.misspelt)
	m.walk(m.collectRequired)
	for _, p := range m.required {
		m.hoist(p)
	}
	m.walk(m.mend)
	return diag.Sort(m.diags)
}

// mender is a run of Normalize.
type mender struct {
	set      *Set
	required []property
	diags    []diag.Diagnostic
	loading  bool // references were not followed yet
}

// property is a property with a required of its own.
type property struct {
	object, schema *Node
	name           string
	required       bool
	pos            diag.Position
}

func (m *mender) walk(enter func(*Node, shape)) {
	start := []visit{{m.set.Root(), shapeDocument}}
	for _, name := range slices.Sorted(maps.Keys(m.set.Files)) {
		if root := m.set.Files[name].Root; isDocument(root) {
			start = append(start, visit{root, shapeDocument})
		}
	}
	w := &walker{enter: enter, resolve: m.targets}
	w.walk(start...)
}

func (m *mender) targets(n *Node, s shape) []visit {
	var next []visit
	if s.takesRef() {
		if target, _, ok := m.set.Resolve(n); ok {
			next = append(next, visit{target, s})
		}
	}
	if s == shapeSchema {
		for _, value := range n.Get("discriminator").Get("mapping").Members() {
			if target, _, ok := m.set.ResolveMapping(n, value.Text()); ok {
				next = append(next, visit{target, s})
			}
		}
	}
	return next
}

func (m *mender) warn(pos diag.Position, rule, fact, remedy string) {
	m.diags = append(m.diags, diag.Warningf(pos, rule, "%s", fact).Fix("%s", remedy))
}

// fault reports what is wrong in a part of the document.
func (m *mender) fault(n *Node, d diag.Diagnostic) {
	m.diags = append(m.diags, d)
	m.set.fault(n, d)
}

// collectRequired notes the properties of a schema that have a boolean
// required, for changing them while walking would change what is found.
func (m *mender) collectRequired(n *Node, s shape) {
	if s != shapeSchema {
		return
	}
	for name, schema := range n.Get("properties").Members() {
		if value, ok := looseBool(schema.Get("required")); ok {
			m.required = append(m.required, property{n, schema, name, value, schema.Get("required").Pos})
		}
	}
}

// hoist takes required from a property, and puts the property into its
// object's list if it is true.
func (m *mender) hoist(p property) {
	if _, still := looseBool(p.schema.Get("required")); still {
		p.schema.Remove("required")
		fact := "the property " + diag.Quote(p.name) + " itself says required: "
		if p.required {
			m.warn(p.pos, ruleSloppyRequired, fact+"true", "name it in the object's list of required properties, as is assumed here")
		} else {
			m.warn(p.pos, ruleSloppyRequired, fact+"false", "remove it: properties are optional unless the object's list of required properties names them")
		}
	}
	if !p.required {
		return
	}
	names := p.object.Get("required")
	if names == nil || names.Kind == Bool {
		names = NewSequence(p.pos)
		p.object.Set("required", names)
	}
	listed := slices.ContainsFunc(names.Items(), func(n *Node) bool { return n.Text() == p.name })
	if !listed {
		names.Append(NewScalar(String, p.name, p.pos))
	}
}

// mend is the second pass.
func (m *mender) mend(n *Node, s shape) {
	m.object(n, s)
	for _, key := range booleanKeys[s] {
		m.boolean(n, key)
		if s != shapeSchema && !isExtension(key) { // faults of schemas are reported when they are read
			m.ofKind(n, key, Bool)
		}
	}
	if s != shapeSchema {
		return
	}
	if value := n.Get("required"); value != nil {
		if _, ok := looseBool(value); ok {
			n.Remove("required")
			m.warn(value.Pos, ruleSloppyRequired, "required is "+value.Text()+" on a schema that is not a property", "remove it: a schema's required is a list of its properties")
		}
	}
	for _, key := range numberKeys {
		m.number(n, key)
	}
	for _, key := range []string{"enum", "required", "x-enum-varnames"} {
		m.unglue(n, key)
	}
	m.keywords(n)
	m.pattern(n)
	m.discriminator(n)
	m.types(n)
	m.members(n)
}

// booleanKeys are the members that are booleans, by shape.
var booleanKeys = map[shape][]string{
	shapeSchema: {
		"nullable", "readOnly", "writeOnly", "deprecated", "uniqueItems", "additionalProperties", "exclusiveMinimum", "exclusiveMaximum",
		"x-encrypted", "x-required-in-mode", "x-echo",
	},
	shapeParameter:   {"required", "deprecated", "allowEmptyValue", "allowReserved", "explode", "x-required-in-mode"},
	shapeHeader:      {"required", "deprecated", "explode"},
	shapeRequestBody: {"required"},
	shapeOperation:   {"deprecated", "x-repeatable"},
	shapeResponse:    {"x-unsigned"},
}

// numberKeys are a schema's members that are numbers.
var numberKeys = []string{
	"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
}

// looseBool reads a boolean, also from a text.
func looseBool(n *Node) (value, ok bool) {
	if value, ok := n.Bool(); ok {
		return value, true
	}
	text, _ := n.Str()
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

func (m *mender) boolean(n *Node, key string) {
	old := n.Get(key)
	value, ok := looseBool(old)
	if !ok || old.Kind != String {
		return
	}
	text := "false"
	if value {
		text = "true"
	}
	n.Set(key, NewScalar(Bool, text, old.Pos))
	m.warn(old.Pos, ruleSloppyBoolean, key+" is the text "+diag.Quote(old.Text()), "write "+text+" without quotes, as is assumed here")
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func (m *mender) number(n *Node, key string) {
	old := n.Get(key)
	text, ok := old.Str()
	if !ok || !jsonNumber.MatchString(text) || !json.Valid([]byte(text)) {
		return
	}
	n.Set(key, NewScalar(Number, text, old.Pos))
	m.warn(old.Pos, ruleSloppyNumber, key+" is the text "+diag.Quote(text), "write the number without quotes, as is assumed here")
}

// onlyType returns the type that a schema names, alone or beside null; "" when it
// names none or several.
func onlyType(n *Node) string {
	kind := n.Text()
	for _, item := range n.Items() {
		switch name := item.Text(); {
		case name == "null" || item.Is(Null):
		case kind != "":
			return ""
		default:
			kind = name
		}
	}
	return kind
}

// slashed matches a pattern in JavaScript syntax. Without an anchor next to a
// slash, the slashes may be part of the pattern.
var slashed = regexp.MustCompile(`(?s)^/(\^.*|.*\$)/([a-z]*)$`)

func (m *mender) pattern(n *Node) {
	old := n.Get("pattern")
	text, _ := old.Str()
	match := slashed.FindStringSubmatch(text)
	switch {
	case match == nil:
	case strings.Trim(match[2], "gu") != "":
		m.warn(old.Pos, ruleSloppyPattern, "the pattern "+diag.Quote(text)+" has slashes and flags, which OpenAPI has not",
			"remove them, and write both cases of a letter as in [Aa]")
	default:
		n.Set("pattern", NewScalar(String, match[1], old.Pos))
		m.warn(old.Pos, ruleSloppyPattern, "the pattern "+diag.Quote(text)+" is between slashes", "write it without them, as is assumed here")
	}
}
