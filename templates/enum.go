package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// enum writes a type, its members as constants and, if a rule needs it, the variable that
// lists them.
//
//	// State …
//	type State string
//
//	// The documented values of [State].
//	const (
//		// StateDone …
//		StateDone State = "DONE"
//	)
//
//	var stateValues = []State{StateDone}
func enum(d *ir.Enum) []jen.Code {
	out := []jen.Code{doc(d.Doc).Type().Id(d.Name).Add(typeOf(d.Base))}
	if len(d.Members) == 0 {
		return out
	}
	defs := make([]jen.Code, 0, len(d.Members))
	values := make([]jen.Code, 0, len(d.Members))
	for _, member := range d.Members {
		value := jen.Lit(member.Str)
		if d.Base != ir.String {
			value = jen.Op(int64Text(member.Int))
		}
		defs = append(defs, memberDoc(member.Doc).Id(member.Name).Id(d.Name).Op("=").Add(value))
		values = append(values, jen.Id(member.Name))
	}
	out = append(out, note("The documented values of ["+d.Name+"].").Const().Defs(defs...))
	if d.Values != "" {
		out = append(out, jen.Var().Id(d.Values).Op("=").Index().Id(d.Name).Values(values...))
	}
	return out
}
