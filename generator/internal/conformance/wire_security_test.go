package conformance

const (
	done   = `"204": {description: d}`
	tokens = `security.WithBearer(wxpay.StaticToken("t1"))`
)

const securityDocument = `openapi: 3.1.0
info: {title: t, version: "1"}
servers: [{url: "https://api.example.com"}]
security: [{bearer: []}]
paths:
  /bearer: {get: {operationId: bearer, responses: {` + done + `}}}
  /query: {get: {operationId: query, security: [{q: []}], parameters: [{name: a, in: query, schema: {type: string}}], responses: {` + done + `}}}
  /header: {post: {operationId: header, security: [{h: []}], requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {` + done + `}}}
  /cookie: {get: {operationId: cookie, security: [{c: []}], parameters: [{name: theme, in: cookie, schema: {type: string}}], responses: {` + done + `}}}
  /or: {get: {operationId: or, security: [{q: []}, {h: [], c: []}], responses: {` + done + `}}}
  /optional: {get: {operationId: optional, security: [{}, {h: []}], responses: {` + done + `}}}
  /public: {get: {operationId: public, security: [], responses: {"200": {description: d, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}}}}}
  /basic: {get: {operationId: basic, security: [{basic: []}], responses: {` + done + `}}}
  /oauth: {get: {operationId: oauth, security: [{oauth: [read]}], responses: {` + done + `}}}
  /oidc: {get: {operationId: oidc, security: [{oidc: []}], responses: {` + done + `}}}
  /raw: {get: {operationId: raw, security: [{raw: []}], responses: {` + done + `}}}
  /other: {get: {operationId: other, security: [{other: []}], responses: {` + done + `}}}
  /digest: {get: {operationId: digest, security: [{digest: []}], responses: {` + done + `}}}
  /tls: {get: {operationId: cert, security: [{tls: [], h: []}], responses: {` + done + `}}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer, bearerFormat: JWT}
    basic: {type: http, scheme: Basic}
    other: {type: http, scheme: Token}
    digest: {type: http, scheme: digest}
    q: {type: apiKey, in: query, name: key}
    h: {type: apiKey, in: header, name: x-api-key}
    c: {type: apiKey, in: cookie, name: sid}
    raw: {type: apiKey, in: header, name: Authorization}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://api.example.com/token", scopes: {read: r}}}}
    oidc: {type: openIdConnect, openIdConnectUrl: "https://api.example.com/.well-known"}
    tls: {type: mutualTLS}
`

// securitySuite has each kind of security scheme, in documents that are not WeChat Pay's.
func securitySuite() wireSuite {
	return wireSuite{name: "security", document: securityDocument, cases: []wireCase{
		{name: "bearer of New", op: "bearer", newWith: tokens, want: []string{"GET /bearer HTTP/1.1", "Authorization: Bearer t1", "!WECHATPAY2", "!Wechatpay-Serial", "!Content-Type"}},
		{name: "bearer of the call", op: "bearer", newWith: tokens, callWith: `security.WithBearer(wxpay.StaticToken("t2"))`, want: []string{"Authorization: Bearer t2"}},
		{name: "without a merchant", op: "bearer", newWith: tokens, plain: true, want: []string{"Authorization: Bearer t1"}},
		{name: "none", op: "bearer", want: []string{"error: not sent: the operation needs a credential: WithBearer; give it to New or to the call"}},
		{name: "of another scheme", op: "bearer", newWith: `security.WithQ("k")`, want: []string{"error: needs a credential: WithBearer"}},
		{name: "empty", op: "bearer", newWith: `security.WithBearer(wxpay.StaticToken(""))`, want: []string{"error: the credential of WithBearer: it is empty"}},
		{name: "no source", op: "bearer", newWith: `security.WithBearer(nil)`, want: []string{"error: it is empty"}},
		{name: "a line break", op: "bearer", newWith: `security.WithBearer(wxpay.StaticToken("t\n"))`, want: []string{"error: control character"}},
		{name: "a source that fails", op: "bearer", newWith: `security.WithBearer(func(context.Context) (string, error) { return "", errToken })`, want: []string{"error: the credential of WithBearer: no token"}},
		{name: "query", op: "query", newWith: `security.WithQ("a&b")`, want: []string{"GET /query?key=a%26b HTTP/1.1", "!Authorization"}},
		{name: "query with another", op: "query", newWith: `security.WithQ("k")`, fields: `{"A":"1"}`, want: []string{"GET /query?a=1&key=k HTTP/1.1"}},
		{name: "header", op: "header", newWith: `security.WithH("k")`, fields: `{"A":"1"}`, want: []string{"X-Api-Key: k", "Content-Type: application/json", "!Authorization"}},
		{name: "cookie", op: "cookie", newWith: `security.WithC("s1")`, fields: `{"Theme":"dark"}`, want: []string{"Cookie: theme=dark; sid=s1"}},
		{name: "no cookie", op: "cookie", newWith: `security.WithC("a;b")`, want: []string{"error: cookies cannot have"}},
		{name: "first alternative", op: "or", newWith: `security.WithQ("k"), security.WithH("h"), security.WithC("c")`, want: []string{"GET /or?key=k HTTP/1.1", "!X-Api-Key", "!Cookie"}},
		{name: "second alternative", op: "or", newWith: `security.WithH("h")`, callWith: `security.WithC("c")`, want: []string{"GET /or HTTP/1.1", "X-Api-Key: h", "Cookie: sid=c"}},
		{name: "half an alternative", op: "or", newWith: `security.WithH("h")`, want: []string{"error: needs a credential: WithQ, or WithH and WithC"}},
		{name: "optional, given", op: "optional", newWith: `security.WithH("h")`, want: []string{"X-Api-Key: h"}},
		{name: "optional, not given", op: "optional", want: []string{"GET /optional HTTP/1.1", "!X-Api-Key", "!Authorization"}},
		{name: "public", op: "public", newWith: tokens, response: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":\"1\"}", want: []string{"GET /public HTTP/1.1", "!Authorization", `result: {"a":"1"}`}},
		{name: "basic", op: "basic", newWith: `security.WithBasic("Aladdin", "open sesame")`, want: []string{"Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}}, // RFC 7617, section 2
		{name: "basic with a colon", op: "basic", newWith: `security.WithBasic("a:b", "")`, want: []string{"error: the user name contains a colon"}},
		{name: "oauth2", op: "oauth", newWith: `security.WithOauth(wxpay.StaticToken("t"))`, want: []string{"Authorization: Bearer t"}},
		{name: "openIdConnect", op: "oidc", newWith: `security.WithOidc(wxpay.StaticToken("t"))`, want: []string{"Authorization: Bearer t"}},
		{name: "the whole header", op: "raw", newWith: `security.WithRaw("Custom abc")`, want: []string{"Authorization: Custom abc"}},
		{name: "another scheme of HTTP", op: "other", newWith: `security.WithOther("abc")`, want: []string{"Authorization: Token abc"}},
		{name: "left to the transport", op: "digest", want: []string{"GET /digest HTTP/1.1", "!Authorization"}},
		{name: "partly left to the transport", op: "cert", newWith: `security.WithH("h")`, want: []string{"X-Api-Key: h"}},
		{name: "no text has a secret", op: "bearer", newWith: `security.WithQ("hunter2")`, callWith: `shown(security.WithQ("hunter2"))`, want: []string{"error: needs a credential: WithBearer"}},
		{name: "redirects are not followed", op: "bearer", newWith: tokens, response: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", want: []string{"Authorization: Bearer t1", "fails: status 302"}},
	}}
}

// signedSuite has documents of WeChat Pay, whose signature is described as a scheme.
func signedSuite() wireSuite {
	return wireSuite{name: "signed", document: `openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://api.mch.weixin.qq.com"}]
security: [{signature: []}]
paths:
  /signed: {get: {operationId: signed, responses: {"204": {description: d, x-unsigned: true}}}}
  /both: {get: {operationId: both, security: [{signature: [], more: []}], responses: {"204": {description: d, x-unsigned: true}}}}
  /bearer: {get: {operationId: bearer, security: [{bearer: []}], responses: {"204": {description: d, x-unsigned: true}}}}
components:
  securitySchemes:
    signature: {type: apiKey, in: header, name: Authorization, description: The signature.}
    more: {type: apiKey, in: header, name: X-More}
    bearer: {type: http, scheme: bearer}
`, cases: []wireCase{
		{name: "signature", op: "signed", want: []string{"GET /signed HTTP/1.1", "Wechatpay-Serial: PUB_KEY_ID_1"}},
		{name: "signature and a key", op: "both", newWith: `signed.WithMore("m")`, want: []string{"X-More: m", "Wechatpay-Serial: PUB_KEY_ID_1"}},
		{name: "signature without the key", op: "both", want: []string{"error: needs a credential: WithMore"}},
		{name: "the signature is what WeChat Pay takes", op: "bearer", want: []string{"GET /bearer HTTP/1.1", "Wechatpay-Serial: PUB_KEY_ID_1"}},
		{name: "without a merchant", op: "signed", plain: true, want: []string{"error: the operation is signed with a merchant's key"}},
	}}
}
