package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// kin-openapi reads and compares numbers as float64, which cannot represent all integers above 2^53. Limits, members of
// enumerations and examples of that size are therefore read from the document, and values are compared with them
// exactly.

// exactKey is the extension that has the exact limits of a schema.
const exactKey = "x-sandbox-exact"

// exactLimits are the limits of a schema; nil for none.
type exactLimits struct {
	min, max             *big.Rat
	aboveMin, belowMax   bool // the limit itself is excluded
	minText, maxText     string
	multipleOf           *big.Rat
	multipleText, format string
}

// exactness visits each schema once.
type exactness struct {
	model *apimodel.Model
	done  map[*openapi3.Schema]bool
}

// makeExact completes the schemas of a document.
func makeExact(m *apimodel.Model, list []described) {
	x := exactness{m, make(map[*openapi3.Schema]bool)}
	for _, d := range list {
		x.schema(d.node, d.schema)
	}
}

func (x exactness) schema(node *doctree.Node, schema *openapi3.Schema) {
	if node = x.model.Deref(node); node == nil || schema == nil || x.done[schema] {
		return
	}
	x.done[schema] = true
	x.values(node, schema)
	x.limits(node, schema)
	inside := func(key string, ref *openapi3.SchemaRef) {
		if ref != nil {
			x.schema(node.Get(key), ref.Value)
		}
	}
	inside("items", schema.Items)
	inside("not", schema.Not)
	inside("additionalProperties", schema.AdditionalProperties.Schema)
	for name, property := range node.Get("properties").Members() {
		if ref := schema.Properties[name]; ref != nil {
			x.schema(property, ref.Value)
		}
	}
	for key, refs := range map[string]openapi3.SchemaRefs{"allOf": schema.AllOf, "oneOf": schema.OneOf, "anyOf": schema.AnyOf} {
		for i, part := range node.Get(key).Items() {
			if i < len(refs) && refs[i] != nil {
				x.schema(part, refs[i].Value)
			}
		}
	}
}

// values replaces what a schema gives as values.
func (x exactness) values(node *doctree.Node, schema *openapi3.Schema) {
	if v := node.Get("example"); v != nil && schema.Example != nil {
		schema.Example = decoded(v)
	}
	if v := node.Get("default"); v != nil && schema.Default != nil {
		schema.Default = decoded(v)
	}
	if list, ok := decoded(node.Get("enum")).([]any); ok && len(list) == len(schema.Enum) {
		schema.Enum = list
	}
	if list, ok := decoded(node.Get("examples")).([]any); ok && len(list) == len(schema.Examples) {
		schema.Examples = list
	}
}

// limits records exact limits, and widens those of kin-openapi to the next float64, so that it accepts everything valid.
func (x exactness) limits(node *doctree.Node, schema *openapi3.Schema) {
	var l exactLimits
	l.min, l.aboveMin, l.minText = bound(node, "minimum", "exclusiveMinimum")
	l.max, l.belowMax, l.maxText = bound(node, "maximum", "exclusiveMaximum")
	if number, ok := node.Get("multipleOf").Number(); ok {
		l.multipleOf, l.multipleText = rational(string(number)), string(number)
	}
	greatest := big.NewRat(maxExact, 1)
	isGreat := func(r *big.Rat) bool { return r != nil && new(big.Rat).Abs(r).Cmp(greatest) >= 0 }
	great := isGreat(l.min) || isGreat(l.max)
	if great {
		for _, limit := range []*float64{schema.Min, schema.ExclusiveMin.Value} {
			widen(limit, math.Inf(-1))
		}
		for _, limit := range []*float64{schema.Max, schema.ExclusiveMax.Value} {
			widen(limit, math.Inf(1))
		}
	}
	if schema.Format == "int64" {
		l.format = schema.Format
	}
	if schema.Extensions == nil {
		schema.Extensions = make(map[string]any)
	}
	schema.Extensions[exactKey] = &l
}

// limitsOf returns the exact limits of a schema.
func limitsOf(schema *openapi3.Schema) *exactLimits {
	if l, ok := schema.Extensions[exactKey].(*exactLimits); ok {
		return l
	}
	return new(exactLimits)
}

func widen(limit *float64, to float64) {
	if limit != nil {
		*limit = math.Nextafter(*limit, to)
	}
}

// bound returns the stricter of a limit and of an exclusive one, which is a boolean in OpenAPI 3.0.
func bound(node *doctree.Node, inclusive, exclusive string) (limit *big.Rat, excluded bool, text string) {
	if number, ok := node.Get(inclusive).Number(); ok {
		limit, text = rational(string(number)), string(number)
	}
	if is, ok := node.Get(exclusive).Bool(); ok {
		return limit, is, text
	}
	number, ok := node.Get(exclusive).Number()
	if other := rational(string(number)); ok && other != nil {
		stricter := limit == nil || inclusive == "minimum" && other.Cmp(limit) >= 0 || inclusive == "maximum" && other.Cmp(limit) <= 0
		if stricter {
			return other, true, string(number)
		}
	}
	return limit, false, text
}

// rational parses a number. It returns nil if the number is too large for a limit.
func rational(text string) *big.Rat {
	if len(text) > 64 {
		return nil
	}
	var f float64
	if err := json.Unmarshal([]byte(text), &f); err != nil || math.Abs(f) > 1e40 || f != 0 && math.Abs(f) < 1e-40 {
		return nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return r
}

// numberViolation describes the violation of a number that kin-openapi may have compared inexactly.
func numberViolation(schema *openapi3.Schema, value any) (rule, fact, issue string) {
	number, ok := largeInteger(value)
	l := limitsOf(schema)
	switch {
	case !ok:
	case len(schema.Enum) > 0 && !slices.ContainsFunc(schema.Enum, func(member any) bool { return equalsNumber(member, number) }):
		return "枚举", "不是合法的枚举值", fmt.Sprintf("is none of %v", schema.Enum)
	case l.min != nil && (number.Cmp(l.min) < 0 || l.aboveMin && number.Cmp(l.min) == 0):
		return "数值", "小于最小值 " + l.minText, "is below the minimum " + l.minText
	case l.max != nil && (number.Cmp(l.max) > 0 || l.belowMax && number.Cmp(l.max) == 0):
		return "数值", "大于最大值 " + l.maxText, "is above the maximum " + l.maxText
	case l.format != "" && !number.Num().IsInt64():
		return "格式", "不满足格式 " + l.format, "is not in the format " + l.format
	case l.multipleOf != nil && l.multipleOf.Sign() > 0 && !new(big.Rat).Quo(number, l.multipleOf).IsInt():
		return "业务", "不满足规则 multipleOf", "is not a multiple of " + l.multipleText
	}
	return "", "", ""
}

// largeInteger returns an integer that float64 does not distinguish from its neighbours.
func largeInteger(value any) (*big.Rat, bool) {
	switch v := value.(type) {
	case int64:
		if v >= maxExact || v <= -maxExact {
			return new(big.Rat).SetInt64(v), true
		}
	case json.Number:
		if r := rational(string(v)); r != nil && !strings.ContainsAny(string(v), ".eE") {
			return r, true
		}
	}
	return nil, false
}

func equalsNumber(member any, number *big.Rat) bool {
	switch m := member.(type) {
	case int64:
		return number.Cmp(new(big.Rat).SetInt64(m)) == 0
	case json.Number:
		r := rational(string(m))
		return r != nil && r.Cmp(number) == 0
	}
	return false
}
