package engine_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// The document of TestExactLimits has a member of the given schema; OpenAPI 3.1 has limits of its own form.
const exactDocument = `openapi: VERSION
info: {title: exact, version: "1"}
paths:
  /v3/exact:
    post:
      operationId: exact
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Body"}}}
      responses: {"204": {description: Done.}}
components:
  schemas:
    Body: {type: object, properties: {n: {$ref: "#/components/schemas/N"}, list: {type: array, items: {allOf: [{$ref: "#/components/schemas/N"}]}}}}
    N: {type: integer, SCHEMA}
`

func TestExactLimits(t *testing.T) {
	for _, test := range []struct{ version, schema, accepted, refused string }{
		{"3.0.3", "maximum: 9007199254740992", "9007199254740992", "9007199254740993"},
		{"3.0.3", "maximum: 9007199254740993", "9007199254740993", "9007199254740994"},
		{"3.0.3", "maximum: 9007199254740993, exclusiveMaximum: true", "9007199254740992", "9007199254740993"},
		{"3.1.0", "exclusiveMaximum: 9007199254740993", "9007199254740992", "9007199254740993"},
		{"3.0.3", "minimum: 9007199254740993", "9007199254740993", "9007199254740992"},
		{"3.0.3", "minimum: 9007199254740993, exclusiveMinimum: true", "9007199254740994", "9007199254740993"},
		{"3.1.0", "exclusiveMinimum: 9007199254740992, minimum: 1", "9007199254740993", "9007199254740992"},
		{"3.0.3", "minimum: -9007199254740993", "-9007199254740993", "-9007199254740994"},
		{"3.0.3", "maximum: 9223372036854775807", "9223372036854775807", "9223372036854775808"},
		{"3.0.3", "maximum: 18446744073709551615", "18446744073709551615", "18446744073709551616"},
		{"3.0.3", "format: int64", "9223372036854775807", "9223372036854775808"},
		{"3.0.3", "multipleOf: 10", "90071992547409930", "90071992547409931"},
		{"3.0.3", "enum: [1, 9007199254740993]", "9007199254740993", "9007199254740992"},
		{"3.0.3", "maximum: 100", "100", "9007199254740993"},
	} {
		t.Run(test.schema, func(t *testing.T) {
			text := strings.NewReplacer("VERSION", test.version, "SCHEMA", test.schema).Replace(exactDocument)
			list := must(engine.Load(fstest.MapFS{"exact.yaml": {Data: []byte(text)}}, "exact.yaml"))
			w := newWorld(t)
			w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
			for _, form := range []string{`{"n":N}`, `{"list":[N]}`} {
				w.wants(204, "", "POST", "/v3/exact", strings.Replace(form, "N", test.accepted, 1))
				w.wants(400, "PARAM_ERROR", "POST", "/v3/exact", strings.Replace(form, "N", test.refused, 1))
			}
			result := w.do("POST", "/v3/exact", `{"n":`+test.refused+`}`)
			if len(result.Violations) != 1 {
				t.Errorf("%d faults: %+v", len(result.Violations), result.Violations)
			}
		})
	}
}

// A limit is quoted as the document has it, although the library knows another number.
func TestExactLimit(t *testing.T) {
	text := strings.NewReplacer("VERSION", "3.0.3", "SCHEMA", "maximum: 9007199254740993").Replace(exactDocument)
	list := must(engine.Load(fstest.MapFS{"exact.yaml": {Data: []byte(text)}}, "exact.yaml"))
	w := newWorld(t)
	w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
	for _, n := range []string{"9007199254740994", "10000000000000000", "1e300"} {
		if result := w.do("POST", "/v3/exact", `{"n":`+n+`}`); !strings.Contains(result.Message, "大于最大值 9007199254740993") {
			t.Errorf("%s: %s", n, result.Message)
		}
	}
}

func TestExactExamples(t *testing.T) {
	for name, response := range map[string]string{
		"of a member":       `schema: {type: object, properties: {n: {type: integer, example: 9007199254740993}}}`,
		"of a default":      `schema: {type: object, properties: {n: {type: integer, default: 9007199254740993}}}`,
		"of an enumeration": `schema: {type: object, properties: {n: {type: integer, enum: [9007199254740993]}}}`,
		"of a part":         `schema: {allOf: [{type: object, properties: {n: {type: integer, example: 9007199254740993}}}]}`,
		"of the response":   `schema: {type: object, properties: {n: {type: integer}}}, example: {n: 9007199254740993}`,
	} {
		t.Run(name, func(t *testing.T) {
			text := "openapi: 3.0.3\ninfo: {title: exact, version: '1'}\npaths:\n  /v3/exact:\n    get:\n      operationId: exact\n" +
				"      responses: {'200': {description: Done., content: {application/json: {" + response + "}}}}\n"
			list := must(engine.Load(fstest.MapFS{"exact.yaml": {Data: []byte(text)}}, "exact.yaml"))
			w := newWorld(t)
			w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
			if result := w.do("GET", "/v3/exact", ""); string(result.Body) != `{"n":9007199254740993}` {
				t.Errorf("got %s", result.Body)
			}
		})
	}
}
