package templates

import (
	"go/token"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// checkIdentifiers panics if a name of a declaration is not an identifier. jennifer would
// write it unchanged, and any text could become code.
func checkIdentifiers(decl ir.Decl) {
	for _, name := range declared(decl) {
		if !token.IsIdentifier(name) {
			panic(fail("%q is not an identifier", name))
		}
	}
}

// declared lists the names that a declaration declares.
func declared(decl ir.Decl) []string {
	var names []string
	switch d := decl.(type) {
	case *ir.Client:
		names = append(names, d.Handshake)
	case *ir.Codes:
		for _, code := range d.Codes {
			names = append(names, code.Name)
		}
	case *ir.Schemes:
		for _, s := range d.Schemes {
			names = append(names, s.Var, s.Option)
		}
	case *ir.Defaults:
		for _, value := range d.Values {
			names = append(names, value.Name)
		}
	case *ir.Patterns:
		for _, p := range d.Patterns {
			names = append(names, p.Name)
		}
	case *ir.Operation:
		names = append(names, d.Var, d.Name)
		if several, ok := d.Response.(ir.SeveralResponses); ok {
			names = append(names, several.Name)
			for _, a := range several.Responses {
				names = append(names, a.Field)
			}
		}
	case *ir.Struct:
		names = append(names, d.Name)
		for i := range d.Fields {
			names = append(names, d.Fields[i].Name)
		}
		if d.Rest != nil {
			names = append(names, d.Rest.Name)
		}
	case *ir.Enum:
		names = append(names, d.Name)
		if d.Values != "" {
			names = append(names, d.Values)
		}
		for _, member := range d.Members {
			names = append(names, member.Name)
		}
	case *ir.Defined:
		names = append(names, d.Name)
	case *ir.Notifications:
		names = append(names, d.Name)
		for _, event := range d.Events {
			names = append(names, event.Name, event.Const)
		}
	case *ir.Union:
		names = append(names, d.Name, d.Iface)
		for i := range d.Members {
			names = append(names, memberName(&d.Members[i]))
		}
	}
	return names
}
