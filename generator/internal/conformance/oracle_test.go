package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wxpaygen/wxpaygen/internal/pattern"
)

// An oracle judges what would be sent for a subject: nil is valid.
type oracle func(data []byte) error

// formats are the formats of strings as this test understands them, apart from
// the runtime's own reading of them.
var formats = map[string]func(string) bool{
	"date-time": func(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil },
	"date":      func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil },
	"email":     regexp.MustCompile(openapi3.FormatOfStringForEmail).MatchString,
	"uuid":      regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`).MatchString,
	"uri": func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.IsAbs() && !strings.ContainsFunc(s, func(r rune) bool { return r > 127 || r == ' ' }) &&
			(u.Host != "" || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https")
	},
}

// oracles returns the oracle for each subject: kin-openapi for OpenAPI 3.0, and,
// for 3.1, the validator that kin-openapi uses for it.
func (s *subjects) oracles(t *testing.T) []oracle {
	t.Helper()
	if s.v31 {
		return s.schemaOracles(t)
	}
	return s.kinOracles(t)
}

func (s *subjects) kinOracles(t *testing.T) []oracle {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(s.data)
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	options := []openapi3.SchemaValidationOption{openapi3.VisitAsRequest(), openapi3.SetSchemaRegexCompiler(compilePattern)}
	for name, holds := range formats {
		options = append(options, openapi3.WithStringFormatValidator(name, openapi3.NewCallbackValidator(func(text string) error {
			if !holds(text) {
				return errors.New("is no " + name)
			}
			return nil
		})))
	}
	out := make([]oracle, 0, len(s.list))
	for i := range s.list {
		schema := doc.Paths.Value(fmt.Sprintf("/k/%d", i)).Post.RequestBody.Value.Content["application/json"].Schema.Value
		out = append(out, func(data []byte) error {
			var value any
			if err := json.Unmarshal(data, &value); err != nil {
				return err
			}
			return schema.VisitJSON(value, options...)
		})
	}
	return out
}

// compilePattern reads a pattern as ECMA-262 has it. That reading is tested
// where it is made; here it is what both sides are compared on.
func compilePattern(expr string) (openapi3.RegexMatcher, error) {
	found, err := pattern.Translate(expr)
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(found.Go)
	return matcher{re}, err
}

type matcher struct{ *regexp.Regexp }

// withoutReadOnly takes read-only properties out of the lists of required ones,
// since a request does not have them: what kin-openapi does by itself.
func withoutReadOnly(node any) {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			withoutReadOnly(item)
		}
	case map[string]any:
		for _, item := range node {
			withoutReadOnly(item)
		}
		properties, _ := node["properties"].(map[string]any)
		if required, ok := node["required"].([]any); ok {
			node["required"] = slices.DeleteFunc(required, func(name any) bool {
				text, _ := name.(string)
				property, _ := properties[text].(map[string]any)
				return property["readOnly"] == true
			})
		}
	}
}

func (s *subjects) schemaOracles(t *testing.T) []oracle {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	for name, holds := range formats {
		compiler.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(v any) error {
			if text, ok := v.(string); ok && !holds(text) {
				return errors.New("is no " + name)
			}
			return nil
		}})
	}
	compiler.RegisterFormat(&jsonschema.Format{Name: "int32", Validate: func(v any) error {
		if n, ok := v.(json.Number); ok && (rational(n).Cmp(big.NewRat(1<<31-1, 1)) > 0 || rational(n).Cmp(big.NewRat(-1<<31, 1)) < 0) {
			return errors.New("is beyond 32 bits")
		}
		return nil
	}})
	compiler.UseRegexpEngine(func(expr string) (jsonschema.Regexp, error) {
		found, err := compilePattern(expr)
		if err != nil {
			return nil, err
		}
		return found.(matcher), nil
	})
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.data))
	if err != nil {
		t.Fatal(err)
	}
	withoutReadOnly(root)
	if err := compiler.AddResource("mem:///doc.json", root); err != nil {
		t.Fatal(err)
	}
	out := make([]oracle, 0, len(s.list))
	for i := range s.list {
		schema, err := compiler.Compile(fmt.Sprintf("mem:///doc.json#/paths/~1k~1%d/post/requestBody/content/application~1json/schema", i))
		if err != nil {
			t.Fatalf("%s: %v", s.list[i].where, err)
		}
		out = append(out, func(data []byte) error {
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				return err
			}
			return schema.Validate(value)
		})
	}
	return out
}
