package request

import (
	"encoding/json"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// Style is how a parameter is written: a style of OpenAPI with its settings.
//
// The styles simple, label, matrix and form are the expressions {v}, {.v}, {;v} and
// {?v} of RFC 6570, and Explode is their modifier *. spaceDelimited, pipeDelimited
// and tabDelimited (the collectionFormat tsv of OpenAPI 2.0) are form and simple with
// another separator. cookie is form without escapes.
type Style struct {
	Name    string
	Explode bool
	// AllowReserved leaves reserved characters and escapes in values unescaped, as
	// {+v} of RFC 6570 does, except for #, which would end the query.
	AllowReserved bool
}

// StyledParam adds a parameter in a style. v becomes JSON first: a scalar, an array or
// an object, whose members come in the order of the JSON. Objects and arrays within
// are written as JSON text. null, [] and {} are undefined in RFC 6570: the parameter
// is not sent, and a path parameter has a problem.
//
// An element that contains a separator which cannot be escaped is a problem.
func (r *Request) StyledParam(in Place, name string, style Style, v any) {
	text := json.RawMessage(r.jsonText("parameter "+name, v))
	if len(text) == 0 {
		return // already reported
	}
	w := styled{name: name, Style: style, in: in, isParts: in == InBody && r.isParts(), list: childrenOf(text)}
	switch {
	case style.Name == "deepObject":
		w.Explode, w.isObject, w.list = true, true, deepList(name, text)
	case text[0] == '[':
		w.isArray = true
	case text[0] == '{':
		w.isObject = true
	}
	switch {
	case in == InPath:
		r.pathText(name, w.text())
	case len(w.list) == 0:
	case in == InHeader:
		r.HeaderParam(name, w.text())
	default:
		for _, p := range w.pairs() {
			r.addPair(in, p)
		}
	}
	if w.ambiguous {
		r.problem("parameter %s has a value that contains the separator of its style", name)
	}
}

// childrenOf returns the texts of a JSON value's elements, or of its members with
// their names. null is dropped.
func childrenOf(text json.RawMessage) []param {
	var list []param
	add := func(name string, value json.RawMessage) {
		switch {
		case jsonvalue.IsNull(value):
		case jsonvalue.IsNested(value):
			list = append(list, param{name: name, value: string(value)})
		default:
			list = append(list, param{name: name, value: jsonvalue.PlainText(value)})
		}
	}
	if !jsonvalue.IsNested(text) {
		add("", text)
		return list
	}
	for name, value := range jsonvalue.Children(text) {
		add(name, value)
	}
	return list
}

// deepList returns the names and values that deepObject writes.
func deepList(name string, text json.RawMessage) (list []param) {
	deepObject(name, text, func(name, value string) bool {
		list = append(list, param{name: name, value: value})
		return true
	})
	return list
}

// addPair adds a name and a value, both as they are sent.
func (r *Request) addPair(in Place, p param) {
	switch in {
	case InQuery:
		if len(r.query) > 0 {
			r.query = append(r.query, '&')
		}
		r.query = append(append(append(r.query, p.name...), '='), p.value...)
	case InCookie:
		r.cookie(p.name, p.value)
	case InBody:
		if r.isParts() {
			r.FormPart(p.name, "", p.value)
			return
		}
		p.escaped = true
		f := r.formBody()
		f.values = append(f.values, p)
	}
}

// styled is a value to be written in a style.
type styled struct {
	Style
	name              string
	in                Place
	isParts           bool // of a form of parts, in which nothing is escaped
	isArray, isObject bool
	list              []param
	ambiguous         bool
}

// pairs returns the names and values of a query, a form or a cookie.
func (w *styled) pairs() []param {
	if !w.Explode || !w.isArray && !w.isObject {
		return []param{{name: w.escapeName(w.name), value: w.joined(w.list, w.separator())}}
	}
	pairs := make([]param, len(w.list))
	for i, p := range w.list {
		pairs[i] = param{name: w.escapeName(w.name), value: w.escape(p.value)}
		if w.isObject {
			pairs[i].name = w.escapeName(p.name)
		}
	}
	return pairs
}

// text returns the one text of a path parameter or a header.
func (w *styled) text() string {
	switch {
	case len(w.list) == 0:
		return ""
	case w.Name == "label" && w.Explode:
		return "." + w.joined(w.list, ".")
	case w.Name == "label":
		return "." + w.joined(w.list, ",")
	case w.Name == "matrix":
		return w.matrix()
	}
	return w.joined(w.list, w.separator())
}

// matrix writes {;v} and {;v*} of RFC 6570: a name without a value has no equals sign.
func (w *styled) matrix() string {
	if !w.Explode || !w.isArray && !w.isObject {
		return assigned(";"+w.escapeName(w.name), w.joined(w.list, ","))
	}
	var b strings.Builder
	for _, p := range w.list {
		name := w.name
		if w.isObject {
			name = p.name
		}
		b.WriteString(assigned(";"+w.escapeName(name), w.escape(p.value)))
	}
	return b.String()
}

func assigned(name, value string) string {
	if value == "" {
		return name
	}
	return name + "=" + value
}

// joined writes elements one after the other, and members as name=value if they are
// exploded and as name and value otherwise.
func (w *styled) joined(list []param, separator string) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteString(separator)
		}
		if w.isObject {
			b.WriteString(w.element(p.name, separator))
			if w.Explode {
				b.WriteByte('=')
			} else {
				b.WriteString(separator)
			}
		}
		b.WriteString(w.element(p.value, separator))
	}
	return b.String()
}

// element escapes an element, and records an element that contains the separator.
func (w *styled) element(text, separator string) string {
	out := w.escape(text)
	isList := w.isArray || w.isObject
	if isList && strings.Contains(out, separator) {
		w.ambiguous = true
	}
	return out
}

// separators of the styles that do not use commas.
var separators = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}

// separator returns the text between elements, as it is sent. A URL cannot contain the
// separators other than commas unescaped.
func (w *styled) separator() string {
	separator := separators[w.Name]
	switch {
	case separator == "":
		return ","
	case w.isUnescaped():
		return separator
	}
	return string(appendEscaped(nil, separator, escapeAll))
}

// isUnescaped reports whether values are sent as they are: OpenAPI escapes neither
// headers nor the parts of forms.
func (w *styled) isUnescaped() bool {
	return w.in == InHeader || w.isParts || w.in == InCookie && w.Name == "cookie"
}

func (w *styled) escape(text string) string {
	switch {
	case w.isUnescaped():
		return text
	case w.AllowReserved:
		return string(appendEscaped(nil, text, escapeReserved))
	}
	return string(appendEscaped(nil, text, escapeAll))
}

func (w *styled) escapeName(name string) string {
	if w.isUnescaped() {
		return name
	}
	return string(appendEscaped(nil, name, escapeAll))
}
