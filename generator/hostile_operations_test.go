package generator_test

// hostileOperations are operations of shapes that are rare.
var hostileOperations = []hostileDocument{
	{name: "plain servers", about: "Servers without TLS: those on this machine are no matter.", files: text(`openapi: 3.0.3
info: {title: hostile, version: "1"}
servers:
- {url: "http://host"}
- {url: "http://192.0.2.1:8080"}
- {url: "http://localhost:8080"}
- {url: "http://127.0.0.1:8080"}
- {url: "http://[::1]:8080"}
paths:
  /v3/a:
    get: {operationId: act, responses: {"204": {description: Done.}}}
`)},
	{name: "dots in paths", about: "Paths that lead to others.", files: text(document("3.0.3", `/v3/../a:
  get: {operationId: up, responses: {"204": {description: Done.}}}
/v3/./a:
  get: {operationId: here, responses: {"204": {description: Done.}}}
/v3/a/..:
  get: {operationId: last, responses: {"204": {description: Done.}}}
/v3/a..b/...:
  get: {operationId: harmless, responses: {"204": {description: Done.}}}
`, ""))},
	{name: "package of tests", about: "A package name that Go takes for that of tests.", files: text("x-go-package: pay_test\n" + posting("type: object\n", ""))},
	{name: "package init", about: "A package that nothing could import.", files: text("x-go-package: init\n" + posting("type: object\n", ""))},
	{name: "servers", about: "Servers with odd addresses.", files: text(`openapi: 3.0.3
info: {title: hostile, version: "1"}
servers:
- {url: ""}
- {url: /}
- {url: "//host"}
- {url: "ftp://host"}
- {url: "https://user:password@host"}
- {url: "https://host/base/?a=b#c"}
- {url: "https://{region}.host"}
- {url: "https://{region}.host", variables: {region: {default: "a b\n"}}}
- {url: "https://host:99999"}
- {url: "javascript:alert(1)"}
- {url: "https://\"+evil()+\""}
- {url: "https://例子.中国/路径"}
- {url: "https://host/../x"}
- {url: "https://host/%2e%2e/x"}
paths:
  /v3/a:
    get: {operationId: act, responses: {"204": {description: Done.}}}
`)},
	{name: "answers", about: "Answers of default alone, of none, of a range, of many kinds.", show: "_two.gen.go", files: text(document("3.0.3", `/v3/a:
  get: {operationId: only_default, responses: {default: {description: All., content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}}
/v3/b:
  get: {operationId: none, responses: {}}
/v3/c:
  get: {operationId: missing}
/v3/d:
  get: {operationId: ranges, responses: {2XX: {description: Done., content: {application/json: {schema: {type: string}}}}, 4XX: {description: No.}, 5xx: {description: No.}}}
/v3/e:
  get: {operationId: charset, responses: {"200": {description: Done., content: {"application/json; charset=utf-8": {schema: {type: object, properties: {a: {type: string}}}}, "application/json;version=2": {schema: {type: object, properties: {b: {type: string}}}}}}}}
/v3/f:
  get: {operationId: xml, responses: {"200": {description: Done., content: {application/xml: {schema: {type: object}}}}}}
/v3/g:
  get: {operationId: media_of_nothing, responses: {"200": {description: Done., content: {"": {}, "/": {}, "a b": {}}}}}
/v3/h:
  get: {operationId: redirect, responses: {"302": {description: Elsewhere.}}}
/v3/i:
  get: {operationId: two, responses: {"200": {description: Done., content: {application/json: {schema: {type: array, items: {type: integer}}}}}, "201": {description: Done., content: {application/json: {schema: {nullable: true}}}}, "204": {description: Done.}}}
/v3/j:
  head: {operationId: head, responses: {"200": {description: Done., content: {application/json: {schema: {type: object}}}}}}
/v3/k:
  trace: {operationId: trace, responses: {"200": {description: Done.}}}
`, ""))},
	{name: "faults at once", about: "The bad input of a careless author, all of it in one document.", files: text(document("3.0.3", `/v3/orders/{out_order_no}/cancel:
  post:
    operationId: cancel
    parameters: [{name: order_no, in: path, required: true, schema: {type: string}}]
    requestBody: {content: {application/json: {schema: {type: object, required: [resaon], properties: {reason: {type: [string, integer]}, note: {type: string, minLength: 3, maxLength: 2}, other: {$ref: '#/components/schemas/Othr'}}}}}}
    responses: {"200": {description: Done.}}
/v3/orders:
  get:
    operationId: cancel
    responses: {"2000": {description: Done.}}
  delete:
    responses: {"204": {description: Done.}}
`, "schemas: {Other: {type: object}}\n"))},
	{name: "skipped", about: "What cannot be generated is left out, and listed.", skip: true, files: text(document("3.0.3", `/v3/good:
  get: {operationId: good, responses: {"204": {description: Done.}}}
/v3/bad:
  get: {operationId: bad, parameters: [{name: s, in: body, schema: {type: string}}], responses: {"204": {description: Done.}}}
/v3/worse:
  post: {operationId: worse, requestBody: {content: {application/xml: {schema: {type: object}}}}, responses: {"204": {description: Done.}}}
`, ""))},
}
