package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// union writes a value that is one of several types: a struct that holds it, the
// sealed interface of its members, and what reads, writes and checks it.
func union(d *ir.Union) []jen.Code {
	out := []jen.Code{unionType(d), unionInterface(d)}
	out = append(out, unionMembers(d)...)
	out = append(out, unionMarshal(d), unionUnmarshal(d), unionIsZero(d))
	switch d.Validate {
	case ir.ValidatedByCallers:
		out = append(out, publicValidate(d.Name, jen.Id("r").Dot("validate").Call(jen.Op("&").Id("v"))), unionValidate(d))
	case ir.ValidatedByOthers:
		out = append(out, unionValidate(d))
	case ir.ValidatedAlone:
		panic(fail("%s: a union is validated by others", d.Name))
	}
	return out
}

// unionType writes the struct.
//
//	// Method is …
//	type Method struct {
//		// Value is a *Card or a *Wallet, nil for none of them.
//		Value MethodValue
//		// Raw is the JSON that Value was decoded from.
//		Raw json.RawMessage
//	}
func unionType(d *ir.Union) jen.Code {
	return doc(d.Doc).Type().Id(d.Name).Struct(
		memberDoc(ir.Doc{ir.Para("Value is " + memberTypes(d, " or ") + "; nil when it is absent, or none of them.")}).
			Id("Value").Id(d.Iface),
		memberDoc(ir.Doc{ir.Para("Raw is the JSON that Value was decoded from. It is sent when Value is nil.")}).
			Id("Raw").Qual(jsonPath, "RawMessage"),
	)
}

// unionInterface writes the interface.
//
//	// MethodValue is *Card or *Wallet.
//	type MethodValue interface{ isMethod() }
func unionInterface(d *ir.Union) jen.Code {
	return note(d.Iface + " is " + memberTypes(d, " or ") + ".").
		Type().Id(d.Iface).Interface(jen.Id(sealName(d)).Params())
}

func sealName(d *ir.Union) string { return "is" + d.Name }

// memberTypes lists the members' types for a comment.
func memberTypes(d *ir.Union, or string) string {
	list := make([]string, 0, len(d.Members))
	for i := range d.Members {
		name := memberName(&d.Members[i])
		if d.Members[i].Wrapper == "" {
			name = "*" + name
		}
		list = append(list, "["+name+"]")
	}
	return enumerate(list, or)
}

// enumerate joins words for a reader: A, B or C.
func enumerate(words []string, or string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + or + words[last]
}

// memberName is the name of the type that carries a member.
func memberName(m *ir.Member) string {
	if m.Wrapper != "" {
		return m.Wrapper
	}
	named, ok := m.Type.(ir.Named)
	if !ok {
		panic(fail("a union's member of type %T has no wrapper", m.Type))
	}
	return string(named)
}

// unionMembers seals the interface, and declares the types that carry members
// which are not structs.
//
//	func (*Card) isMethod() {}
//
//	// MethodText is …
//	type MethodText string
//
//	func (MethodText) isMethod() {}
func unionMembers(d *ir.Union) []jen.Code {
	var out []jen.Code
	for i := range d.Members {
		m := &d.Members[i]
		receiver := jen.Id(memberName(m))
		if m.Wrapper == "" {
			receiver = jen.Op("*").Add(receiver)
		} else {
			out = append(out, note(m.Wrapper+" is a ["+d.Name+"] that is "+m.JSONKind+".").
				Type().Id(m.Wrapper).Add(typeOf(m.Type)))
		}
		out = append(out, jen.Func().Params(receiver).Id(sealName(d)).Params().Block())
	}
	return out
}
