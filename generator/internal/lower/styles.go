package lower

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// written is what the document says about how a value goes out as text.
type written struct {
	what    string // the query parameter "a", for messages
	name    string
	in      string // path, query, header or form
	style   string
	explode *bool
	pos     diag.Position
}

// stylesOf are the styles that are implemented, by the place of the value.
var stylesOf = map[string][]string{
	"path":   {"", "simple"},
	"header": {"", "simple"},
	"query":  {"", "form", "spaceDelimited", "pipeDelimited", "deepObject"},
	"form":   {"", "form", "spaceDelimited", "pipeDelimited", "deepObject"},
}

const asJSON = "content: application/json"

// refuse reports a value that would be written in a way that wxpaygen does not write.
func (l *lowerer) refuse(w written, fact, remedy string) (ir.Style, []ir.Param) {
	l.report(diag.Errorf(w.pos, "parameter-style", "%s %s", w.what, fact).Fix("%s", remedy))
	return ir.Single, nil
}

func (w written) exploded() bool {
	if w.explode != nil {
		return *w.explode
	}
	return w.style == "" || w.style == "form"
}

// silent reports whether the document leaves a form's field to the default, which
// for an object is JSON.
func (w written) silent() bool { return w.in == "form" && w.style == "" && w.explode == nil }

// style decides how a value of type t is written. What wxpaygen does not write is
// refused.
func (l *lowerer) style(w written, t ir.Type) (ir.Style, []ir.Param) {
	if !slices.Contains(stylesOf[w.in], w.style) {
		return l.refuse(w, "is written in the style "+diag.Quote(w.style)+", which is not supported", "leave style out")
	}
	t = pointee(t)
	switch {
	case w.in == "path":
		return l.pathStyle(w, t)
	case w.style == "deepObject":
		return l.deepStyle(w, t)
	}
	switch t := t.(type) {
	case *ir.Slice:
		return l.arrayStyle(w, t)
	case *ir.Map:
		return l.mapStyle(w, t)
	case ir.Named:
		if st, ok := l.checkable[string(t)].(*ir.Struct); ok {
			return l.objectStyle(w, st)
		}
	}
	switch {
	case l.isOneText(t):
		return ir.Single, nil
	case w.in != "header" && w.exploded() && l.isShallow(t):
		return ir.Exploded, nil
	}
	return l.refuse(w, "may be an object or an array as well as a single value", "describe it as one of them, or under "+asJSON)
}

// pathStyle writes a single value, or an array with commas, into one segment.
func (l *lowerer) pathStyle(w written, t ir.Type) (ir.Style, []ir.Param) {
	if slice, ok := t.(*ir.Slice); ok && l.isScalar(slice.Elem) {
		return ir.Comma, nil
	}
	if !l.isOneText(t) {
		return l.refuse(w, "is not a single value", "describe it as a string")
	}
	return ir.Single, nil
}

// deepStyle writes any value: member by member where they are known, and
// otherwise as the value itself turns out to be.
func (l *lowerer) deepStyle(w written, t ir.Type) (ir.Style, []ir.Param) {
	switch t := t.(type) {
	case ir.Raw:
		return ir.Deep, nil
	case *ir.Map:
		if l.isOneText(t.Elem) {
			return ir.DeepEntries, nil
		}
	case ir.Named:
		if st, ok := l.checkable[string(t)].(*ir.Struct); ok && l.isFlat(st) {
			return l.objectStyle(w, st)
		}
	}
	if l.isOneText(t) {
		return ir.Single, nil
	}
	return ir.Deep, nil
}

// isShallow reports whether each member of a union is a single value, or a list
// or an object of single values.
func (l *lowerer) isShallow(t ir.Type) bool {
	name, _ := t.(ir.Named)
	u, ok := l.checkable[string(name)].(*ir.Union)
	return ok && !slices.ContainsFunc(u.Members, func(m ir.Member) bool {
		switch t := m.Type.(type) {
		case *ir.Slice:
			return !l.isOneText(pointee(t.Elem)) // null is left out
		case *ir.Map:
			return !l.isOneText(pointee(t.Elem))
		case ir.Named:
			if st, ok := l.checkable[string(t)].(*ir.Struct); ok {
				return !l.isFlat(st)
			}
		}
		return !l.isOneText(m.Type)
	})
}

// isFlat reports whether each member of an object is a single value.
func (l *lowerer) isFlat(st *ir.Struct) bool {
	for _, field := range st.Fields {
		if t := pointee(field.Value.Type); t == (ir.Raw{}) || !l.isOneText(t) {
			return false
		}
	}
	if st.Rest == nil {
		return true
	}
	rest, ok := st.Rest.Value.Type.(*ir.Map)
	return ok && rest.Elem != (ir.Raw{}) && l.isOneText(rest.Elem)
}

func pointee(t ir.Type) ir.Type {
	if pointer, ok := t.(*ir.Pointer); ok {
		return pointer.Elem
	}
	return t
}

// isScalar reports whether values of t can be joined.
func (l *lowerer) isScalar(t ir.Type) bool {
	switch t := t.(type) {
	case ir.Kind, ir.Runtime:
		return true
	case ir.Named:
		_, ok := l.checkable[string(t)].(*ir.Enum)
		return ok
	}
	return false
}

// isOneText reports whether a value of t is written as one text: a scalar, bytes,
// one of several scalars, or any JSON, of which the runtime takes the scalars.
func (l *lowerer) isOneText(t ir.Type) bool {
	switch t := t.(type) {
	case ir.Bytes, ir.Raw:
		return true
	case ir.Named:
		if u, ok := l.checkable[string(t)].(*ir.Union); ok {
			return !slices.ContainsFunc(u.Members, func(m ir.Member) bool { return m.JSONKind == "object" || m.JSONKind == "array" })
		}
	}
	return l.isScalar(t)
}

func (l *lowerer) arrayStyle(w written, t *ir.Slice) (ir.Style, []ir.Param) {
	switch {
	case !l.isOneText(t.Elem) && l.isOneText(pointee(t.Elem)) && w.in != "header" && w.exploded():
		return ir.Exploded, nil // which leaves null out
	case !l.isOneText(t.Elem):
		return l.refuse(w, "is an array of arrays, objects or values that may be null", "describe single values as its items, or the whole under "+asJSON)
	case w.in != "header" && w.exploded():
		return ir.Repeated, nil
	case !l.isScalar(t.Elem):
		remedy := "describe its items as strings"
		if w.in != "header" {
			remedy = "write explode: true, or " + remedy
		}
		return l.refuse(w, "is an array of bytes or of values of several types in one text", remedy)
	}
	switch w.style {
	case "spaceDelimited":
		return ir.Space, nil
	case "pipeDelimited":
		return ir.Pipe, nil
	}
	return ir.Comma, nil
}

// separators are what the elements of a list are joined by.
var separators = map[ir.Style]string{ir.Comma: ",", ir.Space: " ", ir.Pipe: "|"}

// separable has the elements of a list that is sent as one text hold no separator.
func (l *lowerer) separable(v *ir.Value, style ir.Style) {
	separator := separators[style]
	if separator == "" || v.Elem == nil || v.Elem.Type != ir.String {
		return
	}
	elem := *v.Elem
	elem.Rules = append(slices.Clone(elem.Rules), ir.Rule{Call: "NoSeparator", As: ir.AsString, Args: []ir.Arg{ir.Text(separator)}})
	v.Elem = &elem
}

// byProperty reports whether an object is written property by property, and
// refuses it when it is not.
func (l *lowerer) byProperty(w written) bool {
	switch {
	case w.in == "header":
		l.refuse(w, "is an object in a header", "describe it as a string, or under "+asJSON)
	case w.style == "spaceDelimited" || w.style == "pipeDelimited":
		l.refuse(w, "is an object in the style "+w.style+", which is for arrays", "use style: deepObject, or "+asJSON)
	case w.style != "deepObject" && !w.exploded():
		l.refuse(w, "is an object in one text", "write explode: true or style: deepObject, or describe it under "+asJSON)
	default:
		return true
	}
	return false
}

// mapStyle writes the entries of a map one by one.
func (l *lowerer) mapStyle(w written, t *ir.Map) (ir.Style, []ir.Param) {
	switch {
	case w.silent():
		return ir.JSON, nil
	case !l.byProperty(w):
		return ir.Single, nil
	case !l.isOneText(t.Elem):
		return l.refuse(w, "is an object whose values are no single ones", "describe single values, or the whole under "+asJSON)
	case w.style == "deepObject":
		return ir.DeepEntries, nil
	}
	return ir.Entries, nil
}

// objectStyle writes the properties of an object one by one: deepObject, and an
// exploded form.
func (l *lowerer) objectStyle(w written, st *ir.Struct) (ir.Style, []ir.Param) {
	if w.silent() {
		return ir.JSON, nil
	}
	if !l.byProperty(w) {
		return ir.Single, nil
	}
	var members []ir.Param
	for _, field := range st.Fields {
		member := ir.Param{In: ir.InQuery, Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value}
		if w.style == "deepObject" {
			member.Name = w.name + "[" + field.Wire + "]"
		}
		t := pointee(field.Value.Type)
		if slice, ok := t.(*ir.Slice); ok && l.isOneText(slice.Elem) {
			member.Style = ir.Repeated
		} else if !l.isOneText(t) {
			return l.refuse(w, "has the property "+diag.Quote(field.Wire)+", which is no single value", "describe single values, or the whole under "+asJSON)
		}
		members = append(members, member)
	}
	if rest := st.Rest; rest != nil {
		style, _ := l.mapStyle(w, rest.Value.Type.(*ir.Map))
		members = append(members, ir.Param{In: ir.InQuery, Name: w.name, Field: rest.Name, Presence: rest.Presence, Value: rest.Value, Style: style})
	}
	return ir.Members, members
}
