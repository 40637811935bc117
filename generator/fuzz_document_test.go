package generator_test

import (
	"encoding/json"
	"fmt"
)

// documentMaker makes an OpenAPI document of a string of choices. It is the same
// document for the same choices; when they run out, the simplest one is taken.
type documentMaker struct {
	choices []byte
	depth   int
	v31     bool
}

type object = map[string]any

// choose returns a number below n.
func (m *documentMaker) choose(n int) int {
	if len(m.choices) == 0 {
		return 0
	}
	c := int(m.choices[0])
	m.choices = m.choices[1:]
	return c % n
}

func (m *documentMaker) maybe() bool { return m.choose(3) == 1 }

// oddNames are what things are called.
var oddNames = []string{
	"a", "A", "b", "id", "ID", "type", "func", "out_trade_no", "Validate", "String", "error", "Error", "Client", "New", "time", "json", "wxpay",
	"ctx", "req", "opts", "body", "Body", "order", "Order", "ORDER", "order_item", "OrderItem", "act1Request", "Act1Response", "订单", "a b", "a-b", "a.b",
	"GMT+12", "GMT-12", "1", "-1", "_", "日", "é", "😀", "\u202e", "StartTime<", "StartTime>", "Value", "Raw", "AdditionalProperties", "IsZero", "nil", "len",
	"linux", "test", "Request", "Response", "Item", "property", "isZero", "A_Value", "AValue", "", "x-a", "$ref", "*/", "`", "\"", "\n",
}

// name returns an odd name, or one of its own as often.
func (m *documentMaker) name() string {
	if n := m.choose(256); n < 128 {
		return fmt.Sprintf("n%d", n)
	}
	return oddNames[m.choose(len(oddNames))]
}

func (m *documentMaker) text() string { return evil[m.choose(len(evil)-1)] }

// randomDocument returns the JSON of a document.
func randomDocument(choices []byte) []byte {
	m := &documentMaker{choices: choices}
	paths, schemas := object{}, object{}
	version := "3.0.3"
	if m.v31 = m.choose(2) == 1; m.v31 {
		version = "3.1.0"
	}
	for i := range 1 + m.choose(4) {
		method := []string{"post", "get", "delete", "put"}[m.choose(4)]
		paths[fmt.Sprintf("/v3/p%d/{id}", i)] = object{method: m.operation(i)}
	}
	for i := range referred {
		schemas[fmt.Sprintf("S%d", i)] = m.schema()
	}
	for range m.choose(4) {
		schemas[m.name()] = m.schema()
	}
	data, err := json.Marshal(object{
		"openapi": version, "info": object{"title": m.text(), "version": "1"},
		"servers": []any{object{"url": "https://api.mch.weixin.qq.com"}},
		"paths":   paths, "components": object{"schemas": schemas},
	})
	if err != nil {
		panic(err) // every part of it is plain
	}
	return data
}

// referred is how many schemas there are that others refer to.
const referred = 4

func (m *documentMaker) operation(i int) object {
	op := object{"operationId": fmt.Sprintf("act%d", i), "responses": m.responses()}
	if m.maybe() {
		op["operationId"] = m.name()
	}
	if m.maybe() {
		op["summary"], op["description"] = m.text(), m.text()
	}
	params := []any{object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}}}
	for range m.choose(4) {
		in := []string{"query", "header", "query", "query", "header", "query", "header", "header", "query", "cookie"}[m.choose(10)]
		param := object{"name": m.name(), "in": in, "schema": m.schema()}
		switch m.choose(6) {
		case 1:
			param["style"], param["explode"] = "deepObject", true
		case 2:
			param["explode"] = false
		case 3:
			delete(param, "schema")
			param["content"] = object{"application/json": object{"schema": m.schema()}}
		case 4:
			param["required"] = true
		}
		params = append(params, param)
	}
	op["parameters"] = params
	if m.choose(2) == 1 {
		op["requestBody"] = object{"required": m.maybe(), "content": m.content()}
	}
	return op
}

func (m *documentMaker) content() object {
	media := []string{
		"application/json", "application/json", "application/json", "application/json", "application/json; charset=utf-8", "application/json",
		"application/json", "multipart/form-data", "application/x-www-form-urlencoded", "*/*", "text/plain",
	}
	return object{media[m.choose(len(media))]: object{"schema": m.schema()}}
}

func (m *documentMaker) responses() object {
	out := object{}
	for range 1 + m.choose(3) {
		status := []string{"200", "204", "201", "202", "default", "4XX", "2XX", "400"}[m.choose(8)]
		response := object{"description": "d"}
		if m.choose(2) == 1 {
			response["content"] = m.content()
		}
		if m.maybe() {
			response["headers"] = object{m.name(): object{"schema": m.schema()}}
		}
		if m.maybe() {
			response["x-error-codes"] = object{m.name(): object{"title": m.text(), "remedy": m.text()}}
		}
		out[status] = response
	}
	return out
}

// maxFuzzDepth is how deep anonymous schemas are in each other.
const maxFuzzDepth = 4

func (m *documentMaker) schema() object {
	m.depth++
	defer func() { m.depth-- }()
	kinds := 8
	if m.depth < maxFuzzDepth {
		kinds = 16
	}
	var s object
	switch m.choose(kinds) {
	case 0:
		s = m.stringSchema()
	case 1, 2:
		return object{"$ref": fmt.Sprintf("#/components/schemas/S%d", m.choose(referred))}
	case 3:
		s = m.numberSchema()
	case 4:
		s = object{"type": "boolean"}
	case 5:
		s = object{}
	case 6:
		s = m.enumSchema()
	case 7:
		s = object{"type": "boolean"}
		if m.v31 {
			s["type"] = []any{"string", "integer", "null"}
		}
	case 8, 9, 10, 11:
		s = m.objectSchema()
	case 12:
		s = object{"type": "array", "items": m.schema(), "maxItems": m.choose(9), "uniqueItems": m.maybe()}
	case 13:
		s = object{"type": "object", "additionalProperties": m.schema(), "maxProperties": m.choose(5)}
	case 14:
		s = object{"allOf": m.schemas()}
	default:
		s = object{[]string{"oneOf", "anyOf"}[m.choose(2)]: m.schemas()}
		if m.maybe() {
			s["discriminator"] = object{"propertyName": m.name()}
		}
	}
	m.decorate(s)
	return s
}

func (m *documentMaker) schemas() []any {
	var all []any
	for range 1 + m.choose(3) {
		all = append(all, m.schema())
	}
	return all
}

// decorate adds what any schema may have.
func (m *documentMaker) decorate(s object) {
	switch m.choose(12) {
	case 1:
		s["nullable"] = true
	case 2:
		s["description"], s["title"] = m.text(), m.text()
	case 3:
		s["readOnly"] = true
	case 4:
		s["writeOnly"] = true
	case 5:
		s["x-encrypted"] = true
	case 6:
		s["x-go-name"] = []string{"Own", "Other", "S1", "Act1Request", "Act0", "Value", "Client", "a"}[m.choose(8)]
	case 7:
		s["deprecated"] = true
	case 8:
		s["default"] = []any{"a", 1, true, nil, 1.5, []any{}, m.text()}[m.choose(7)]
	}
}

func (m *documentMaker) stringSchema() object {
	s := object{"type": "string"}
	switch m.choose(8) {
	case 1:
		s["minLength"], s["maxLength"] = m.choose(5), m.choose(40)
	case 2:
		s["pattern"] = []string{"^[0-9]+$", "^\\d{1,3}$", "(?=a)b", "[", "`", "^[\\u4e00-\\u9fa5]*$", ".", "^(a|b)\\.?$"}[m.choose(8)]
	case 3:
		s["format"] = []string{"date-time", "date", "byte", "binary", "uri", "email", "uuid", "odd"}[m.choose(8)]
	case 4:
		s["maxLength"], s["x-length-unit"] = m.choose(99), "bytes"
	case 5:
		s["x-encrypted"] = true
	}
	return s
}

func (m *documentMaker) numberSchema() object {
	s := object{"type": []string{"integer", "number"}[m.choose(2)]}
	switch m.choose(6) {
	case 1:
		s["minimum"], s["maximum"] = m.choose(9), json.Number("9007199254740993")
	case 2:
		s["multipleOf"] = json.Number([]string{"0.01", "3", "1e-9", "1e30"}[m.choose(4)])
	case 3:
		s["format"] = []string{"int32", "int64", "float", "double"}[m.choose(4)]
	case 4:
		s["minimum"], s["exclusiveMinimum"] = m.choose(9), true
	}
	return s
}

func (m *documentMaker) enumSchema() object {
	var members []any
	if m.choose(4) == 1 {
		for range 1 + m.choose(4) {
			members = append(members, m.choose(9)-2)
		}
		return object{"type": "integer", "enum": members}
	}
	for range 1 + m.choose(5) {
		members = append(members, m.name())
	}
	s := object{"type": "string", "enum": members}
	if m.maybe() {
		var names []any
		for range members {
			names = append(names, m.name())
		}
		s["x-enum-varnames"] = names
	}
	return s
}

func (m *documentMaker) objectSchema() object {
	properties := object{}
	var required []any
	for range m.choose(5) {
		name := m.name()
		properties[name] = m.schema()
		if m.maybe() {
			required = append(required, name)
		}
	}
	s := object{"type": "object", "properties": properties}
	if required != nil {
		s["required"] = required
	}
	switch m.choose(6) {
	case 1:
		s["additionalProperties"] = m.schema()
	case 2:
		s["additionalProperties"] = m.maybe()
	case 3:
		s["minProperties"] = m.choose(3)
	}
	return s
}
