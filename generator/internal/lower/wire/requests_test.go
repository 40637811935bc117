package wire

import (
	"testing"
)

func TestParams(t *testing.T) {
	for name, c := range map[string]struct{ path, members, params, fields, reported string }{
		"all places": {
			"/v3/{a}", "parameters: [{name: q, in: query, schema: {type: integer}}, {name: X-H, in: header, schema: {type: string}}, {name: a, in: path, required: true, schema: {type: string}}]",
			"a:single q:single X-H:single", "A* Q* XH*", "",
		},
		"same name":        {"/v3/{a}", "parameters: [{name: a, in: path, required: true, schema: {type: string}}, {name: a, in: query, schema: {type: string}}]", "a:single a:single", "A* QueryA*", ""},
		"x-go-name":        {"/v3", "parameters: [{name: q, in: query, x-go-name: Own, schema: {type: string}}]", "q:single", "Own*", ""},
		"content":          {"/v3", "parameters: [{name: q, in: query, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}]", "q:JSON", "Q*", ""},
		"cookie":           {"/v3", "parameters: [{name: q, in: cookie, schema: {type: string}}]", "q:single", "Q*", "cookie"},
		"text content":     {"/v3", "parameters: [{name: q, in: query, content: {text/plain: {schema: {type: integer}}}}]", "q:single", "Q*", ""},
		"query string":     {"/v3", "parameters: [{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Order'}}}}]", "q:members(a:single)", "Q*", ""},
		"other content":    {"/v3", "parameters: [{name: q, in: query, content: {text/xml: {schema: {type: object}}}}]", "q:single", "Q*", "parameter-schema"},
		"schema, content":  {"/v3", "parameters: [{name: q, in: query, schema: {type: integer}, content: {text/xml: {}}}]", "q:single", "Q*", "parameter-schema"},
		"no place":         {"/v3", "parameters: [{name: q, in: body, schema: {type: string}}]", "", "", "parameter-in"},
		"no schema":        {"/v3", "parameters: [{name: q, in: query}]", "q:single", "Q*", "parameter-schema"},
		"runtime's header": {"/v3", "parameters: [{name: Authorization, in: header, schema: {type: string}}]", "", "", "header"},
		"no header":        {"/v3", "parameters: [{name: 'a b', in: header, schema: {type: string}}]", "", "", "header"},
		"encrypted":        {"/v3", "parameters: [{name: q, in: query, schema: {type: string, x-encrypted: true}}]", "q:single", "Q*", "extension"},
		"repeated":         {"/v3", "parameters: [{name: q, in: query, schema: {type: string}}, {name: q, in: query, schema: {type: string}}]", "q:single", "Q*", "parameter-repeated"},
		"flag":             {"/v3", "parameters: [{name: q, in: query, x-mode: common, x-required-in-mode: 1, schema: {type: string}}]", "q:single", "Q*", "extension"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.path, c.members)
			params := styles(b.requests.Params(b.op, b.fields))
			fields, reported := b.fieldNames(), rulesOf(b.log.All())
			if params != c.params || fields != c.fields || reported != c.reported {
				t.Errorf("got  %s; %s [%s]\nwant %s; %s [%s]", params, fields, reported, c.params, c.fields, c.reported)
			}
		})
	}
}

func TestCheckPath(t *testing.T) {
	const a = "parameters: [{name: a, in: path, required: true, schema: {type: string}}]"
	for name, c := range map[string]struct{ path, members, want string }{
		"plain":            {"/v3/orders", "", ""},
		"parameter":        {"/v3/{a}", a, ""},
		"missing":          {"/v3/{a}", "", "path-parameter"},
		"not in path":      {"/v3", a, "path-parameter"},
		"not required":     {"/v3/{a}", "parameters: [{name: a, in: path, schema: {type: string}}]", "path-required"},
		"dots":             {"/v3/../a", "", "path-form"},
		"query":            {"/v3?a=b", "", "path-form"},
		"brace":            {"/v3/{a", "", "path-form"},
		"escaped":          {"/v3/%41", "", ""},
		"escaped dots":     {"/v3/%2e%2E/a", "", "path-form"},
		"fragment":         {"/v3#a", "", "path-form"},
		"no slash":         {"v3", "", "path-form"},
		"no name":          {"/v3/{}", "", "path-form path-parameter"},
		"control":          {"/v3\u007f", "", "path-form"},
		"other letters":    {"/v3/{A}", a, "path-parameter"},
		"space":            {"/v3/a b", "", "path-form"},
		"not from ASCII":   {"/v3/订单", "", "path-form"},
		"dot in a segment": {"/v3/a.b", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := rulesOf(CheckPath(newBench(t, c.path, c.members).op)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestBody(t *testing.T) {
	const (
		object = "{type: object, required: [a], properties: {a: {type: string}}}"
		upload = "{type: object, properties: {file: {type: string, format: binary}, meta: {type: object, properties: {filename: {type: string}, sha256: {type: string}}}}}"
	)
	for name, c := range map[string]struct{ content, body, fields, reported string }{
		"JSON":                 {"application/json: {schema: " + object + "}", "JSON", "A", ""},
		"component":            {"application/json: {schema: {$ref: '#/components/schemas/Order'}}", "JSON", "A", ""},
		"own JSON":             {"application/merge-patch+json: {schema: " + object + "}", "JSON  application/merge-patch+json", "A", ""},
		"JSON, not first":      {"application/xml: {schema: {type: object}}, application/json: {schema: " + object + "}", "JSON", "A", ""},
		"list":                 {"application/json: {schema: {type: array, items: {type: string}}}", "JSON Body", "Body*", ""},
		"nullable":             {"application/json: {schema: {type: [object, 'null'], properties: {a: {type: string}}}}", "JSON Body", "Body*", ""},
		"no schema":            {"application/json: {}", "JSON Body", "Body*", ""},
		"example alone":        {"application/json: {example: {a: 1}}", "JSON Body", "Body*", ""},
		"any type, object":     {"'*/*': {schema: " + object + "}", "JSON", "A", ""},
		"any type, bytes":      {"'*/*': {schema: {type: string, format: binary}}", "content Body */*", "Body*", ""},
		"text":                 {"text/plain: {schema: {type: string}}", "content Body text/plain", "Body*", ""},
		"text, other encoding": {"text/plain; charset=gbk: {schema: {type: string}}", "content Body text/plain; charset=gbk", "Body*", "media-type"},
		"image":                {"image/png: {}", "content Body image/png", "Body*", ""},
		"XML":                  {"application/xml: {schema: " + object + "}", "content Body application/xml", "Body*", "media-type"},
		"encrypted text":       {"text/plain: {schema: {type: string, x-encrypted: true}}", "none", "", "media-type"},
		"form":                 {"application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}, b: {type: array, items: {type: string}}}}}", "form a:single b:repeated", "A* B*", ""},
		"form, encoding":       {"application/x-www-form-urlencoded: {schema: {type: object, properties: {b: {type: array, items: {type: string}}}}, encoding: {b: {style: pipeDelimited, explode: false}}}", "form b:pipeDelimited", "B*", ""},
		"form, map":            {"application/x-www-form-urlencoded: {schema: {type: object, additionalProperties: {type: string}}}", "form :entries", "Form*", ""},
		"form, string":         {"application/x-www-form-urlencoded: {schema: {type: string}}", "none", "", "media-type"},
		"form with files":      {"multipart/form-data: {schema: {type: object, properties: {a: {type: string}, f: {type: string, format: binary}}}}", "form a:single f:single", "A* F*", ""},
		"upload":               {"multipart/form-data: {schema: " + upload + "}", "upload FileName File", "FileName* File*", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "/v3", "requestBody: {required: true, content: {"+c.content+"}}")
			body := bodyText(b.requests.Body(b.op.Body, b.fields))
			fields, reported := b.fieldNames(), rulesOf(b.log.All())
			if body != c.body || fields != c.fields || reported != c.reported {
				t.Errorf("got  %s; %s [%s]\nwant %s; %s [%s]", body, fields, reported, c.body, c.fields, c.reported)
			}
		})
	}
}

func TestOptionalBody(t *testing.T) {
	for name, c := range map[string]struct{ properties, want string }{
		"strings":            {"required: [a], properties: {a: {type: string}}", "JSON"},
		"optional integer":   {"properties: {a: {type: integer}}", "JSON"},
		"required integer":   {"required: [a], properties: {a: {type: integer}}", "JSON Body"},
		"required struct":    {"required: [a], properties: {a: {$ref: '#/components/schemas/Order'}}", "JSON Body"},
		"required text enum": {"required: [a], properties: {a: {type: string, enum: [A, B]}}", "JSON"},
		"required int enum":  {"required: [a], properties: {a: {type: integer, enum: [1, 2]}}", "JSON Body"},
		"open":               {"properties: {a: {type: string}}, additionalProperties: {type: string}", "JSON Body"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "/v3", "requestBody: {content: {application/json: {schema: {type: object, "+c.properties+"}}}}")
			if got := bodyText(b.requests.Body(b.op.Body, b.fields)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
