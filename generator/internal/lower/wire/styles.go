package wire

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// Written is what the document says about a value that is written as text.
type Written struct {
	What          string // the query parameter "a", for messages
	Name          string
	In            string // path, query, header, cookie or form
	Style         string
	Explode       *bool
	AllowReserved bool
	Pos           diag.Position
}

// stylesOf are the styles of each place. The delimited ones are taken everywhere:
// OpenAPI 3 has them in queries and forms, and 2.0 in all places.
var stylesOf = map[string][]string{
	"path":   {"", "simple", "label", "matrix"},
	"header": {"", "simple"},
	"cookie": {"", "form", "cookie"},
	"query":  {"", "form", "deepObject"},
	"form":   {"", "form", "deepObject"},
}

// separators are what the delimited styles write between elements. [doctree.Upgrade]
// writes tabDelimited, which OpenAPI does not have.
var separators = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}

const asJSON = "content: application/json"

// styler decides how one value is written.
type styler struct {
	Written
	texts
	faults []diag.Diagnostic
}

// StyleOf returns how a value of type t is written: Style, Serial and Fields of a
// parameter. What OpenAPI does not define is returned as a warning.
func StyleOf(w Written, t ir.Type, decls types.Decls) (p ir.Param, faults []diag.Diagnostic) {
	s := styler{Written: w, texts: texts{decls}}
	p = s.style(types.Pointee(t))
	return p, s.faults
}

func (w *styler) warn(fact, remedy string) {
	w.faults = append(w.faults, diag.Warningf(w.Pos, "parameter-style", "%s %s", w.What, fact).Fix("%s", remedy))
}

// asJSONText notes that OpenAPI does not say how the value is written: it is sent as
// the text of its JSON.
func (w *styler) asJSONText(fact, remedy string) ir.Param {
	w.warn(fact+"; it is sent as JSON", remedy)
	return ir.Param{Style: ir.JSON}
}

// exploded reports whether each element or member has its own name or equals sign.
func (w *Written) exploded() bool {
	if w.Explode != nil {
		return *w.Explode
	}
	return w.Style == "form" || w.Style == "cookie" || w.Style == "deepObject"
}

// silent reports whether the document does not say how a form's field is written. An
// object is JSON then, and so are objects in a list.
func (w *Written) silent() bool {
	return w.In == "form" && w.Style == "" && w.Explode == nil && !w.AllowReserved
}

func (w *styler) style(t ir.Type) ir.Param {
	if !slices.Contains(stylesOf[w.In], w.Style) && separators[w.Style] == "" {
		w.warn("has the style "+diag.Quote(w.Style)+", which is not defined in its place", "remove style, as is assumed here")
		w.Style, w.Explode = "", nil
	}
	if w.silent() {
		if p, ok := w.byContent(t); ok {
			return p
		}
	}
	w.setDefault()
	isText := w.isOneText(t) && t != (ir.Raw{})
	switch {
	case w.In == "path" || w.In == "header":
		if isText && w.Style == "simple" || isText && separators[w.Style] != "" {
			return ir.Param{Style: ir.Single}
		}
		return w.styled(t)
	case w.Style == "deepObject" && !w.AllowReserved:
		return w.deepStyle(t)
	case w.AllowReserved || w.Style == "cookie" || !isText && !w.exploded():
		return w.styled(t)
	}
	return w.formStyle(t)
}

// setDefault sets the style that OpenAPI assumes.
func (w *styler) setDefault() {
	switch {
	case w.Style != "":
	case w.In == "path" || w.In == "header":
		w.Style = "simple"
	default:
		w.Style = "form"
	}
}

// byContent writes a form's field by its media type, which is JSON for objects.
func (w *styler) byContent(t ir.Type) (ir.Param, bool) {
	slice, isSlice := t.(*ir.Slice)
	switch {
	case isSlice && !w.isOneText(types.Pointee(slice.Elem)):
		return ir.Param{Style: ir.RepeatedJSON}, true
	case isSlice || w.isOneText(t):
		return ir.Param{}, false
	case w.isShallow(t): // one text, or several
		return ir.Param{}, false
	}
	return ir.Param{Style: ir.JSON}, true
}

// styled writes a value at run time, by its JSON.
func (w *styler) styled(t ir.Type) ir.Param {
	if w.isNested(t) {
		w.warn("has objects or arrays within, which the style "+w.Style+" does not define; they are sent as JSON text",
			"describe single values, or the whole under "+asJSON)
	}
	return ir.Param{Style: ir.Styled, Serial: ir.Serialization{Style: w.Style, Explode: w.exploded(), AllowReserved: w.AllowReserved}}
}

// isNested reports whether a value has objects or arrays within an object or array.
func (w *styler) isNested(t ir.Type) bool {
	if w.Style == "deepObject" {
		return false
	}
	switch t := t.(type) {
	case *ir.Slice:
		return !w.isOneText(types.Pointee(t.Elem))
	case *ir.Map:
		return !w.isOneText(types.Pointee(t.Elem))
	case ir.Named:
		if st, ok := w.Struct(t); ok {
			return !w.isFlat(st)
		}
		if _, ok := w.Union(t); ok {
			return !w.isOneText(t) && !w.isShallow(t)
		}
	}
	return false
}

// deepStyle writes any value: member by member if they are known when the code is
// generated, otherwise by the value at run time.
func (w *styler) deepStyle(t ir.Type) ir.Param {
	switch t := t.(type) {
	case ir.Raw:
		return ir.Param{Style: ir.Deep}
	case *ir.Map:
		if w.isOneText(t.Elem) {
			return ir.Param{Style: ir.DeepEntries}
		}
	case ir.Named:
		if st, ok := w.Struct(t); ok && w.isFlat(st) {
			return w.objectStyle(st)
		}
	}
	if w.isOneText(t) {
		return ir.Param{Style: ir.Single}
	}
	return ir.Param{Style: ir.Deep}
}

// formStyle writes single values, and the exploded form of what consists of them.
func (w *styler) formStyle(t ir.Type) ir.Param {
	switch t := t.(type) {
	case *ir.Slice:
		return w.arrayStyle(t)
	case *ir.Map:
		if !w.isOneText(t.Elem) {
			return w.asJSONText("is an object whose values are not single ones", "describe single values, or the whole under "+asJSON)
		}
		return ir.Param{Style: ir.Entries}
	case ir.Named:
		if st, ok := w.Struct(t); ok {
			return w.objectStyle(st)
		}
	}
	switch {
	case t == (ir.Raw{}):
		return ir.Param{Style: ir.Exploded}
	case w.isOneText(t):
		return ir.Param{Style: ir.Single}
	case w.isShallow(t):
		return ir.Param{Style: ir.Exploded}
	}
	return w.asJSONText("may be an object or an array as well as a single value", "describe it as one of them, or under "+asJSON)
}

func (w *styler) arrayStyle(t *ir.Slice) ir.Param {
	switch {
	case w.isOneText(t.Elem):
		return ir.Param{Style: ir.Repeated}
	case w.isOneText(types.Pointee(t.Elem)):
		return ir.Param{Style: ir.Exploded} // which does not send null
	}
	return w.asJSONText("is an array of arrays or objects", "describe single values as its items, or the whole under "+asJSON)
}

// separable adds a rule to the elements of a list that is sent as one text: they
// must not contain a separator that cannot be escaped.
func separable(v *ir.Value, in string, style ir.Serialization) {
	separator := separators[style.Style]
	switch {
	case style.Explode && in != "header" && in != "path":
		return
	case separator == "" && in == "header":
		separator = ","
	}
	if separator == "" || v.Elem == nil || v.Elem.Type != ir.String {
		return
	}
	elem := *v.Elem
	elem.Rules = append(slices.Clone(elem.Rules), ir.Rule{Call: "NoSeparator", As: ir.AsString, Args: []ir.Arg{ir.Text(separator)}})
	v.Elem = &elem
}

// objectStyle writes the properties of an object one by one: deepObject, and an
// exploded form.
func (w *styler) objectStyle(st *ir.Struct) ir.Param {
	var members []ir.Param
	for _, field := range st.Fields {
		member := ir.Param{In: ir.InQuery, Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value}
		if w.Style == "deepObject" {
			member.Name = w.Name + "[" + field.Wire + "]"
		}
		t := types.Pointee(field.Value.Type)
		if slice, ok := t.(*ir.Slice); ok && w.isOneText(slice.Elem) {
			member.Style = ir.Repeated
		} else if !w.isOneText(t) {
			return w.asJSONText("has the property "+diag.Quote(field.Wire)+", which is not a single value", "describe single values, or the whole under "+asJSON)
		}
		members = append(members, member)
	}
	if rest := st.Rest; rest != nil {
		member := ir.Param{In: ir.InQuery, Name: w.Name, Field: rest.Name, Presence: rest.Presence, Value: rest.Value, Style: ir.Entries}
		if !w.isOneText(rest.Value.Type.(*ir.Map).Elem) {
			return w.asJSONText("is an object whose values are not single ones", "describe single values, or the whole under "+asJSON)
		}
		if w.Style == "deepObject" {
			member.Style = ir.DeepEntries
		}
		members = append(members, member)
	}
	return ir.Param{Style: ir.Members, Fields: members}
}
