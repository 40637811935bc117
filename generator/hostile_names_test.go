package generator_test

import "strings"

// hostileNames are names that fall together, that Go has a use for, or that are
// no names.
var hostileNames = []hostileDocument{
	{name: "case and dropped characters", about: "Names that differ by case, or by characters that Go has not.", files: text(posting(`type: object
properties:
  userid: {type: string}
  userId: {type: string}
  user_id: {type: string}
  USER_ID: {type: string}
  "user.id": {type: string}
  "user id": {type: string}
  StartTime: {type: string}
  "StartTime<": {type: string}
  "StartTime>": {type: string}
  zone: {type: string, enum: [GMT+12, GMT-12, gmt+12, "GMT 12", GMT_12]}
`, "schemas:\n  order: {type: object, properties: {a: {type: string}}}\n  Order: {type: object, properties: {a: {type: string}}}\n  ORDER: {type: object, properties: {a: {type: string}}}\n  _order_: {type: object, properties: {a: {type: string}}}\n"))},
	{name: "words of go", about: "Properties, schemas and members named by Go's words and by what generated code declares.", show: "act.gen.go", files: text(posting("type: object\nproperties:\n"+
		listed(goKeywords+" "+goMethods, "  %s: {type: string}\n")+"  kind: {type: string, enum: [type, func, nil, Values, String, \"\"]}\n",
		"schemas:\n"+listed("type func nil string error Client New Error String time json Context wxpay act Act ActRequest ActResponse Request", "  %s: {type: object, properties: {a: {type: string}}}\n")))},
	{name: "parameters", about: "Parameters named by nothing, by the method's own, twice in other places, and not as headers are.", files: text(getting("/v3/a/{id}/{ctx}/{req}", `- {name: id, in: path, required: true, schema: {type: string}}
- {name: ctx, in: path, required: true, schema: {type: string}}
- {name: req, in: path, required: true, schema: {type: string}}
- {name: id, in: query, schema: {type: string}}
- {name: id, in: header, schema: {type: string}}
- {name: "", in: query, schema: {type: string}}
- {name: opts, in: query, schema: {type: string}}
- {name: "a b\r\nEvil: 1", in: header, schema: {type: string}}
- {name: "filter[a][b]", in: query, schema: {type: string}}
- {name: "a&b=c#d", in: query, schema: {type: string}}
- {name: session, in: cookie, schema: {type: string}}
- {name: Authorization, in: header, schema: {type: string}}
- {name: x, in: nowhere, schema: {type: string}}
- {name: opts, in: query, schema: {type: integer}}
`))},
	{name: "unicode", about: "Combining marks, right to left, emoji, characters of no width, look-alikes.", show: "act.gen.go", files: text(posting(`type: object
properties:
  "e\u0301tat": {type: string}
  "\u00e9tat": {type: string}
  "\u05e9\u05dc\u05d5\u05dd": {type: string}
  "\u202eevil": {type: string}
  "\U0001F600": {type: string}
  "a\u200bb": {type: string}
  "ab": {type: string}
  "\u0430b": {type: string}
  "\u540d\u79f0": {type: string}
  "\u01c6": {type: string}
  "\u0661\u0662": {type: string}
  "\ufeff": {type: string}
  "\u20ac": {type: string}
  state: {type: string, enum: ["\U0001F600", "\U0001F601", "\u200b", "\u0301", " ", "  ", "\u5f00", "\u5173"]}
`, "schemas:\n  \"\\u8ba2\\u5355\": {type: object, properties: {a: {type: string}}}\n  \"\\U0001F600\": {type: object, properties: {a: {type: string}}}\n"))},
	{name: "long names", about: "Names of 300 characters.", files: text(document("3.0.3", "/v3/a:\n  get:\n    operationId: "+strings.Repeat("veryLong", 38)+"\n    responses: {\"200\": {description: Done., content: {application/json: {schema: {type: object, properties: {"+
		strings.Repeat("long_", 60)+": {type: object, properties: {"+strings.Repeat("n", 300)+": {type: string}}}}}}}}}\n"+
		"/v3/b:\n  get:\n    operationId: "+strings.Repeat("veryLong", 38)+"b\n    responses: {\"204\": {description: Done.}}\n", ""))},
	{name: "file names", about: "Operations whose files go build would read as something else, and that are one on a disk that ignores case.", files: text(document("3.0.3",
		listed("test linux_amd64 act_test act_windows wasm types hostile client GET_order get_order CON aux nul doc _hidden .hidden", "/v3/%[1]s:\n  get: {operationId: %[1]s, responses: {\"204\": {description: Done.}}}\n"), ""))},
	{name: "own names", about: "x-go-name that tries to become code, or takes what is taken.", files: text(posting(`type: object
properties:
  a: {type: string, x-go-name: "A int; init() { panic(1) }; X"}
  b: {type: string, x-go-name: type}
  c: {type: string, x-go-name: _}
  d: {type: string, x-go-name: 7}
  e: {type: string, x-go-name: Validate}
  f: {type: string, x-go-name: "F\n//go:build ignore"}
  g: {type: string, x-go-name: ""}
  h: {$ref: '#/components/schemas/Thing'}
  i: {type: string, enum: [A, B], x-enum-varnames: ["A = 1; var B", "func"]}
  j: {type: string, x-go-name: "名"}
`, "schemas:\n  Thing: {type: object, x-go-name: Client, properties: {a: {type: string}}}\n  Other: {type: object, x-go-name: ActRequest, properties: {a: {type: string}}}\n"))},
	{name: "package name", about: "A package name that tries to become code.", files: text("x-go-package: \"evil; import \\\"os\\\"; func init() {}\"\n" + posting("type: object\n", ""))},
}

const (
	goKeywords = "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var"
	goMethods  = "Validate validate String Error MarshalJSON UnmarshalJSON EncryptSensitive DecryptSensitive DecodeResponse body Body req ctx opts err call c v json wxpay context http nil true string int64 len any init main _ r i"
)

// listed is a line for each of words.
func listed(words, format string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(words) {
		b.WriteString(strings.NewReplacer("%[1]s", word, "%s", word).Replace(format))
	}
	return b.String()
}
