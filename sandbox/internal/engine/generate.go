package engine

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// shanghai is the time zone of WeChat Pay.
var shanghai = time.FixedZone("", 8*60*60)

var (
	isTime   = regexp.MustCompile(`^20\d{12}$`)
	isNumber = regexp.MustCompile(`(^|_)(id|no|token|openid|ticket|serial|number)$`)
)

func elementText(i int) string { return strconv.Itoa(i) }

// make generates a value: the current time, a new number, or the example of the schema. within are the lists around it.
func (e *Engine) make(schema *openapi3.Schema, path string, within ...*openapi3.Schema) any {
	name := path[strings.LastIndex(path, ".")+1:]
	example, isText := schema.Example.(string)
	switch {
	case schema.Const != nil:
		return plainNumber(schema.Const)
	case schema.Format == "date-time":
		return e.stamp(time.RFC3339)
	case isText && isTime.MatchString(example):
		return e.stamp("20060102150405")
	case isText && (isNumber.MatchString(name) || strings.HasSuffix(name, "openid")):
		return e.mimic(example)
	case isText && strings.HasSuffix(name, "_url") && strings.Contains(example, "="):
		return e.link(example)
	case schema.Example != nil:
		return plainNumber(schema.Example)
	case len(schema.Examples) > 0:
		return plainNumber(schema.Examples[0])
	case len(schema.Enum) > 0:
		return plainNumber(schema.Enum[0])
	case schema.Default != nil:
		return plainNumber(schema.Default)
	case schema.Format == "date":
		return e.stamp(time.DateOnly)
	}
	if part := firstPart(schema); schema.Type == nil && part != nil {
		return e.make(part, path, within...)
	}
	return e.bare(schema, path, within)
}

// firstPart returns the first part of a schema without a type.
func firstPart(schema *openapi3.Schema) *openapi3.Schema {
	for _, parts := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		if part := firstChoice(parts); part != nil {
			return part
		}
	}
	return nil
}

// firstChoice returns the first schema that is not null.
func firstChoice(choices openapi3.SchemaRefs) *openapi3.Schema {
	for _, ref := range choices {
		if ref != nil && ref.Value != nil && !ref.Value.Type.Is("null") {
			return ref.Value
		}
	}
	return nil
}

// maxGenerated limits the elements and characters of a generated value.
const maxGenerated = 64

// bare generates the simplest value of a type.
func (e *Engine) bare(schema *openapi3.Schema, path string, within []*openapi3.Schema) any {
	switch {
	case schema.Type.Includes("array"):
		list := []any{}
		if schema.Items == nil || slices.Contains(within, schema) { // a recursive list could be endless
			return list
		}
		inside := append(slices.Clone(within), schema)
		for range min(schema.MinItems, maxGenerated) {
			list = append(list, e.make(schema.Items.Value, join(path, "0"), inside...))
		}
		return list
	case schema.Type.Includes("integer"), schema.Type.Includes("number"):
		if schema.Min != nil {
			return plainNumber(*schema.Min)
		}
		return int64(0)
	case schema.Type.Includes("boolean"):
		return false
	case schema.Type.Includes("object"):
		object := make(members)
		if !slices.Contains(within, schema) {
			properties, needed := propertiesOf(schema)
			for _, name := range needed {
				if ref := properties[name]; ref != nil {
					object[name] = e.make(ref.Value, join(path, name), append(slices.Clone(within), schema)...)
				}
			}
		}
		return object
	}
	if isNumber.MatchString(path[strings.LastIndex(path, ".")+1:]) {
		if number, ok := e.number(schema); ok {
			return number
		}
	}
	length := max(1, int(min(schema.MinLength, maxGenerated)))
	if schema.MaxLength != nil && *schema.MaxLength == 0 {
		length = 0
	}
	return e.mimic(strings.Repeat("0", length))
}

// number generates a number that is unique, as far as the schema allows it.
func (e *Engine) number(schema *openapi3.Schema) (number string, ok bool) {
	const usual = 20 // digits
	length := max(usual, int(min(schema.MinLength, maxGenerated)))
	if schema.MaxLength != nil {
		length = min(length, int(min(*schema.MaxLength, maxGenerated)))
	}
	if length == 0 {
		return "", false
	}
	number = e.mimic("1" + strings.Repeat("0", length-1))
	return number, schema.VisitJSON(number, openapi3.SetSchemaRegexCompiler(compilePattern)) == nil
}

func (e *Engine) stamp(layout string) string { return e.now().In(shanghai).Format(layout) }

// mimic generates a number like an example: with the same letters and other last digits.
func (e *Engine) mimic(example string) string {
	out := []byte(example)
	for i, left := len(out)-1, 18; i > 0 && left > 0; i-- {
		if out[i] >= '0' && out[i] <= '9' {
			out[i] = byte('0' + e.random.IntN(10))
			left--
		}
	}
	return string(out)
}

// link generates a link like an example: with another last value of its query.
func (e *Engine) link(example string) string {
	out := []byte(example)
	for i := len(out) - 1; i > 0 && out[i] != '='; i-- {
		switch c := out[i]; {
		case c >= '0' && c <= '9':
			out[i] = byte('0' + e.random.IntN(10))
		case c >= 'a' && c <= 'z':
			out[i] = byte('a' + e.random.IntN(26))
		case c >= 'A' && c <= 'Z':
			out[i] = byte('A' + e.random.IntN(26))
		}
	}
	return string(out)
}
