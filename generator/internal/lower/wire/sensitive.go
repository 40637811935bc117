package wire

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// Sensitive marks the types whose values are encrypted on the wire: in requests
// they are encrypted, in responses decrypted. Where that is impossible the
// operation has a fault: nothing is sent in clear that the document says is
// encrypted.
type Sensitive struct {
	positions map[string]diag.Position
	types     map[string]bool // types with a sensitive value, at any depth
	byName    map[string]ir.Decl
	faults    []diag.Diagnostic
}

// NewSensitive finds the types among decls that have sensitive values. positions
// has the places of unions, by their name.
func NewSensitive(decls []ir.Decl, positions map[string]diag.Position) *Sensitive {
	s := &Sensitive{positions: positions, byName: map[string]ir.Decl{}}
	s.types = types.Spread(decls, hasEncrypted, func(v *ir.Value) bool { return v.Sensitive })
	for _, d := range decls {
		s.byName[types.DeclName(d)] = d
		types.Values(d, func(v *ir.Value) { v.Sensitive = v.Sensitive && s.types[types.TypeName(v.Type)] })
	}
	return s
}

func hasEncrypted(d ir.Decl) bool {
	found := false
	types.Values(d, func(v *ir.Value) { found = found || v.Encrypted })
	return found
}

// Request marks the type whose values are encrypted: the request st itself if its
// fields are the body, else the type of the field that is. It returns what is
// wrong, at pos.
func (s *Sensitive) Request(st *ir.Struct, b ir.Body, pos diag.Position) []diag.Diagnostic {
	s.faults = nil
	body, isJSON := b.(ir.JSONBody)
	if isJSON && body.Field == "" {
		s.travel(st.Name, ir.EncryptedTop, ir.EncryptedNested)
	}
	for i := range st.Fields {
		field := &st.Fields[i]
		if !field.Param || !s.contains(&field.Value) {
			continue
		}
		name := types.TypeName(field.Value.Type)
		if isJSON && field.Name == body.Field && s.canTravel(name) {
			s.travel(name, ir.EncryptedTop, ir.EncryptedNested)
			continue
		}
		s.faults = append(s.faults, diag.Errorf(pos, "encrypted-place", "the field %s contains an encrypted value, which is possible in JSON objects only", field.Name).
			Fix("describe the body as a JSON object, or remove x-encrypted"))
	}
	return s.faults
}

// Response marks the type of a response, whose values are decrypted. several says
// that it is one of several responses. It returns what is wrong, at pos.
func (s *Sensitive) Response(v ir.Value, several bool, pos diag.Position) []diag.Diagnostic {
	s.faults = nil
	switch name := types.TypeName(v.Type); {
	case !s.contains(&v):
	case !several && s.canTravel(name):
		s.travel(name, ir.DecryptedTop, ir.DecryptedNested)
	default:
		s.faults = append(s.faults, diag.Errorf(pos, "encrypted-place", "the response contains an encrypted value, and is not one JSON object").
			Fix("describe the response as a JSON object, or remove x-encrypted"))
	}
	return s.faults
}

// contains reports whether a value is or contains a sensitive one.
func (s *Sensitive) contains(v *ir.Value) bool {
	return v.Encrypted || s.types[types.TypeName(v.Type)] || v.Elem != nil && s.contains(v.Elem)
}

func (s *Sensitive) canTravel(name string) bool { return sensitivityOf(s.byName[name]) != nil }

// travel marks a type, and the types in it, as sent in one direction.
func (s *Sensitive) travel(name string, as, nested ir.Sensitivity) {
	d := s.byName[name]
	if d == nil || !s.types[name] {
		return
	}
	if u, ok := d.(*ir.Union); ok {
		s.faults = append(s.faults, diag.Errorf(s.positions[u.Name], "encrypted-union", "the choice %s contains an encrypted value, and its member is not known before it is decrypted", u.Name).
			Fix("write one object with optional properties"))
		return
	}
	set := sensitivityOf(d)
	if set == nil || *set&as != 0 {
		return
	}
	*set |= as
	types.Values(d, func(v *ir.Value) {
		if v.Sensitive {
			s.travel(types.TypeName(v.Type), nested, nested)
		}
	})
}

func sensitivityOf(d ir.Decl) *ir.Sensitivity {
	switch d := d.(type) {
	case *ir.Struct:
		return &d.Sensitive
	case *ir.Defined:
		return &d.Sensitive
	}
	return nil
}
