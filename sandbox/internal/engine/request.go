package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// Call is a request with a valid signature.
type Call struct {
	Method string
	// URI is the path and the query as sent.
	URI    string
	Header http.Header
	Body   []byte
	// MchID is the merchant that signed the request.
	MchID string
	// SubMerchants are the sub-merchants of MchID; nil if it may use any.
	SubMerchants []string
	// Decrypt decrypts a sensitive field of the request; it may be nil.
	Decrypt func(ciphertext string) (string, error)
	// Encrypt encrypts a sensitive field of the response; it may be nil.
	Encrypt func(plain string) (string, error)
}

// body describes the body of an operation.
type body struct {
	required bool
	isJSON   bool
	schema   *openapi3.Schema // of JSON
	isUpload bool             // multipart/form-data
	meta     *openapi3.Schema // of the part meta of an upload
	example  members          // of JSON; nil if there is none
}

func newBody(described *apimodel.Body, content openapi3.Content) *body {
	json, upload := described.Content.Find(apimodel.IsJSON), described.Content.Find(apimodel.IsMultipart)
	b := &body{required: described.Required, isJSON: json.Node != nil, isUpload: upload.Node != nil}
	b.schema = valueOf(json.Kin(content))
	if form := valueOf(upload.Kin(content)); form != nil {
		properties, _ := propertiesOf(form)
		b.meta = valueOf(properties["meta"])
	}
	return b
}

// input is a call after parsing.
type input struct {
	call       *Call
	op         *Operation
	members    members // path, query and body together
	path       members // path and query
	body       members
	violations []Violation
}

// read parses a call and validates it against the document.
func (o *Operation) read(call *Call, segments map[string]string) *input {
	in := &input{call: call, op: o, members: make(members), path: make(members), body: make(members)}
	_, rawQuery, _ := strings.Cut(call.URI, "?")
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		in.violation(Violation{Location: "query", Field: "query", Issue: "the query cannot be read", Message: "请求的查询参数无法解析"})
	}
	for _, p := range o.parameters {
		in.readParameter(p, segments, query)
	}
	in.readBody()
	merge(in.members, in.path)
	merge(in.members, in.body)
	in.checkModes()
	return in
}

// violation records a violation. Only the first maxViolations are kept.
func (in *input) violation(f Violation) {
	if len(in.violations) < maxViolations {
		in.violations = append(in.violations, f)
	}
}

func (in *input) addViolations(list []Violation) {
	for _, f := range list {
		in.violation(f)
	}
}

func (in *input) readBody() {
	if in.op.body == nil {
		return
	}
	kind, _, err := mime.ParseMediaType(in.call.Header.Get("Content-Type"))
	switch {
	case in.op.body.isUpload && (!in.op.body.isJSON || kind == "multipart/form-data"):
		in.readMeta()
		return
	case !in.op.body.isJSON:
		return // forms and files are not read
	}
	schema := in.op.body.schema
	data := bytes.TrimSpace(in.call.Body)
	if len(data) == 0 {
		switch {
		case in.op.body.required && schema != nil && len(schema.Required) > 0:
			in.addViolations(validate(sourceBody, schema, members{}))
		case in.op.body.required:
			in.violation(Violation{Location: "body", Issue: "the body is missing", Message: "请求的Body不能为空"})
		}
		return
	}
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		in.violation(Violation{
			Location: "header", Field: "Content-Type", Issue: "the Content-Type of a body must be application/json",
			Message: "Http头Content-Type不是application/json",
		})
		return
	}
	in.readJSON(schema, data)
}

func (in *input) readJSON(schema *openapi3.Schema, data []byte) {
	value, err := decode(data)
	if err != nil {
		in.violation(Violation{Location: "body", Issue: "the body is not JSON: " + err.Error(), Message: "请求的Body不是合法的JSON"})
		return
	}
	object, ok := value.(members)
	switch {
	case ok:
		in.body = object
	case schema == nil || schema.Type.Is("object") || len(schema.Properties) > 0:
		in.violation(Violation{Location: "body", Issue: "the body is not a JSON object", Message: "请求的Body不是JSON对象"})
		return
	}
	value = in.decrypt(schema, value, "")
	in.addViolations(validate(sourceBody, schema, value))
}

// readMeta reads the JSON part of an upload.
func (in *input) readMeta() {
	_, params, err := mime.ParseMediaType(in.call.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		in.violation(Violation{Location: "body", Issue: "an upload must be multipart/form-data", Message: "上传请求的Body不是multipart/form-data"})
		return
	}
	for parts := multipart.NewReader(bytes.NewReader(in.call.Body), params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err != nil {
			return // the gateway has already checked the body
		}
		if part.FormName() != "meta" {
			continue
		}
		data, _ := io.ReadAll(part) // reads from memory
		in.readJSON(in.op.body.meta, data)
		return
	}
}

// decode decodes exactly one JSON value. Errors do not quote it.
func decode(data []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, errors.New("syntax error at byte " + strconv.FormatInt(syntax.Offset, 10))
		}
		return nil, errors.New("it ends early")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return exact(value), nil
}

// decrypt decrypts the sensitive strings of a value, in objects and lists in place, and returns the value.
func (in *input) decrypt(schema *openapi3.Schema, value any, pointer string) any {
	if schema == nil {
		return value
	}
	switch v := value.(type) {
	case members:
		properties, _ := propertiesOf(schema)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			of := schema.AdditionalProperties.Schema
			if properties[name] != nil {
				of = properties[name]
			}
			if of != nil {
				v[name] = in.decrypt(of.Value, v[name], pointer+"/"+name)
			}
		}
	case []any:
		for i := range v {
			if schema.Items != nil {
				v[i] = in.decrypt(schema.Items.Value, v[i], pointer+"/"+strconv.Itoa(i))
			}
		}
	case string:
		if said(schema, "x-encrypted") == true && in.call.Decrypt != nil {
			return in.open(v, pointer)
		}
	}
	return value
}

// open decrypts a sensitive string. If that fails, it records a violation and returns the string unchanged.
func (in *input) open(sealed, pointer string) string {
	plain, err := in.call.Decrypt(sealed)
	if err != nil {
		in.violation(Violation{
			Location: "body", Field: pointer, Issue: err.Error(), Message: "请确认待处理的消息是否为加密后的密文",
		})
		return sealed
	}
	return plain
}
