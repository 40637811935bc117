package templates

import (
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// unionValidate writes validate.
//
//	func (r *Method) validate(v *wxpayimpl.Validator) {
//		v.OneOf("", "Card or Wallet", wxpayimpl.HasMember(r.Value))
//		switch m := r.Value.(type) {
//		case *Card:
//			if m != nil {
//				wxpayimpl.Enum(v, "type", m.Type, "CARD")
//				m.validate(v)
//			}
//		}
//	}
func (n names) unionValidate(d *ir.Union) jen.Code {
	var labels []string
	var cases []jen.Code
	for i := range d.Members {
		m := &d.Members[i]
		if !slices.Contains(labels, m.Label) {
			labels = append(labels, m.Label)
		}
		if body := append(n.tagChecks(d, m), memberChecks(m)...); len(body) > 0 {
			there := jen.If(jen.Id("m").Op("!=").Nil()).Block(body...)
			cases = append(cases, jen.Case(jen.Op("*").Id(memberName(m))).Block(there))
		}
	}
	is := impl("HasMember").Call(jen.Id("r").Dot("Value"))
	body := []jen.Code{jen.Id("v").Dot("OneOf").Call(jen.Lit(""), jen.Lit(enumerate(labels, " or ")), is)}
	if len(cases) > 0 {
		body = append(body, jen.Switch(jen.Id("m").Op(":=").Id("r").Dot("Value").Assert(jen.Type())).Block(cases...))
	}
	return validateMethod(jen.Id("r").Op("*").Id(d.Name), body)
}

// memberChecks writes the checks of the member m, a pointer that is not nil.
func memberChecks(m *ir.Member) []jen.Code {
	if m.Value.Checked {
		return []jen.Code{jen.Id("m").Dot("validate").Call(jen.Id("v"))}
	}
	x := ident("m").pointee()
	switch m.Type.(type) {
	case ir.Kind, ir.Runtime:
		x = expr{x: typeOf(m.Type).Call(x.value())}
	}
	return checker{validator: jen.Id("v")}.value("", x, m.Value, ir.Always)
}

// tagChecks writes the check that the discriminator of the member m has one of the values for
// m, unless the checks of m require this already.
func (n names) tagChecks(d *ir.Union, m *ir.Member) []jen.Code {
	named, _ := m.Type.(ir.Named)
	st, ok := n[named].(*ir.Struct)
	if !ok || d.Discriminator == "" || m.Wrapper != "" {
		return nil
	}
	i := slices.IndexFunc(st.Fields, func(f ir.Field) bool { return f.Wire == d.Discriminator && !f.Param })
	if i < 0 {
		return nil
	}
	f := &st.Fields[i]
	x, typ := expr{x: jen.Id("m").Dot(f.Name)}, f.Value.Type
	pointer, isPointer := typ.(*ir.Pointer)
	if isPointer {
		x, typ = x.pointee(), pointer.Elem
	}
	args := tagArgs(m.Tags, n.under(typ))
	if len(args) == 0 || slices.ContainsFunc(f.Value.Rules, func(r ir.Rule) bool { return n.admits(r, typ, args) }) {
		return nil
	}
	check := checker{validator: jen.Id("v")}.rule(f.Wire, x, typ, ir.Rule{Call: "Enum", Func: true, Args: args})
	if isPointer {
		check = jen.If(jen.Id("m").Dot(f.Name).Op("!=").Nil()).Block(check)
	}
	return []jen.Code{check}
}

// tagArgs returns the values of a discriminator of the type t, or nil if they do not have that
// type.
func tagArgs(tags []string, t ir.Type) []ir.Arg {
	var args []ir.Arg
	for _, tag := range tags {
		switch t {
		case ir.String:
			args = append(args, ir.Text(tag))
		case ir.Int64:
			i, err := strconv.ParseInt(tag, 10, 64)
			if err != nil {
				return nil
			}
			args = append(args, ir.Int(i))
		}
	}
	return args
}

// admits reports whether a rule for values of the type t admits args and no others.
func (n names) admits(r ir.Rule, t ir.Type, args []ir.Arg) bool {
	if r.Call != "Enum" {
		return false
	}
	members := r.Args
	named, _ := t.(ir.Named)
	if e, ok := n[named].(*ir.Enum); ok {
		members = nil
		for _, m := range e.Members {
			if e.Base == ir.String {
				members = append(members, ir.Text(m.Str))
			} else {
				members = append(members, ir.Int(m.Int))
			}
		}
	}
	return len(members) == len(args) && !slices.ContainsFunc(members, func(m ir.Arg) bool { return !slices.Contains(args, m) })
}

// needsLimits reports whether the member i has limits that its type does not check, and another
// member may have the same JSON type.
func (n names) needsLimits(d *ir.Union, i int) bool {
	m := &d.Members[i]
	if d.Validate == ir.NotValidated || m.Wrapper == "" && m.Value.Checked || len(memberChecks(m)) == 0 {
		return false
	}
	for j := range d.Members {
		if other := &d.Members[j]; j != i && (other.JSONKind == m.JSONKind || other.JSONKind == "" || m.JSONKind == "") {
			return true
		}
	}
	return false
}
