package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/pattern"
)

// Violation is a violation of the document by a request.
type Violation struct {
	Field    string // a JSON pointer in a body, a name elsewhere
	Location string // body, query, uri or header
	Value    any    // nil if it must not be shown
	Issue    string // in English
	Message  string // as WeChat Pay words it

	pointer, title, rule, fact string
}

// text returns the message for a rule.
func (f Violation) text() string {
	return fmt.Sprintf(`输入源"%s"映射到值字段"%s"%s规则校验失败，%s`, f.pointer, f.title, f.rule, f.fact)
}

// source is where a value came from: its detail.location, and the prefix of pointers in messages.
type source struct{ location, prefix string }

var (
	sourceBody = source{"body", "body"}
	sourcePath = source{"uri", "uri_template"}
)

func requiredViolation(s source, name string, schema *openapi3.Schema) Violation {
	f := Violation{
		Field: name, Location: s.location, Issue: "it is required",
		pointer: "/" + s.prefix + "/" + strings.TrimPrefix(name, "/"), title: titleOf(schema, name), rule: "必填性", fact: "此字段为必填项",
	}
	f.Message = f.text()
	return f
}

// titleOf returns the Chinese name of a field, or its name.
func titleOf(schema *openapi3.Schema, name string) string {
	if schema == nil {
		return name[strings.LastIndex(name, "/")+1:]
	}
	for _, of := range slices.Concat(openapi3.SchemaRefs{{Value: schema}}, schema.AllOf) {
		if of.Value != nil && of.Value.Title != "" {
			return of.Value.Title
		}
	}
	return name[strings.LastIndex(name, "/")+1:]
}

// validate validates a value against a schema and returns all violations, ordered by place.
func validate(s source, schema *openapi3.Schema, value any) []Violation {
	if schema == nil {
		return nil
	}
	var list []Violation
	err := schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsRequest(), openapi3.EnableFormatValidation(),
		openapi3.SetSchemaRegexCompiler(compilePattern))
	eachSchemaError(err, func(e *openapi3.SchemaError) {
		if len(list) < maxViolations && !isInexact(e) {
			list = append(list, newViolation(s, schema, e))
		}
	})
	c := textCheck{source: s, root: schema, violations: &list}
	c.check(schema, value, nil, false)
	slices.SortStableFunc(list, func(a, b Violation) int { return strings.Compare(a.pointer, b.pointer) })
	return slices.CompactFunc(list, func(a, b Violation) bool { return a.pointer == b.pointer && a.rule == b.rule })
}

// eachSchemaError calls visit for each leaf of an error.
func eachSchemaError(err error, visit func(*openapi3.SchemaError)) {
	switch e := err.(type) { //nolint:errorlint // the tree is walked
	case nil:
	case *openapi3.SchemaError:
		if e.SchemaField == "allOf" && e.Origin != nil {
			eachSchemaError(e.Origin, visit) // the errors of the parts have their place in the whole
			return
		}
		visit(e)
	case openapi3.MultiError:
		for _, inner := range e {
			eachSchemaError(inner, visit)
		}
	default:
		if inner := errors.Unwrap(err); inner != nil {
			eachSchemaError(inner, visit)
			return
		}
		visit(&openapi3.SchemaError{Schema: &openapi3.Schema{}, Reason: "it does not fit"})
	}
}

// said returns the value of a word such as x-encrypted in a schema or its allOf, or nil.
func said(schema *openapi3.Schema, word string) any {
	if value := schema.Extensions[word]; value != nil {
		return value
	}
	for _, ref := range schema.AllOf {
		if ref.Value == nil {
			continue
		}
		if value := said(ref.Value, word); value != nil {
			return value
		}
	}
	return nil
}

// isInexact reports whether the library validated a number that it cannot represent; numberViolation does that.
func isInexact(e *openapi3.SchemaError) bool {
	f, ok := e.Value.(float64)
	return ok && e.SchemaField == "multipleOf" && math.Abs(f) >= maxExact
}

// newViolation returns the violation for an error of the library; root is the schema of the whole value.
func newViolation(s source, root *openapi3.Schema, e *openapi3.SchemaError) Violation {
	steps := e.JSONPointer()
	if e.SchemaField == "required" {
		pointer, of := pointerOf(steps), e.Schema
		properties, _ := propertiesOf(of)
		if ref := properties[pointer[strings.LastIndex(pointer, "/")+1:]]; ref != nil {
			of = ref.Value
		}
		return requiredViolation(s, pointer, of)
	}
	rule, fact, issue := wording(e)
	return placedViolation(s, root, steps, Violation{Value: e.Value, Issue: issue, rule: rule, fact: fact})
}

// placedViolation completes a violation with its place, and removes a value that must not be shown.
func placedViolation(s source, root *openapi3.Schema, steps []string, f Violation) Violation {
	f.Field, f.Location = pointerOf(steps), s.location
	f.pointer, f.title = "/"+s.prefix+f.Field, titleOf(nil, f.Field)
	schemas := schemasAt(root, steps)
	if i := slices.IndexFunc(schemas, func(of *openapi3.Schema) bool { return of.Title != "" }); i >= 0 {
		f.title = schemas[i].Title
	}
	switch f.Value.(type) {
	case members, []any: // part of it may be encrypted
		f.Value = nil
	}
	if len(schemas) == 0 || slices.ContainsFunc(schemas, func(of *openapi3.Schema) bool { return of.Extensions["x-encrypted"] == true }) {
		f.Value = nil
	}
	f.Message = f.text()
	return f
}

func pointerOf(steps []string) string {
	pointer := ""
	for _, step := range steps {
		pointer += "/" + step
	}
	return pointer
}

// wording returns the rule and the fact of a violation in Chinese, and the issue in English.
func wording(e *openapi3.SchemaError) (rule, fact, issue string) {
	s := e.Schema
	count := func() int {
		if text, ok := e.Value.(string); ok {
			return utf8.RuneCountInString(text)
		}
		list, _ := e.Value.([]any)
		return len(list)
	}
	switch e.SchemaField {
	case "maxLength":
		return "字符串", fmt.Sprintf("字符数 %d，大于最大值 %d", count(), *s.MaxLength), fmt.Sprintf("has %d characters, at most %d are allowed", count(), *s.MaxLength)
	case "minLength":
		return "字符串", fmt.Sprintf("字符数 %d，小于最小值 %d", count(), s.MinLength), fmt.Sprintf("has %d characters, at least %d are needed", count(), s.MinLength)
	case "pattern":
		return "字符串", "不满足正则表达式 " + s.Pattern, "does not match " + s.Pattern
	case "enum":
		return "枚举", "不是合法的枚举值", fmt.Sprintf("is none of %v", s.Enum)
	case "minimum", "exclusiveMinimum":
		return "数值", "小于最小值 " + limit(limitsOf(s).minText, s.Min), "is below the minimum " + limit(limitsOf(s).minText, s.Min)
	case "maximum", "exclusiveMaximum":
		return "数值", "大于最大值 " + limit(limitsOf(s).maxText, s.Max), "is above the maximum " + limit(limitsOf(s).maxText, s.Max)
	case "maxItems":
		return "数组", fmt.Sprintf("元素个数 %d，大于最大值 %d", count(), *s.MaxItems), fmt.Sprintf("has %d items, at most %d are allowed", count(), *s.MaxItems)
	case "minItems":
		return "数组", fmt.Sprintf("元素个数 %d，小于最小值 %d", count(), s.MinItems), fmt.Sprintf("has %d items, at least %d are needed", count(), s.MinItems)
	case "type", "nullable":
		kind := "?"
		if s.Type != nil {
			kind = strings.Join(s.Type.Slice(), " or ")
		}
		return "类型", "类型应为 " + kind, "is not of type " + kind
	case "format":
		return "格式", "不满足格式 " + s.Format, "is not in the format " + s.Format
	}
	return "业务", "不满足规则 " + e.SchemaField, "breaks the rule " + e.SchemaField
}

// limit returns a limit as text.
func limit(text string, n *float64) string {
	switch {
	case text != "":
		return text
	case n == nil:
		return "?"
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// textCheck checks what the library does not: lengths in bytes, characters that WeChat Pay does not accept, and large integers.
type textCheck struct {
	source     source
	root       *openapi3.Schema
	violations *[]Violation
}

// check checks a value. inBytes reports whether lengths count bytes, as a schema around this one may say.
func (c textCheck) check(schema *openapi3.Schema, value any, steps []string, inBytes bool) {
	if schema == nil {
		return
	}
	inBytes = inBytes || said(schema, "x-length-unit") == "bytes"
	for _, ref := range schema.AllOf {
		c.check(ref.Value, value, steps, inBytes)
	}
	switch v := value.(type) {
	case members:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if ref := schema.Properties[name]; ref != nil {
				c.check(ref.Value, v[name], append(slices.Clip(steps), name), false)
			}
		}
	case []any:
		if schema.Items != nil {
			for i, item := range v {
				c.check(schema.Items.Value, item, append(slices.Clip(steps), strconv.Itoa(i)), false)
			}
		}
	case int64, json.Number:
		if rule, fact, issue := numberViolation(schema, v); rule != "" && len(*c.violations) < 2*maxViolations {
			*c.violations = append(*c.violations, placedViolation(c.source, c.root, steps, Violation{Value: v, Issue: issue, rule: rule, fact: fact}))
		}
	case string:
		if fact, issue := textViolation(schema, v, inBytes); fact != "" && len(*c.violations) < 2*maxViolations {
			*c.violations = append(*c.violations, placedViolation(c.source, c.root, steps, Violation{Value: v, Issue: issue, rule: "字符串", fact: fact}))
		}
	}
}

func textViolation(schema *openapi3.Schema, v string, inBytes bool) (fact, issue string) {
	switch {
	case inBytes && schema.MaxLength != nil && uint64(len(v)) > *schema.MaxLength:
		return fmt.Sprintf("字节数 %d，大于最大值 %d", len(v), *schema.MaxLength), fmt.Sprintf("has %d bytes, at most %d are allowed", len(v), *schema.MaxLength)
	case inBytes && uint64(len(v)) < schema.MinLength:
		return fmt.Sprintf("字节数 %d，小于最小值 %d", len(v), schema.MinLength), fmt.Sprintf("has %d bytes, at least %d are needed", len(v), schema.MinLength)
	case !utf8.ValidString(v):
		return "不是合法的UTF-8字符", "is not valid UTF-8"
	}
	for _, r := range v {
		if r > 0xFFFF {
			return "包含不支持的字符", "has a character of four bytes in UTF-8, such as an emoji"
		}
	}
	return "", ""
}

var patterns sync.Map // text of a pattern: its matcher

// compilePattern compiles a pattern as generated code does: a pattern that cannot be translated, such as a lookahead, matches every
// text.
func compilePattern(text string) (openapi3.RegexMatcher, error) {
	if known, ok := patterns.Load(text); ok {
		return known.(pattern.Matcher), nil
	}
	matcher := pattern.Lenient(text)
	patterns.Store(text, matcher)
	return matcher, nil
}
