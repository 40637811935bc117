package wire

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// Written is what the document says about a value that is written as text.
type Written struct {
	What    string // the query parameter "a", for messages
	Name    string
	In      string // path, query, header or form
	Style   string
	Explode *bool
	Pos     diag.Position
}

// delimited are the styles of lists in one text. OpenAPI has them in queries and
// forms; what 2.0 says of other places is converted to them. [doctree.Upgrade] writes
// tabDelimited, which OpenAPI does not have.
var delimited = map[string]ir.Style{"spaceDelimited": ir.Space, "pipeDelimited": ir.Pipe, "tabDelimited": ir.Tab}

// stylesOf are the styles that are implemented, by the location of the value.
var stylesOf = map[string][]string{
	"path":   {"", "simple", "label", "matrix"},
	"header": {"", "simple"},
	"cookie": {"", "form", "cookie"},
	"query":  {"", "form", "spaceDelimited", "pipeDelimited", "deepObject"},
	"form":   {"", "form", "spaceDelimited", "pipeDelimited", "deepObject"},
}

const asJSON = "content: application/json"

// styler decides how one value is written.
type styler struct {
	Written
	texts
	faults []diag.Diagnostic
}

// StyleOf returns how a value of type t is written, and the members of an object
// that is written property by property. A way of writing that wxpaygen does not
// implement is returned as a fault.
func StyleOf(w Written, t ir.Type, decls types.Decls) (style ir.Style, members []ir.Param, fault []diag.Diagnostic) {
	s := styler{Written: w, texts: texts{decls}}
	style, members = s.style(t)
	return style, members, s.faults
}

// asJSONText notes that OpenAPI does not say how the value is written, or says it
// in a way that is not implemented: it goes out as the text of its JSON.
func (w *styler) asJSONText(fact, remedy string) (ir.Style, []ir.Param) {
	w.faults = append(w.faults, diag.Warningf(w.Pos, "parameter-style", "%s %s; it is sent as JSON", w.What, fact).Fix("%s", remedy))
	return ir.JSON, nil
}

func (w Written) exploded() bool {
	if w.Explode != nil {
		return *w.Explode
	}
	return w.Style == "" || w.Style == "form" || w.Style == "cookie"
}

// silent reports whether the document does not say how a form's field is written.
// The default for an object is JSON.
func (w Written) silent() bool { return w.In == "form" && w.Style == "" && w.Explode == nil }

func (w *styler) style(t ir.Type) (ir.Style, []ir.Param) {
	if !slices.Contains(stylesOf[w.In], w.Style) && delimited[w.Style] == 0 {
		w.faults = append(w.faults, diag.Warningf(w.Pos, "parameter-style", "%s has the style %s, which none in its place has", w.What, diag.Quote(w.Style)).
			Fix("remove style, as is assumed here"))
		w.Style = ""
	}
	t = types.Pointee(t)
	switch {
	case w.In == "path":
		return w.pathStyle(t)
	case w.Style == "deepObject":
		return w.deepStyle(t)
	}
	switch t := t.(type) {
	case *ir.Slice:
		return w.arrayStyle(t)
	case *ir.Map:
		return w.mapStyle(t)
	case ir.Named:
		if st, ok := w.Struct(t); ok {
			return w.objectStyle(st)
		}
	}
	switch {
	case w.isOneText(t):
		return ir.Single, nil
	case w.In != "header" && w.exploded() && w.isShallow(t):
		return ir.Exploded, nil
	}
	return w.asJSONText("may be an object or an array as well as a single value", "describe it as one of them, or under "+asJSON)
}

// pathStyle writes a single value, or an array with commas, into one segment.
func (w *styler) pathStyle(t ir.Type) (ir.Style, []ir.Param) {
	if slice, ok := t.(*ir.Slice); ok && w.IsScalar(slice.Elem) {
		return w.joined(), nil
	}
	if !w.isOneText(t) {
		return w.asJSONText("is not a single value", "describe it as a string")
	}
	return ir.Single, nil
}

// deepStyle writes any value: member by member if they are known when the code is
// generated, otherwise by the value at run time.
func (w *styler) deepStyle(t ir.Type) (ir.Style, []ir.Param) {
	switch t := t.(type) {
	case ir.Raw:
		return ir.Deep, nil
	case *ir.Map:
		if w.isOneText(t.Elem) {
			return ir.DeepEntries, nil
		}
	case ir.Named:
		if st, ok := w.Struct(t); ok && w.isFlat(st) {
			return w.objectStyle(st)
		}
	}
	if w.isOneText(t) {
		return ir.Single, nil
	}
	return ir.Deep, nil
}

func (w *styler) arrayStyle(t *ir.Slice) (ir.Style, []ir.Param) {
	switch {
	case !w.isOneText(t.Elem) && w.isOneText(types.Pointee(t.Elem)) && w.In != "header" && w.exploded():
		return ir.Exploded, nil // which does not send null
	case !w.isOneText(t.Elem):
		return w.asJSONText("is an array of arrays, objects or values that may be null", "describe single values as its items, or the whole under "+asJSON)
	case w.In != "header" && w.exploded():
		return ir.Repeated, nil
	case !w.IsScalar(t.Elem):
		remedy := "describe its items as strings"
		if w.In != "header" {
			remedy = "write explode: true, or " + remedy
		}
		return w.asJSONText("is an array of bytes or of values of several types in one text", remedy)
	}
	return w.joined(), nil
}

// joined is the style of a list in one text.
func (w *styler) joined() ir.Style {
	if style := delimited[w.Style]; style != 0 {
		return style
	}
	return ir.Comma
}

// separators are what the elements of a list are joined by.
var separators = map[ir.Style]string{ir.Comma: ",", ir.Space: " ", ir.Pipe: "|", ir.Tab: "\t"}

// separable adds a rule to the elements of a list that is sent as one text: they
// must not contain the separator.
func separable(v *ir.Value, style ir.Style) {
	separator := separators[style]
	if separator == "" || v.Elem == nil || v.Elem.Type != ir.String {
		return
	}
	elem := *v.Elem
	elem.Rules = append(slices.Clone(elem.Rules), ir.Rule{Call: "NoSeparator", As: ir.AsString, Args: []ir.Arg{ir.Text(separator)}})
	v.Elem = &elem
}

// byProperty reports whether an object is written property by property, and notes
// a fault if it is not.
func (w *styler) byProperty() bool {
	switch {
	case w.In == "header":
		w.asJSONText("is an object in a header", "describe it as a string, or under "+asJSON)
	case delimited[w.Style] != 0:
		w.asJSONText("is an object in the style "+w.Style+", which is for arrays", "use style: deepObject, or "+asJSON)
	case w.Style != "deepObject" && !w.exploded():
		w.asJSONText("is an object in one text", "write explode: true or style: deepObject, or describe it under "+asJSON)
	default:
		return true
	}
	return false
}

// mapStyle writes the entries of a map one by one.
func (w *styler) mapStyle(t *ir.Map) (ir.Style, []ir.Param) {
	switch {
	case w.silent():
		return ir.JSON, nil
	case !w.byProperty():
		return ir.JSON, nil
	case !w.isOneText(t.Elem):
		return w.asJSONText("is an object whose values are not single ones", "describe single values, or the whole under "+asJSON)
	case w.Style == "deepObject":
		return ir.DeepEntries, nil
	}
	return ir.Entries, nil
}

// objectStyle writes the properties of an object one by one: deepObject, and an
// exploded form.
func (w *styler) objectStyle(st *ir.Struct) (ir.Style, []ir.Param) {
	if w.silent() {
		return ir.JSON, nil
	}
	if !w.byProperty() {
		return ir.JSON, nil
	}
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
		style, _ := w.mapStyle(rest.Value.Type.(*ir.Map))
		members = append(members, ir.Param{In: ir.InQuery, Name: w.Name, Field: rest.Name, Presence: rest.Presence, Value: rest.Value, Style: style})
	}
	return ir.Members, members
}
