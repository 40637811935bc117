package lint

import "github.com/getkin/kin-openapi/openapi3"

// The limits of the validation of one example, in schemas that are applied: far
// more than any real document needs. Schemas that refer to others more than
// once double at each level.
const (
	maxSteps      = 10_000
	stepsForValue = 100 // more for each value in the example
)

// steps counts down by the schemas that kin-openapi applies to a value.
type steps int

// withinSteps reports whether the validation of a value ends within the limits.
// It applies every schema, so that it is an upper bound of what kin-openapi
// does.
func withinSteps(value any, schema *openapi3.Schema) bool {
	left := steps(maxSteps + stepsForValue*size(value))
	left.value(value, schema)
	return left >= 0
}

// size is how many values are in a value, itself included.
func size(value any) int {
	n := 1
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			n += size(member)
		}
	case []any:
		for _, item := range value {
			n += size(item)
		}
	}
	return n
}

func (left *steps) value(value any, schema *openapi3.Schema) {
	if schema == nil {
		return
	}
	if *left--; *left < 0 {
		return
	}
	for _, parts := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf, {schema.Not}} {
		for _, part := range parts {
			left.ref(value, part)
		}
	}
	switch value := value.(type) {
	case map[string]any:
		left.members(value, schema)
	case []any:
		for _, item := range value {
			left.ref(item, schema.Items)
		}
	}
}

func (left *steps) members(value map[string]any, schema *openapi3.Schema) {
	for name, member := range value {
		if property := schema.Properties[name]; property != nil {
			left.ref(member, property)
		} else {
			left.ref(member, schema.AdditionalProperties.Schema)
		}
	}
}

func (left *steps) ref(value any, ref *openapi3.SchemaRef) {
	if ref != nil && *left >= 0 {
		left.value(value, ref.Value)
	}
}
