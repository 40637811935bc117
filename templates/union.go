package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// union writes the type of a value that is one of several types: a struct with the value, the
// sealed interface of its members, and methods that decode, encode and check it.
func (n names) union(d *ir.Union) []jen.Code {
	out := []jen.Code{unionType(d), unionInterface(d)}
	out = append(out, unionMembers(d)...)
	out = append(out, unionMarshal(d), n.unionUnmarshal(d), unionIsZero(d))
	switch d.Validate {
	case ir.ValidatedByCallers:
		out = append(out, publicValidate(d.Name, jen.Id("r").Dot("validate").Call(jen.Op("&").Id("v"))), n.unionValidate(d))
	case ir.ValidatedByOthers:
		out = append(out, n.unionValidate(d))
	case ir.ValidatedAlone:
		panic(fail("%s: a union is validated by others", d.Name))
	}
	return out
}

// unionType writes the struct.
//
//	// Method is …
//	type Method struct {
//		// Value is [*Card] or [*Wallet]. It is nil if …
//		Value MethodValue
//		// Raw is the JSON of a value that fits no member. …
//		Raw json.RawMessage
//	}
func unionType(d *ir.Union) jen.Code {
	return doc(d.Doc).Type().Id(d.Name).Struct(
		memberDoc(ir.Doc{ir.Para("Value is " + memberTypes(d, " or ") + ". It is nil if the value is absent or fits no member.")}).
			Id("Value").Id(d.Iface),
		memberDoc(ir.Doc{ir.Para("Raw is the JSON of a value that fits no member. A request with Raw in place of Value is not sent.")}).
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

// memberTypes lists the types of the members for a comment.
func memberTypes(d *ir.Union, or string) string {
	list := make([]string, 0, len(d.Members))
	for i := range d.Members {
		list = append(list, "[*"+memberName(&d.Members[i])+"]")
	}
	return enumerate(list, or)
}

// enumerate joins words: A, B or C.
func enumerate(words []string, or string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + or + words[last]
}

// memberName returns the name of the type of a member or of its wrapper.
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

// unionMembers writes the methods that seal the interface, and wrapper types for members that
// are not declared types with methods.
//
//	func (*Card) isMethod() {}
//
//	// MethodText is a [Method] that is a string.
//	type MethodText string
//
//	func (*MethodText) isMethod() {}
func unionMembers(d *ir.Union) []jen.Code {
	var out []jen.Code
	for i := range d.Members {
		m := &d.Members[i]
		if m.Wrapper != "" {
			out = append(out, note(m.Wrapper+" is a ["+d.Name+"] that is "+article(m)+".").
				Type().Id(m.Wrapper).Add(wrapped(m.Type)))
		}
		out = append(out, jen.Func().Params(jen.Op("*").Id(memberName(m))).Id(sealName(d)).Params().Block())
	}
	return out
}

// article returns the kind of a member with its article, or its label.
func article(m *ir.Member) string {
	switch m.JSONKind {
	case "":
		return m.Label
	case "array", "object":
		return "an " + m.JSONKind
	default:
		return "a " + m.JSONKind
	}
}

// wrapped writes the underlying type of a wrapper. A type with methods for JSON is embedded,
// to keep them.
func wrapped(t ir.Type) jen.Code {
	switch t.(type) {
	case ir.Named, ir.Raw:
		return jen.Struct(typeOf(t))
	default:
		return typeOf(t)
	}
}
