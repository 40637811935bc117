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

// Call is a request whose signature was found in order.
type Call struct {
	Method string
	// URI is path and query as they came over the wire.
	URI    string
	Header http.Header
	Body   []byte
	// MchID is the merchant that signed.
	MchID string
	// Decrypt opens a sensitive field; nil where none can be.
	Decrypt func(ciphertext string) (string, error)
	// Encrypt seals a sensitive field of the answer; nil leaves it as it is.
	Encrypt func(plain string) (string, error)
}

// body is what an operation takes as its body.
type body struct {
	required bool
	isJSON   bool
	schema   *openapi3.Schema // of JSON
	isUpload bool             // multipart/form-data
	meta     *openapi3.Schema // of an upload's part about the file
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

// input is a call, taken apart.
type input struct {
	call    *Call
	op      *Operation
	members members // path, query and body together
	path    members // path and query alone
	body    members
	faults  []Fault
}

// read takes a call apart and holds it to the document.
func (o *Operation) read(call *Call, segments map[string]string) *input {
	in := &input{call: call, op: o, members: make(members), path: make(members), body: make(members)}
	_, rawQuery, _ := strings.Cut(call.URI, "?")
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		in.fault(Fault{Location: "query", Field: "query", Issue: "the query cannot be read", Message: "请求的查询参数无法解析"})
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

// fault notes a breach. Of very many the first are enough.
func (in *input) fault(f Fault) {
	if len(in.faults) < mostFaults {
		in.faults = append(in.faults, f)
	}
}

func (in *input) addFaults(list []Fault) {
	for _, f := range list {
		in.fault(f)
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
		return // a form, or a file: it is taken as it is
	}
	schema := in.op.body.schema
	data := bytes.TrimSpace(in.call.Body)
	if len(data) == 0 {
		switch {
		case in.op.body.required && schema != nil && len(schema.Required) > 0:
			in.addFaults(validate(sourceBody, schema, members{}))
		case in.op.body.required:
			in.fault(Fault{Location: "body", Issue: "the body is missing", Message: "请求的Body不能为空"})
		}
		return
	}
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		in.fault(Fault{
			Location: "header", Field: "Content-Type", Issue: "a body has the Content-Type application/json",
			Message: "Http头Content-Type不是application/json",
		})
		return
	}
	in.readJSON(schema, data)
}

func (in *input) readJSON(schema *openapi3.Schema, data []byte) {
	value, err := decode(data)
	if err != nil {
		in.fault(Fault{Location: "body", Issue: "the body is no JSON: " + err.Error(), Message: "请求的Body不是合法的JSON"})
		return
	}
	object, ok := value.(members)
	switch {
	case ok:
		in.body = object
	case schema == nil || schema.Type.Is("object") || len(schema.Properties) > 0:
		in.fault(Fault{Location: "body", Issue: "the body is no JSON object", Message: "请求的Body不是JSON对象"})
		return
	}
	value = in.decrypt(schema, value, "")
	in.addFaults(validate(sourceBody, schema, value))
}

// readMeta reads the JSON part of an upload.
func (in *input) readMeta() {
	_, params, err := mime.ParseMediaType(in.call.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		in.fault(Fault{Location: "body", Issue: "an upload is multipart/form-data", Message: "上传请求的Body不是multipart/form-data"})
		return
	}
	for parts := multipart.NewReader(bytes.NewReader(in.call.Body), params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err != nil {
			return // the gateway has looked at its form
		}
		if part.FormName() != "meta" {
			continue
		}
		data, _ := io.ReadAll(part) // bytes in memory
		in.readJSON(in.op.body.meta, data)
		return
	}
}

// decode reads exactly one JSON value. Errors do not quote it.
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

// decrypt opens the sensitive strings of a value, those of objects and lists in place, and returns it.
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

// open opens a sensitive string. One that cannot be opened stays as it is, and is a fault.
func (in *input) open(sealed, pointer string) string {
	plain, err := in.call.Decrypt(sealed)
	if err != nil {
		in.fault(Fault{
			Location: "body", Field: pointer, Issue: err.Error(), Message: "请确认待处理的消息是否为加密后的密文",
		})
		return sealed
	}
	return plain
}
