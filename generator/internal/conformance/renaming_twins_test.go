package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestAppendingTwinsRenamesNothing appends to a document what becomes the same Go
// name as something in front of it, one after the other: schemas, properties,
// members of enums, operations and parameters.
func TestAppendingTwinsRenamesNothing(t *testing.T) {
	spellings := []string{"user_name", "user-name", "userName", "UserName", "username", "user.name", "USER_NAME", "user/name", "+user name"}
	var before map[string]string
	for n := 1; n <= len(spellings); n++ {
		after := declarations(t, one(t, twins(spellings[:n])))
		for _, fault := range renamed(before, after) {
			if strings.HasPrefix(fault, "Holder was") || strings.Contains(fault, "Request was") {
				fault = lostField(fault)
			}
			if fault != "" {
				t.Errorf("with %q added: %s", spellings[n-1], fault)
			}
		}
		before = after
	}
	for _, want := range []string{"Client.UserName_2", "UserName_2", "Holder", "KindPlusUserName"} {
		if !slices.ContainsFunc(keysOf(before), func(name string) bool { return strings.HasSuffix(name, want) }) {
			t.Errorf("nothing is called %s: %v", want, keysOf(before))
		}
	}
}

func keysOf(m map[string]string) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

// lostField returns a fault of [renamed] if a field that was there is gone; "" if
// there are only more of them.
func lostField(fault string) string {
	_, both, _ := strings.Cut(fault, " was\n")
	was, is, _ := strings.Cut(both, " and is\n")
	was = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(was), "struct { "), " }")
	for field := range strings.SplitSeq(was, "` ") {
		if !strings.Contains(is, " "+strings.TrimSpace(field)) {
			return fault
		}
	}
	return ""
}

// twins is a document in which everything is called by the spellings.
func twins(spellings []string) string {
	var ops, schemas, properties, parameters []string
	for i, name := range spellings {
		ops = append(ops, fmt.Sprintf("  /v3/%d:\n    post:\n      operationId: %q\n      responses: { '204': { description: done } }", i, name))
		if !strings.ContainsAny(name, "/ +") {
			schemas = append(schemas, fmt.Sprintf("    %q: { type: object, properties: { p%d: { type: string } } }", name, i))
			properties = append(properties, fmt.Sprintf("%q: { $ref: '#/components/schemas/%s' }", name, name))
		}
		parameters = append(parameters, fmt.Sprintf("{ name: %q, in: query, schema: { type: string } }", name))
	}
	schemas = append(schemas,
		"    Holder: { type: object, properties: { "+strings.Join(properties, ", ")+" } }",
		"    Kind: { type: string, enum: [ \"other\", \""+strings.Join(spellings, "\", \"")+"\" ] }")
	ops = append(ops, "  /v3/all:\n    post:\n      operationId: all\n      parameters: [ "+strings.Join(parameters, ", ")+" ]\n"+
		"      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: {"+
		" holder: { $ref: '#/components/schemas/Holder' }, kind: { $ref: '#/components/schemas/Kind' } } } } } }\n"+
		"      responses: { '204': { description: done } }")
	return assembled(ops, schemas)
}
