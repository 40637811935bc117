package conformance

import (
	"fmt"
	"strings"
)

// wireSuites are the documents of TestWire.
func wireSuites() []wireSuite {
	return []wireSuite{styleSuite(), formSuite(), securitySuite(), signedSuite(), mediaSuite(), swaggerSuite()}
}

// A styleRow is one value of a parameter color in a style, and what is sent of it.
type styleRow struct {
	section string
	in      string
	style   string // with explode and allowReserved, as members of the parameter
	schema  string // a key of styleSchemas
	value   string
	want    string // the path and query, the header line, or "" for no parameter
}

var styleSchemas = map[string]string{
	"string": "{type: string}",
	"any":    "{}",
	"array":  "{type: array, items: {type: string}}",
	"ints":   "{type: array, items: {type: integer}}",
	"object": "{type: object, properties: {R: {type: integer}, G: {type: integer}, B: {type: integer}}}",
	"map":    "{type: object, additionalProperties: {type: string}}",
}

const (
	blue   = `"blue"`
	colors = `["blue","black","brown"]`
	rgb    = `{"R":100,"G":200,"B":150}`
	// RFC 6570, section 3.2: keys := [("semi",";"),("dot","."),("comma",",")]. A map is
	// sent in the order of its names.
	keys = `{"semi":";","dot":".","comma":","}`
)

// The table "Style Examples" of OpenAPI 3.0.4 and 3.1.1 (Parameter Object), for which
// RFC 6570 is normative.
var styleExamples = []styleRow{
	{"matrix", "path", "style: matrix", "string", blue, "/;color=blue"},
	{"matrix, empty", "path", "style: matrix", "string", `""`, "/;color"},
	{"matrix", "path", "style: matrix", "array", colors, "/;color=blue,black,brown"},
	{"matrix", "path", "style: matrix", "object", rgb, "/;color=R,100,G,200,B,150"},
	{"matrix", "path", "style: matrix, explode: true", "string", blue, "/;color=blue"},
	{"matrix", "path", "style: matrix, explode: true", "array", colors, "/;color=blue;color=black;color=brown"},
	{"matrix", "path", "style: matrix, explode: true", "object", rgb, "/;R=100;G=200;B=150"},
	{"label", "path", "style: label", "string", blue, "/.blue"},
	{"label", "path", "style: label", "array", colors, "/.blue,black,brown"},
	{"label", "path", "style: label", "object", rgb, "/.R,100,G,200,B,150"},
	{"label", "path", "style: label, explode: true", "string", blue, "/.blue"},
	{"label", "path", "style: label, explode: true", "array", colors, "/.blue.black.brown"},
	{"label", "path", "style: label, explode: true", "object", rgb, "/.R=100.G=200.B=150"},
	{"simple", "path", "", "string", blue, "/blue"},
	{"simple", "path", "", "array", colors, "/blue,black,brown"},
	{"simple", "path", "style: simple", "object", rgb, "/R,100,G,200,B,150"},
	{"simple", "path", "explode: true", "array", colors, "/blue,black,brown"},
	{"simple", "path", "explode: true", "object", rgb, "/R=100,G=200,B=150"},
	{"simple", "header", "", "string", blue, "Color: blue"},
	{"simple", "header", "", "array", colors, "Color: blue,black,brown"},
	{"simple", "header", "", "object", rgb, "Color: R,100,G,200,B,150"},
	{"simple", "header", "explode: true", "array", colors, "Color: blue,black,brown"},
	{"simple", "header", "explode: true", "object", rgb, "Color: R=100,G=200,B=150"},
	{"form", "query", "", "string", blue, "/?color=blue"},
	{"form, empty", "query", "required: true", "string", `""`, "/?color="},
	{"form", "query", "explode: false", "array", colors, "/?color=blue,black,brown"},
	{"form", "query", "explode: false", "object", rgb, "/?color=R,100,G,200,B,150"},
	{"form", "query", "", "array", colors, "/?color=blue&color=black&color=brown"},
	{"form", "query", "explode: true", "object", rgb, "/?R=100&G=200&B=150"},
	{"form", "cookie", "explode: false", "string", blue, "Cookie: color=blue"},
	{"form", "cookie", "explode: false", "array", colors, "Cookie: color=blue,black,brown"},
	{"form", "cookie", "explode: false", "object", rgb, "Cookie: color=R,100,G,200,B,150"},
	{"form, with the separator of cookies", "cookie", "", "array", colors, "Cookie: color=blue; color=black; color=brown"},
	{"form, with the separator of cookies", "cookie", "", "object", rgb, "Cookie: R=100; G=200; B=150"},
	{"spaceDelimited", "query", "style: spaceDelimited", "array", colors, "/?color=blue%20black%20brown"},
	{"spaceDelimited", "query", "style: spaceDelimited, explode: false", "object", rgb, "/?color=R%20100%20G%20200%20B%20150"},
	{"spaceDelimited", "query", "style: spaceDelimited, explode: true", "array", colors, "/?color=blue&color=black&color=brown"},
	{"pipeDelimited", "query", "style: pipeDelimited", "array", colors, "/?color=blue%7Cblack%7Cbrown"},
	{"pipeDelimited", "query", "style: pipeDelimited, explode: false", "object", rgb, "/?color=R%7C100%7CG%7C200%7CB%7C150"},
	{"deepObject", "query", "style: deepObject, explode: true", "object", rgb, "/?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
	{"deepObject", "query", "style: deepObject", "object", rgb, "/?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
}

// RFC 6570, sections 3.2.1 to 3.2.9. What is undefined is not sent (section 3.2.1):
// null, a list without members, and an object without members.
var rfcExamples = []styleRow{
	{"3.2.2 {hello}", "path", "", "string", `"Hello World!"`, "/Hello%20World%21"},
	{"3.2.2 {half}", "path", "", "string", `"50%"`, "/50%25"},
	{"3.2.2 {base}", "path", "", "string", `"http://example.com/home/"`, "/http%3A%2F%2Fexample.com%2Fhome%2F"},
	{"3.2.2 {keys}", "path", "", "map", keys, "/comma,%2C,dot,.,semi,%3B"},
	{"3.2.2 {keys*}", "path", "explode: true", "map", keys, "/comma=%2C,dot=.,semi=%3B"},
	{"3.2.2 {list}", "path", "", "array", `["a,b","c/d","中"]`, "/a%2Cb,c%2Fd,%E4%B8%AD"},
	{"3.2.2 integers", "path", "", "ints", `[1,-2]`, "/1,-2"},
	{"3.2.5 {.keys}", "path", "style: label", "map", keys, "/.comma,%2C,dot,.,semi,%3B"},
	{"3.2.7 {;keys}", "path", "style: matrix", "map", keys, "/;color=comma,%2C,dot,.,semi,%3B"},
	{"3.2.7 {;keys*}", "path", "style: matrix, explode: true", "map", keys, "/;comma=%2C;dot=.;semi=%3B"},
	{"3.2.8 {?who}", "query", "", "string", `"a b&c=d+e"`, "/?color=a%20b%26c%3Dd%2Be"},
	{"3.2.8 {?keys}", "query", "explode: false", "map", keys, "/?color=comma,%2C,dot,.,semi,%3B"},
	{"3.2.8 {?keys*}", "query", "", "map", keys, "/?comma=%2C&dot=.&semi=%3B"},
	{"3.2.8 {?list}", "query", "explode: false", "array", `["a,b","c"]`, "/?color=a%2Cb,c"},
	{"3.2.8 any", "query", "explode: false", "any", `["a,b",1,true]`, "/?color=a%2Cb,1,true"},
	{"3.2.1 undefined", "query", "explode: false", "array", `[]`, "/"},
	{"3.2.1 undefined", "query", "", "array", `[]`, "/"},
	{"3.2.1 undefined", "query", "explode: false", "object", `{}`, "/"},
	{"3.2.1 undefined", "query", "style: pipeDelimited", "array", `[]`, "/"},
	{"3.2.1 undefined", "query", "style: deepObject", "object", `{}`, "/"},
	{"3.2.1 undefined", "header", "", "array", `[]`, ""},
	{"3.2.1 undefined", "header", "", "map", `{}`, ""},
	{"3.2.1 undefined", "cookie", "explode: false", "array", `[]`, ""},
	{"3.2.1 undefined, but a path needs a segment", "path", "", "array", `[]`, "error: must not be empty"},
	{"3.2.1 undefined, but a path needs a segment", "path", "", "array", `[""]`, "error: must not be empty"},
	{"no dot segments", "path", "", "array", `[".."]`, "error: dot segment"},
	{"no dot segments", "path", "style: label", "array", `["."]`, "error: dot segment"},
	{"3.2.3 {+path}", "query", "allowReserved: true", "string", `"/foo/bar?a=b,c [1] %41%zz#x"`, "/?color=/foo/bar?a=b,c%20[1]%20%41%25zz%23x"},
	{"3.2.3 {+list}", "query", "allowReserved: true, explode: false", "array", `["a/b","c:d"]`, "/?color=a/b,c:d"},
	{"3.2.3 {+list*}", "query", "allowReserved: true", "array", `["a/b","c d"]`, "/?color=a/b&color=c%20d"},
	{"3.2.3 {+keys*}", "query", "allowReserved: true", "map", `{"a b":"c/d"}`, "/?a%20b=c/d"},
	{"3.2.3 deepObject", "query", "allowReserved: true, style: deepObject", "map", `{"a":"c/d"}`, "/?color%5Ba%5D=c/d"},
}

// What no specification defines, and what cannot be distinguished from something else.
var otherStyles = []styleRow{
	{"a separator within", "query", "style: pipeDelimited", "array", `["a|b"]`, "error: separat"},
	{"a separator within", "query", "style: spaceDelimited", "array", `["a b"]`, "error: separat"},
	{"a separator within", "header", "", "array", `["a,b"]`, "error: separat"},
	{"a separator within", "header", "", "map", `{"a":"b,c"}`, "error: separator"},
	{"a separator within", "path", "style: label, explode: true", "array", `["a.b"]`, "error: separator"},
	{"a separator within", "query", "style: spaceDelimited", "map", `{"a":"b c"}`, "error: separator"},
	{"delimited in a header", "header", "style: pipeDelimited", "array", colors, "Color: blue|black|brown"},
	{"delimited in a path", "path", "style: pipeDelimited", "array", colors, "/blue%7Cblack%7Cbrown"},
	{"delimited in a cookie", "cookie", "style: spaceDelimited", "array", colors, "Cookie: color=blue%20black%20brown"},
	{"style cookie of 3.2", "cookie", "style: cookie", "string", `"a b,c=d%"`, "Cookie: color=a b,c=d%"},
	{"style cookie of 3.2", "cookie", "style: cookie", "string", `"a;b"`, "error: semicolon"},
	{"form in a cookie", "cookie", "", "string", `"a;b c"`, "Cookie: color=a%3Bb%20c"},
	{"a line break", "header", "", "array", `["a\r\nX: y"]`, "error: control character"},
}

// styleSuite has an operation for each parameter, and a call for each value.
func styleSuite() wireSuite {
	suite := wireSuite{name: "styles"}
	var paths strings.Builder
	for i, row := range append(append(append([]styleRow{}, styleExamples...), rfcExamples...), otherStyles...) {
		op := fmt.Sprintf("op%d", i)
		path := "/" + op + "/"
		param := fmt.Sprintf("name: color, in: %s, schema: %s", row.in, styleSchemas[row.schema])
		if row.in == "path" {
			path, param = path+"{color}", param+", required: true"
		}
		if row.style != "" {
			param += ", " + row.style
		}
		fmt.Fprintf(&paths, "  %s: {get: {operationId: %s, parameters: [{%s}], responses: {\"204\": {description: d, x-unsigned: true}}}}\n", path, op, param)
		c := wireCase{name: row.section + " " + row.in + " " + row.style + " " + row.value, op: op, fields: `{"Color":` + row.value + `}`}
		switch {
		case strings.HasPrefix(row.want, "/"):
			c.want = []string{"GET /" + op + row.want + " HTTP/1.1"}
		case row.want == "":
			c.want = []string{"GET /" + op + "/ HTTP/1.1", "!Color: ", "!Cookie: color="}
		default:
			c.want = []string{row.want}
		}
		suite.cases = append(suite.cases, c)
	}
	suite.document = wireHead + paths.String()
	return suite
}

const wireHead = "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\nservers: [{url: \"https://api.mch.weixin.qq.com\"}]\npaths:\n"
