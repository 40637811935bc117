package page

import (
	"regexp"
	"strconv"
	"strings"
)

// The types of fields.
const (
	String  = "string"
	Integer = "integer"
	Number  = "number"
	Boolean = "boolean"
	Object  = "object"
	Array   = "array"
	File    = "file"
)

// A Type is a field's type with its length.
type Type struct {
	Raw      string // as on the page
	Name     string // one of the constants
	Items    *Type  // of an array; nil if the page does not say
	Min, Max *int64 // characters of a string, elements of an array; nil if not said
	Date     bool   // the page's word is a date or a time
	Doubtful bool   // Raw has bounds whose meaning is unclear
}

// words are the words for types on pages, in lower case.
var words = map[string]string{
	"string": String, "stringp": String, "str": String, "text": String, "varchar": String, "char": String, "enum": String,
	"integer": Integer, "int": Integer, "int8": Integer, "int16": Integer, "int32": Integer, "int64": Integer, "long": Integer,
	"uint": Integer, "uint8": Integer, "uint16": Integer, "uint32": Integer, "uint64": Integer, "short": Integer,
	"number": Number, "float": Number, "double": Number, "decimal": Number,
	"bool": Boolean, "boolean": Boolean,
	"object": Object, "json": Object, "map": Object, "message": Object, "jsonobject": Object,
	"array": Array, "list": Array, "jsonarray": Array,
	"file": File, "binary": File,
	"datetime": String, "date-time": String, "date": String, "timestamp": String,
	"字符串": String, "整型": Integer, "整数": Integer, "数字": Number, "布尔": Boolean, "布尔值": Boolean, "对象": Object, "数组": Array, "文件": File,
}

const (
	typeWord  = `(?:strings?p?|str|text|varchar|char|enum|integer|u?int(?:8|16|32|64)?|long|short|number|float|double|decimal|bool(?:ean)?|object|json(?:object|array)?|map|message|array|list|file|binary|date-?time|date|timestamp|字符串|整型|整数|数字|布尔值?|对象|数组|文件)`
	openMark  = `[\[(（［<]`
	closeMark = `[\])）］>]`
	// bounds may contain a type with bounds: array[string(512)].
	typeBounds  = `(?:\s{0,2}` + openMark + `[^\[(（［<\])）］>\n]{0,40}(?:` + openMark + `[^\[(（［<\])）］>\n]{0,20}` + closeMark + `)?[^\[(（［<\])）］>\n]{0,20}` + closeMark + `)?`
	typePattern = typeWord + typeBounds + `(?:\[\])?`
	namePattern = `[A-Za-z_][A-Za-z0-9_\-]*(?:(?:\.|\[\]\.?)[A-Za-z_][A-Za-z0-9_\-]*)*(?:\[\])?`
)

var (
	wholeType  = regexp.MustCompile(`(?i)^` + typePattern + `$`)
	wholeName  = regexp.MustCompile(`^` + namePattern + `$`)
	typeParts  = regexp.MustCompile(`(?i)^(` + typeWord + `)\s*(?:` + openMark + `\s*(.*?)\s*` + closeMark + `)?$`)
	twoNumbers = regexp.MustCompile(`^[=≤<]*\s*(\d+)\s*[,，~\-–—.、至到]+\s*(\d+)$`)
	oneNumber  = regexp.MustCompile(`^[=≤<]*\s*(\d+)$`)
)

func isType(s string) bool { return wholeType.MatchString(s) }

func isName(s string) bool { return wholeName.MatchString(s) }

// parseType parses the notation of a type, for which isType returns true.
func parseType(raw string) Type {
	if of, ok := strings.CutSuffix(strings.TrimSpace(raw), "[]"); ok && isType(of) { // string[]
		items := parseType(of)
		return Type{Raw: raw, Name: Array, Items: &items}
	}
	t := Type{Raw: raw, Name: String}
	parts := typeParts.FindStringSubmatch(strings.TrimSpace(raw))
	if parts == nil {
		t.Doubtful = true
		return t
	}
	word := strings.ToLower(parts[1])
	name, ok := words[word]
	if !ok {
		name = words[strings.TrimSuffix(word, "s")]
	}
	t.Name = name
	t.Date = strings.HasPrefix(word, "date") || word == "timestamp"
	if parts[2] != "" {
		t.bound(parts[2])
	}
	return t
}

// bound parses the text in a type's brackets.
func (t *Type) bound(text string) {
	low, high, ok := numbers(text)
	switch {
	case ok && (t.Name == String || t.Name == Array):
		t.Min, t.Max = low, high
	case t.Name == Array && isType(text):
		items := parseType(text)
		t.Items = &items
	case t.Name == Array && isName(text): // array[ReqSubOrder]
		t.Items = &Type{Raw: text, Name: Object}
	case t.Name == Array:
		t.Doubtful = true
	case t.Name == Object && !ok, t.Name == String && !ok && !strings.ContainsAny(text, "0123456789"):
		// object(Amount), string(URL)
	default:
		t.Doubtful = true
	}
}

func numbers(text string) (low, high *int64, ok bool) {
	if m := twoNumbers.FindStringSubmatch(text); m != nil {
		return number(m[1]), number(m[2]), true
	}
	if m := oneNumber.FindStringSubmatch(text); m != nil {
		return nil, number(m[1]), true
	}
	return nil, nil, false
}

func number(digits string) *int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// isContainer reports whether a field of the type can have members.
func (t Type) isContainer() bool {
	return t.Name == Object || t.Name == Array && (t.Items == nil || t.Items.Name == Object)
}
