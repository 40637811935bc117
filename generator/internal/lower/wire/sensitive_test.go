package wire

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// tree is a request or a response with a member Inner that has an encrypted
// string.
func tree() (outer, inner *ir.Struct, decls []ir.Decl) {
	inner = &ir.Struct{Name: "Inner", Fields: []ir.Field{{Name: "Secret", Value: ir.Value{Type: ir.String, Encrypted: true}}}}
	outer = &ir.Struct{Name: "Outer", Fields: []ir.Field{{Name: "I", Value: ir.Value{Type: &ir.Pointer{Elem: ir.Named("Inner")}, Sensitive: true}}}}
	return outer, inner, []ir.Decl{outer, inner}
}

func TestSensitiveRequest(t *testing.T) {
	for name, c := range map[string]struct {
		param        bool
		body         ir.Body
		outer, inner ir.Sensitivity
		reported     string
	}{
		"fields":      {false, ir.JSONBody{}, ir.EncryptedTop, ir.EncryptedNested, ""},
		"one field":   {true, ir.JSONBody{Field: "I"}, ir.NotSensitive, ir.EncryptedTop, ""},
		"other field": {true, ir.JSONBody{Field: "J"}, ir.NotSensitive, ir.NotSensitive, "encrypted-place"},
		"form":        {true, ir.FormBody{}, ir.NotSensitive, ir.NotSensitive, "encrypted-place"},
	} {
		t.Run(name, func(t *testing.T) {
			outer, inner, decls := tree()
			outer.Fields[0].Param = c.param
			reported := rulesOf(NewSensitive(decls, nil).Request(outer, c.body, diag.Position{}))
			if outer.Sensitive != c.outer || inner.Sensitive != c.inner || reported != c.reported {
				t.Errorf("got %d, %d [%s]", outer.Sensitive, inner.Sensitive, reported)
			}
		})
	}
}

func TestSensitiveResponse(t *testing.T) {
	pointer := &ir.Pointer{Elem: ir.Named("Outer")}
	for name, c := range map[string]struct {
		value        ir.Value
		several      bool
		outer, inner ir.Sensitivity
		reported     string
	}{
		"object":      {ir.Value{Type: pointer}, false, ir.DecryptedTop, ir.DecryptedNested, ""},
		"one of some": {ir.Value{Type: pointer}, true, ir.NotSensitive, ir.NotSensitive, "encrypted-place"},
		"list":        {ir.Value{Type: &ir.Slice{Elem: pointer}, Elem: &ir.Value{Type: pointer}}, false, ir.NotSensitive, ir.NotSensitive, "encrypted-place"},
		"other":       {ir.Value{Type: ir.String}, false, ir.NotSensitive, ir.NotSensitive, ""},
	} {
		t.Run(name, func(t *testing.T) {
			outer, inner, decls := tree()
			reported := rulesOf(NewSensitive(decls, nil).Response(c.value, c.several, diag.Position{}))
			if outer.Sensitive != c.outer || inner.Sensitive != c.inner || reported != c.reported {
				t.Errorf("got %d, %d [%s]", outer.Sensitive, inner.Sensitive, reported)
			}
		})
	}
}

// A choice cannot be encrypted: which member it has is not known in time.
func TestSensitiveUnion(t *testing.T) {
	outer, _, decls := tree()
	outer.Fields[0].Value.Type = ir.Named("Choice")
	decls = append(decls, &ir.Union{Name: "Choice", Members: []ir.Member{{Value: ir.Value{Type: ir.Named("Inner"), Sensitive: true}}}})
	at := diag.Position{File: "spec.yaml", Line: 7}
	list := NewSensitive(decls, map[string]diag.Position{"Choice": at}).Request(outer, ir.JSONBody{}, diag.Position{})
	if rulesOf(list) != "encrypted-union" || list[0].Pos != at {
		t.Errorf("got %v", list)
	}
}

// A type of requests and responses is encrypted and decrypted.
func TestSensitiveBothWays(t *testing.T) {
	outer, inner, decls := tree()
	s := NewSensitive(decls, nil)
	faults := append(s.Request(outer, ir.JSONBody{}, diag.Position{}), s.Response(ir.Value{Type: ir.Named("Outer")}, false, diag.Position{})...)
	if len(faults) > 0 || outer.Sensitive != ir.EncryptedTop|ir.DecryptedTop || inner.Sensitive != ir.EncryptedNested|ir.DecryptedNested {
		t.Errorf("got %d, %d, %v", outer.Sensitive, inner.Sensitive, faults)
	}
}
