package conformance

import (
	"fmt"
	"strings"
)

// A formRow is a form with values, and the parts or pairs that are sent of it.
type formRow struct {
	name       string
	mediaType  string // with what follows schema in the media type
	required   bool
	properties string
	encoding   string
	fields     string
	want       []string
}

const (
	parts   = "multipart/form-data"
	pairs   = "application/x-www-form-urlencoded"
	aFile   = `{"Name":"a.png","Content":"x"}`
	isParts = "Content-Type: multipart/form-data; boundary=B"
	isPairs = "Content-Type: application/x-www-form-urlencoded"
)

// part is a part of a form: RFC 7578, section 4.2 (name and filename) and 4.4
// (Content-Type, whose default is text/plain).
func part(disposition, contentType, content string) string {
	text := "\n--B\nContent-Disposition: form-data; " + disposition + "\n"
	if contentType != "" {
		text += "Content-Type: " + contentType + "\n"
	}
	return text + "\n" + content
}

// Media types are those of the document: OpenAPI 3.0.4 and 3.1.1, Encoding Object.
var formRows = []formRow{
	{"parts without a file", parts, true, "x: {type: string}", "", `{"X":"1"}`, []string{isParts, part(`name="x"`, "", "1"), "--B--"}},
	{"an optional file", parts, true, "x: {type: string}, file: {type: string, format: binary}", "", `{"X":"1"}`, []string{isParts, part(`name="x"`, "", "1")}},
	{"no part", parts, true, "x: {type: string}", "", "", []string{isParts, "\n--B--"}},
	{"optional, no part", parts, false, "x: {type: string}", "", "", []string{"!multipart", "Content-Length: 0"}},
	{"no pair", pairs, true, "x: {type: string}", "", "", []string{isPairs, "Content-Length: 0"}},
	{"optional, no pair", pairs, false, "x: {type: string}", "", "", []string{"!urlencoded", "Content-Length: 0"}},
	{"optional, a pair", pairs, false, "x: {type: string}", "", `{"X":"a b"}`, []string{isPairs, "\nx=a%20b"}},
	{"a parameter of the media type", pairs + "; charset=utf-8", true, "x: {type: string}", "", `{"X":"中"}`, []string{isPairs + "; charset=utf-8", "\nx=%E4%B8%AD"}},
	{"multipart/mixed", "multipart/mixed", true, "x: {type: string}", "", `{"X":"1"}`, []string{"Content-Type: multipart/mixed; boundary=B", part(`name="x"`, "", "1")}},
	{
		"default media types", parts, true,
		"file: {type: string, format: binary}, o: {type: object, properties: {a: {type: string}}}, t: {type: array, items: {type: string}}, " +
			"l: {type: array, items: {type: object, properties: {k: {type: string}}}}, n: {type: integer}, m: {type: object, additionalProperties: {type: integer}}",
		"", `{"File":` + aFile + `,"O":{"a":"1"},"T":["a","b"],"L":[{"k":"v"},{"k":"w"}],"N":3,"M":{"z":1}}`,
		[]string{
			part(`name="file"; filename="a.png"`, "application/octet-stream", "x"), part(`name="o"`, "application/json", `{"a":"1"}`),
			part(`name="t"`, "", "a") + part(`name="t"`, "", "b"), part(`name="l"`, "application/json", `{"k":"v"}`) + part(`name="l"`, "application/json", `{"k":"w"}`),
			part(`name="n"`, "", "3"), part(`name="m"`, "application/json", `{"z":1}`),
		},
	},
	{
		"documented media types", parts, true, "o: {type: object, properties: {a: {type: string}}}, s: {type: string}, j: {type: string}, t: {type: string}",
		"o: {contentType: application/vnd.a+json}, s: {contentType: text/markdown}, j: {contentType: application/json}, t: {contentType: 'text/plain; charset=utf-8'}",
		`{"O":{"a":"1"},"S":"#","J":"x","T":"y"}`,
		[]string{
			part(`name="o"`, "application/vnd.a+json", `{"a":"1"}`), part(`name="s"`, "text/markdown", "#"),
			part(`name="j"`, "application/json", `"x"`), part(`name="t"`, "text/plain; charset=utf-8", "y"),
		},
	},
	{"an object that is no JSON", parts, true, "o: {type: object, properties: {a: {type: string}}}", "o: {contentType: application/xml}", `{"O":"<a/>"}`, []string{part(`name="o"`, "application/xml", "<a/>")}},
	{"files", parts, true, "fs: {type: array, items: {type: string, format: binary}}", "", `{"Fs":[` + aFile + `,{"Name":"b.txt","Content":"y","ContentType":"text/plain"}]}`, []string{
		part(`name="fs"; filename="a.png"`, "application/octet-stream", "x") + part(`name="fs"; filename="b.txt"`, "text/plain", "y"),
	}},
	{"no files", parts, true, "fs: {type: array, items: {type: string, format: binary}}", "", `{"Fs":[]}`, []string{isParts, "\n--B--"}},
	{"a file of a type", parts, true, "f: {type: string, format: binary}", "f: {contentType: application/pdf}", `{"F":` + aFile + `}`, []string{part(`name="f"; filename="a.png"`, "application/pdf", "x")}},
	{"a file of types", parts, true, "f: {type: string, format: binary}", "f: {contentType: 'image/jpeg, image/png'}", `{"F":` + aFile + `}`, []string{part(`name="f"; filename="a.png"`, "image/png", "x")}},
	{"a file of other types", parts, true, "f: {type: string, format: binary}", "f: {contentType: 'image/jpeg, image/webp'}", `{"F":` + aFile + `}`, []string{part(`name="f"; filename="a.png"`, "image/jpeg", "x")}},
	{"a file of a range", parts, true, "f: {type: string, format: binary}", "f: {contentType: 'image/*'}", `{"F":` + aFile + `}`, []string{part(`name="f"; filename="a.png"`, "image/png", "x")}},
	{
		"headers", parts, true, "f: {type: string, format: binary}", "f: {headers: {X-Fixed: {schema: {type: string, enum: [one]}}, X-Width: {schema: {type: integer}}, X-None: {schema: {type: string}}, Content-Type: {schema: {type: string}}}}",
		`{"F":` + aFile + `,"FXWidth":"10"}`,
		[]string{"X-Fixed: one", "X-Width: 10", "!X-None"},
	},
	{"names", parts, true, "\"näme\": {type: string}, \"a b\": {type: string}", "", `{"Näme":"1","AB":"2"}`, []string{part(`name="näme"`, "", "1"), part(`name="a b"`, "", "2")}},
	{"more parts", parts, true, "a: {type: string}", "", `{"A":"1","AdditionalProperties":{"b":{"c":1}}}`, []string{part(`name="a"`, "", "1"), part(`name="b"`, "application/json", `{"c":1}`)}},
	{
		"pairs", pairs, true, "s: {type: string}, t: {type: array, items: {type: string}}, o: {type: object, properties: {a: {type: string}}}, l: {type: array, items: {type: object, properties: {k: {type: string}}}}", "",
		`{"S":"a&b","T":["x","y"],"O":{"a":"1"},"L":[{"k":"v"},{"k":"w"}]}`,
		[]string{"\ns=a%26b&t=x&t=y&o=%7B%22a%22%3A%221%22%7D&l=%7B%22k%22%3A%22v%22%7D&l=%7B%22k%22%3A%22w%22%7D"},
	},
	{
		"styles of pairs", pairs, true,
		"a: {type: array, items: {type: string}}, b: {type: array, items: {type: string}}, c: {type: array, items: {type: string}}, d: {type: object, properties: {x: {type: string}}}, e: {type: object, properties: {x: {type: string}}}, f: {type: object, properties: {g: {type: string}}}, r: {type: string}",
		"a: {explode: false}, b: {style: pipeDelimited, explode: false}, c: {style: spaceDelimited, explode: false}, d: {style: deepObject, explode: true}, e: {style: form, explode: false}, f: {style: form, explode: true}, r: {allowReserved: true}",
		`{"A":["1,2","3"],"B":["1","2"],"C":["1","2"],"D":{"x":"1"},"E":{"x":"1"},"F":{"g":"1"},"R":"a/b c"}`,
		[]string{"\na=1%2C2,3&b=1%7C2&c=1%202&d%5Bx%5D=1&e=x,1&g=1&r=a/b%20c"},
	},
	{
		"styles of parts, which are not escaped", parts, true, "a: {type: array, items: {type: string}}, d: {type: object, properties: {x: {type: string}}}", "a: {style: pipeDelimited, explode: false}, d: {style: deepObject, explode: true}",
		`{"A":["1","2"],"D":{"x":"ä"}}`,
		[]string{part(`name="a"`, "", "1|2"), part(`name="d[x]"`, "", "ä")},
	},
	{"empty lists", pairs, true, "a: {type: array, items: {type: string}}, b: {type: array, items: {type: string}}, c: {type: string}", "a: {explode: false}", `{"A":[],"B":[],"C":"1"}`, []string{"\nc=1"}},
	{"a list of nulls", pairs, true, "a: {type: array, items: {type: string, nullable: true}}", "", `{"A":["1",null,"2"]}`, []string{"\na=1&a=2"}},
}

func formSuite() wireSuite {
	suite := wireSuite{name: "forms"}
	var paths strings.Builder
	for i, row := range formRows {
		op := fmt.Sprintf("op%d", i)
		media := "schema: {type: object, properties: {" + row.properties + "}}"
		if row.name == "more parts" {
			media = "schema: {type: object, additionalProperties: {type: object}, properties: {" + row.properties + "}}"
		}
		if row.encoding != "" {
			media += ", encoding: {" + row.encoding + "}"
		}
		fmt.Fprintf(&paths, "  /%s: {post: {operationId: %s, requestBody: {required: %t, content: {\"%s\": {%s}}}, responses: {\"204\": {description: d, x-unsigned: true}}}}\n",
			op, op, row.required, row.mediaType, media)
		suite.cases = append(suite.cases, wireCase{name: row.name, op: op, fields: row.fields, want: row.want})
	}
	suite.document = wireHead + paths.String()
	return suite
}
