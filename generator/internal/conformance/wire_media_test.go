package conformance

// mediaDocument has bodies and responses of all kinds of media types.
const mediaDocument = `openapi: 3.1.0
info: {title: t, version: "1"}
servers: [{url: "https://api.example.com"}]
security: [{}, {k: []}]
paths:
  /vendor: {get: {operationId: vendor, responses: {"200": {description: d, content: {application/vnd.Acme.v2+json: {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /json: {get: {operationId: encoded, responses: {"200": {description: d, content: {text/html: {}, application/json; charset=utf-8: {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /plain: {get: {operationId: plain, responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /csv: {get: {operationId: table, responses: {"200": {description: d, content: {text/csv: {schema: {type: string}}, application/vnd.sheet: {}}}}}}
  /bytes: {get: {operationId: bytes, responses: {"200": {description: d, content: {application/octet-stream: {}}}}}}
  /xml: {get: {operationId: markup, responses: {"200": {description: d, content: {application/xml: {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /any: {get: {operationId: any, responses: {"200": {description: d, content: {"*/*": {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /both: {get: {operationId: both, responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}, "202": {description: d, content: {text/plain: {schema: {type: string}}}}}}}
  /none: {get: {operationId: none, responses: {"204": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /moved: {get: {operationId: moved, responses: {"302": {description: d, headers: {Location: {schema: {type: string}}}}, default: {description: e, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}}}
  /b80a: {post: {operationId: noSchema, requestBody: {required: true, content: {application/json: {}}}, responses: {"204": {description: d}}}}
  /b80b: {post: {operationId: example, requestBody: {required: true, content: {application/vnd.x+json: {example: {a: 1}}}}, responses: {"204": {description: d}}}}
  /charset: {post: {operationId: charset, requestBody: {required: true, content: {"application/json; charset=utf-8": {schema: {$ref: "#/components/schemas/A"}}}}, responses: {"204": {description: d}}}}
  /gbk: {post: {operationId: gbk, requestBody: {required: true, content: {"application/json; charset=gbk": {schema: {$ref: "#/components/schemas/A"}}}}, responses: {"204": {description: d}}}}
  /patch: {patch: {operationId: patch, requestBody: {required: true, content: {application/merge-patch+json: {schema: {$ref: "#/components/schemas/A"}}}}, responses: {"204": {description: d}}}}
  /body: {put: {operationId: body, requestBody: {required: true, content: {application/xml: {schema: {$ref: "#/components/schemas/A"}}}}, responses: {"204": {description: d}}}}
  /jwt: {put: {operationId: token, requestBody: {required: true, content: {application/jwt: {schema: {type: string}}}}, responses: {"204": {description: d}}}}
  /content: {get: {operationId: content, parameters: [
    {name: t, in: query, content: {text/plain: {schema: {type: string}}}}, {name: j, in: query, content: {application/vnd.x+json: {schema: {$ref: "#/components/schemas/A"}}}},
    {name: X-J, in: header, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}], responses: {"204": {description: d}}}}
  /twins: {parameters: [{name: x-trace, in: header, schema: {type: string}}], get: {operationId: twins, parameters: [{name: X-Trace, in: header, schema: {type: string}}, {name: X-TRACE, in: header, schema: {type: string}}], responses: {"204": {description: d}}}}
  /a%2Fb/c d/{id}.json: {get: {operationId: literal, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"204": {description: d}}}}
  /upload: {post: {operationId: upload, requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {meta: {type: object, properties: {filename: {type: string}, sha256: {type: string}}}, file: {type: string, contentMediaType: image/png}}}}}}, responses: {"204": {description: d}}}}
  /files: {post: {operationId: files, requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object}}, multipart/form-data: {schema: {type: object, properties: {one: {}, file: {type: array, items: {}}}}}}}, responses: {"204": {description: d}}}}
  /order: {post: {operationId: order, requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {x: {type: string}}}}, application/x-www-form-urlencoded: {schema: {type: object, properties: {x: {type: string}}}}}}, responses: {"204": {description: d}}}}
  /flag: {get: {operationId: flag, parameters: [{name: f, in: query, allowEmptyValue: true, schema: {type: string}}], responses: {"204": {description: d}}}}
components:
  schemas: {A: {type: object, required: [a], properties: {a: {type: string}}}}
  securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}
`

const aJSON = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":\"1\"}"

func mediaSuite() wireSuite {
	return wireSuite{name: "media", document: mediaDocument, cases: []wireCase{
		{name: "vendor", op: "vendor", response: aJSON, want: []string{"Accept: application/vnd.Acme.v2+json", `result: {"a":"1"}`}},
		{name: "JSON with a charset", op: "encoded", response: aJSON, want: []string{"Accept: application/json; charset=utf-8", `result: {"a":"1"}`}},
		{name: "JSON", op: "plain", response: aJSON, want: []string{"Accept: application/json"}},
		{name: "text", op: "table", response: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na,b", want: []string{"Accept: text/csv, application/vnd.sheet", "result: download a,b"}},
		{name: "bytes", op: "bytes", response: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", want: []string{"Accept: application/octet-stream", "result: download x"}},
		{name: "an object that is no JSON", op: "markup", response: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>", want: []string{"Accept: application/xml", "result: download <a/>"}},
		{name: "anything", op: "any", response: aJSON, want: []string{"Accept: application/json", `result: {"a":"1"}`}},
		{name: "several", op: "both", response: "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok", want: []string{"Accept: application/json, text/plain", `result: {"OK":null,"Accepted":"b2s="}`}},
		{name: "no content", op: "none", want: []string{"GET /none HTTP/1.1"}},
		{name: "a redirect", op: "moved", response: "HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\nContent-Length: 0\r\n\r\n", want: []string{"GET /moved HTTP/1.1", "succeeds"}},
		{name: "what default describes", op: "moved", response: "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", want: []string{"fails: status 404"}},
		{name: "no schema", op: "noSchema", fields: `{"Body":{"x":[1]}}`, want: []string{"Content-Type: application/json", "\n{\"x\":[1]}"}},
		{name: "an example", op: "example", fields: `{"Body":[1]}`, want: []string{"Content-Type: application/vnd.x+json", "\n[1]"}},
		{name: "a charset", op: "charset", fields: `{"A":"中"}`, want: []string{"Content-Type: application/json; charset=utf-8", "\n{\"a\":\"中\"}"}},
		{name: "another charset", op: "gbk", fields: `{"A":"1"}`, want: []string{"Content-Type: application/json", "\n{\"a\":\"1\"}"}},
		{name: "merge patch", op: "patch", fields: `{"A":"1"}`, want: []string{"Content-Type: application/merge-patch+json"}},
		{name: "XML", op: "body", fields: `{"Body":"<a/>"}`, want: []string{"Content-Type: application/xml", "\n<a/>"}},
		{name: "a text", op: "token", fields: `{"Body":"a.b.c"}`, want: []string{"Content-Type: application/jwt", "\na.b.c"}},
		{name: "content", op: "content", fields: `{"T":"a b","J":{"a":"1"},"XJ":{"a":"2"}}`, want: []string{"GET /content?t=a%20b&j=%7B%22a%22%3A%221%22%7D HTTP/1.1", `X-J: {"a":"2"}`}},
		{name: "headers that differ in case", op: "twins", fields: `{"XTrace":"1"}`, want: []string{"X-Trace: 1"}},
		{name: "literal escapes and spaces", op: "literal", fields: `{"ID":"x/y z"}`, want: []string{"GET /a%2Fb/c%20d/x%2Fy%20z.json HTTP/1.1"}},
		{name: "meta and file of another API", op: "upload", fields: `{"Meta":{"filename":"b"},"File":` + aFile + `}`, want: []string{
			part(`name="meta"`, "application/json", `{"filename":"b"}`), part(`name="file"; filename="a.png"`, "image/png", "x"),
		}},
		{name: "files of OpenAPI 3.1", op: "files", fields: `{"One":` + aFile + `,"File":[` + aFile + `]}`, want: []string{
			part(`name="one"; filename="a.png"`, "application/octet-stream", "x"), part(`name="file"; filename="a.png"`, "application/octet-stream", "x"),
		}},
		{name: "the form that is listed first", op: "order", fields: `{"X":"1"}`, want: []string{isParts}},
		{name: "an empty value", op: "flag", fields: `{"F":""}`, want: []string{"GET /flag?f= HTTP/1.1"}},
		{name: "no value", op: "flag", want: []string{"GET /flag HTTP/1.1"}},
	}}
}
