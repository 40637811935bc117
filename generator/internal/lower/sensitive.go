package lower

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// answerOf is what an operation, or an event, answers with.
type answerOf struct {
	owner   string
	pos     diag.Position
	value   ir.Value
	several bool // it is one of several answers
}

// answered notes an answer: callers hold it, and its sensitive values come
// encrypted.
func (l *lowerer) answered(a answerOf) {
	l.answerTypes = append(l.answerTypes, a)
	eachValue(&a.value, func(v *ir.Value) {
		if name := typeName(v.Type); name != "" {
			l.tops[name] = true
		}
	})
}

// sensitivity finds which way each type with sensitive values travels.
type sensitivity struct {
	*lowerer
	types  map[string]bool // that hold a sensitive value at some depth
	byName map[string]ir.Decl
}

// settleSensitivity has what requests hold encrypted and what answers hold
// decrypted. Where that cannot be done, the operation is refused: nothing goes
// out in clear that the document says is encrypted.
func (l *lowerer) settleSensitivity(decls []ir.Decl) {
	s := sensitivity{lowerer: l, byName: map[string]ir.Decl{}}
	s.types = spread(decls, func(d ir.Decl) bool {
		found := false
		values(d, func(v *ir.Value) { found = found || v.Encrypted })
		return found
	}, func(v *ir.Value) bool { return v.Sensitive })
	for _, d := range decls {
		s.byName[declName(d)] = d
		values(d, func(v *ir.Value) { v.Sensitive = v.Sensitive && s.types[typeName(v.Type)] })
	}
	for _, r := range l.requests {
		leave := l.blames.enter(r.op.owner())
		s.request(r)
		leave()
	}
	for _, a := range l.answerTypes {
		leave := l.blames.enter(a.owner)
		s.answer(a)
		leave()
	}
}

// request marks the type whose values are encrypted: the request itself when its
// fields are the body, else the type of the field that is.
func (s *sensitivity) request(r requestOf) {
	body, isJSON := r.out.Body.(ir.JSONBody)
	if isJSON && body.Field == "" {
		s.travel(r.st.Name, ir.EncryptedTop, ir.EncryptedNested)
	}
	for i := range r.st.Fields {
		field := &r.st.Fields[i]
		if !field.Param || !s.holds(&field.Value) {
			continue
		}
		name := typeName(field.Value.Type)
		if isJSON && field.Name == body.Field && s.canTravel(name) {
			s.travel(name, ir.EncryptedTop, ir.EncryptedNested)
			continue
		}
		s.report(diag.Errorf(r.op.Pos, "encrypted-place", "the field %s holds a value that is encrypted, where values cannot be: they are in JSON objects alone", field.Name).
			Fix("describe the body as a JSON object, or take x-encrypted out"))
	}
}

func (s *sensitivity) answer(a answerOf) {
	switch name := typeName(a.value.Type); {
	case !s.holds(&a.value):
	case !a.several && s.canTravel(name):
		s.travel(name, ir.DecryptedTop, ir.DecryptedNested)
	default:
		s.report(diag.Errorf(a.pos, "encrypted-place", "the answer holds a value that comes encrypted, and is not one JSON object").
			Fix("describe the answer as a JSON object, or take x-encrypted out"))
	}
}

// holds reports whether a value is or holds a sensitive one.
func (s *sensitivity) holds(v *ir.Value) bool {
	return v.Encrypted || s.types[typeName(v.Type)] || v.Elem != nil && s.holds(v.Elem)
}

func (s *sensitivity) canTravel(name string) bool { return sensitivityOf(s.byName[name]) != nil }

// travel marks a type, and what it holds, as travelling one way.
func (s *sensitivity) travel(name string, as, nested ir.Sensitivity) {
	d := s.byName[name]
	if d == nil || !s.types[name] {
		return
	}
	if u, ok := d.(*ir.Union); ok {
		s.report(diag.Errorf(s.unionPos[u.Name], "encrypted-union", "the choice %s holds a value that is encrypted, and which member it has is not known in time", u.Name).
			Fix("write one object with optional properties"))
		return
	}
	set := sensitivityOf(d)
	if set == nil || *set&as != 0 {
		return
	}
	*set |= as
	values(d, func(v *ir.Value) {
		if v.Sensitive {
			s.travel(typeName(v.Type), nested, nested)
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
