// Package specs_test checks the OpenAPI documents of this directory.
package specs_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// Each spec is valid OpenAPI, and its examples match its schemas.
func TestOpenAPI(t *testing.T) {
	for _, file := range specFiles(t) {
		t.Run(file, func(t *testing.T) {
			doc := load(t, file)
			if doc.OpenAPI != "3.0.3" {
				t.Errorf("openapi is %q", doc.OpenAPI)
			}
			if err := doc.Validate(context.Background(), openapi3.EnableMultiError()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Lines are short, and the first names the schema for editors.
func TestLayout(t *testing.T) {
	for _, file := range specFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		if want := "# yaml-language-server: $schema=vocabulary.schema.json"; lines[0] != want {
			t.Errorf("%s:1: is %q, want %q", file, lines[0], want)
		}
		for i, line := range lines {
			if utf8.RuneCountInString(line) > 110 || strings.TrimRight(line, " \t\r") != line {
				t.Errorf("%s:%d: longer than 110 columns, or with spaces at its end", file, i+1)
			}
		}
	}
}

// Each operation has a title, a description and the address of its page.
func TestOperations(t *testing.T) {
	for _, file := range specFiles(t) {
		doc := load(t, file)
		if len(operations(doc)) > 0 && len(doc.Servers) != 2 {
			t.Errorf("%s: wants a host and its fallback, has %d servers", file, len(doc.Servers))
		}
		ids := map[string]bool{}
		for _, op := range operations(doc) {
			where := file + ": " + op.where
			if !regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`).MatchString(op.OperationID) || ids[op.OperationID] {
				t.Errorf("%s: operationId %q is not unique or not lowerCamel", where, op.OperationID)
			}
			ids[op.OperationID] = true
			if !strings.ContainsFunc(op.Summary, isHan) {
				t.Errorf("%s: the summary is not the official name: %q", where, op.Summary)
			}
			isSentence(t, where, op.Description)
			if !op.callback && (op.ExternalDocs == nil || !strings.HasPrefix(op.ExternalDocs.URL, "https://")) {
				t.Errorf("%s: names no page", where)
			}
		}
	}
}

// Each error response lists its codes.
func TestErrorResponses(t *testing.T) {
	for _, file := range specFiles(t) {
		doc := load(t, file)
		for _, op := range operations(doc) {
			if op.callback {
				continue
			}
			for _, status := range sorted(op.Responses.Map()) {
				ref := op.Responses.Value(status)
				where := file + ": " + op.where + " " + status
				codes := errorCodes(t, file, ref)
				if (status[0] == '4' || status[0] == '5') && len(codes) == 0 {
					t.Errorf("%s: has no codes", where)
				}
				for _, name := range sorted(codes) {
					checkCode(t, where+" "+name, codes[name])
				}
				if len(codes) > 0 && !strings.HasSuffix(ref.Value.Content["application/json"].Schema.Ref, "/schemas/Error") {
					t.Errorf("%s: its body is not the shared Error", where)
				}
			}
			for _, status := range []string{"400", "401", "500"} {
				if op.Responses.Value(status) == nil && (op.OperationID != "cancelServiceOrder" || status != "401") {
					t.Errorf("%s: %s: lacks %s, which every operation documents", file, op.where, status)
				}
			}
		}
	}
}

func checkCode(t *testing.T, where string, code map[string]any) {
	t.Helper()
	title, _ := code["title"].(string)
	if !strings.ContainsFunc(title, isHan) {
		t.Errorf("%s: the title is not Chinese: %q", where, title)
	}
	for _, key := range []string{"description", "remedy"} {
		text, _ := code[key].(string)
		isSentence(t, where+" "+key, text)
	}
}

// Each string has a length, or says that none is published.
func TestStringLengths(t *testing.T) {
	for _, file := range specFiles(t) {
		schemas(load(t, file), func(where string, s *openapi3.Schema, _ bool) {
			if !s.Type.Is("string") || len(s.Enum) > 0 || slices.Contains([]string{"date", "date-time", "binary"}, s.Format) {
				return
			}
			unpublished := s.Extensions["x-length"] == "unpublished"
			if unpublished == (s.MaxLength != nil) {
				t.Errorf("%s: %s: wants maxLength, or x-length: unpublished", file, where)
			}
			if s.MaxLength != nil && *s.MaxLength < s.MinLength {
				t.Errorf("%s: %s: minLength %d is above maxLength %d", file, where, s.MinLength, *s.MaxLength)
			}
		})
	}
}

// Each field has its names and an example.
func TestFields(t *testing.T) {
	for _, file := range specFiles(t) {
		doc := load(t, file)
		schemas(doc, func(where string, s *openapi3.Schema, property bool) {
			where = file + ": " + where
			named := property || strings.HasPrefix(where, file+": #/components/schemas/")
			if !named {
				return
			}
			if !strings.ContainsFunc(s.Title, isHan) {
				t.Errorf("%s: the title is not Chinese: %q", where, s.Title)
			}
			isSentence(t, where, s.Description)
			if !s.Type.Is("object") && !s.Type.Is("array") && s.Format != "binary" && s.Example == nil {
				t.Errorf("%s: has no example", where)
			}
		})
		for _, op := range operations(doc) {
			for _, p := range op.Parameters {
				isSentence(t, file+": "+op.where+" "+p.Value.Name, p.Value.Description)
				if p.Value.Schema.Value.Title == "" || p.Value.Schema.Value.Example == nil {
					t.Errorf("%s: %s: %s lacks its title or its example", file, op.where, p.Value.Name)
				}
			}
		}
	}
}

// A field of one mode is not required in general.
func TestModes(t *testing.T) {
	for _, file := range specFiles(t) {
		schemas(load(t, file), func(where string, s *openapi3.Schema, _ bool) {
			properties := propertiesOf(s)
			for _, name := range sorted(properties) {
				mode := properties[name].Value.Extensions["x-mode"]
				if mode != nil && slices.Contains(s.Required, name) {
					t.Errorf("%s: %s/%s: belongs only to %v mode, but is required", file, where, name, mode)
				}
			}
			for _, name := range s.Required {
				if properties[name] == nil {
					t.Errorf("%s: %s: required names %s, which is not a property", file, where, name)
				}
			}
		})
	}
}

// isSentence reports a text that is not a sentence for a doc comment.
func isSentence(t *testing.T, where, text string) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsUpper(first) || !strings.HasSuffix(text, ".") || strings.Contains(text, "\n") {
		t.Errorf("%s: not an English sentence: %q", where, text)
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
