package templates

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// Paths of the packages that generated code imports.
const (
	contextPath = "context"
	jsonPath    = "encoding/json"
	httpPath    = "net/http"
	ioPath      = "io"
	iterPath    = "iter"
	mapsPath    = "maps"
	slicesPath  = "slices"
	base64Path  = "encoding/base64"
	strconvPath = "strconv"
	stringsPath = "strings"
	runtimePath = "github.com/wxpaygen/wxpaygen/wxpay"
	implPath    = runtimePath + "/wxpayimpl"
)

// importNames prevents jennifer from writing aliases for these packages.
var importNames = map[string]string{
	contextPath: "context",
	jsonPath:    "json",
	httpPath:    "http",
	ioPath:      "io",
	iterPath:    "iter",
	mapsPath:    "maps",
	slicesPath:  "slices",
	base64Path:  "base64",
	strconvPath: "strconv",
	stringsPath: "strings",
	runtimePath: "wxpay",
	implPath:    "wxpayimpl",
}

// Reserved returns the names that a generated package must not declare, sorted: names of its
// imports, of receivers, parameters and variables in its methods, and the predeclared names
// that it uses.
func Reserved() []string {
	names := []string{
		"c", "call", "ctx", "d", "data", "e", "err", "i", "j", "k", "key", "m", "opts", "out", "plain", "r", "req", "resp", "u", "v", "value",
		"any", "append", "bool", "byte", "error", "false", "float64", "init", "int", "int32", "int64", "len", "main", "new", "nil", "string", "true", "uint64",
	}
	for _, name := range importNames {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ReservedMembers returns the names that a field of a generated struct must not have, sorted,
// since methods may have them.
func ReservedMembers() []string {
	return []string{
		"DecodeResponse", "DecryptSensitive", "EncryptSensitive", "IsZero", "MarshalJSON", "UnmarshalJSON", "Validate",
		"decrypt", "encrypt", "hasBody", "validate",
	}
}

// names maps names to the declared types of a package.
type names map[ir.Named]ir.Decl

func namesOf(pkg *ir.Package) names {
	n := names{}
	for _, file := range pkg.Files {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ir.Enum:
				n[ir.Named(d.Name)] = d
			case *ir.Defined:
				n[ir.Named(d.Name)] = d
			case *ir.Struct:
				n[ir.Named(d.Name)] = d
			case *ir.Union:
				n[ir.Named(d.Name)] = d
			}
		}
	}
	return n
}

// under returns the underlying type of t, or t itself for structs and unions.
func (n names) under(t ir.Type) ir.Type {
	switch t := t.(type) {
	case ir.Named:
		switch d := n[t].(type) {
		case *ir.Enum:
			return d.Base
		case *ir.Defined:
			return n.under(d.Value.Type)
		}
	case ir.Runtime:
		if t == "DateTime" || t == "Date" || t == "Code" {
			return ir.String
		}
	}
	return t
}

// typeOf writes a type: *[]map[string]wxpay.DateTime.
func typeOf(t ir.Type) *jen.Statement {
	switch t := t.(type) {
	case ir.Kind:
		return jen.Id(kind(t))
	case ir.Named:
		return jen.Id(string(t))
	case ir.Runtime:
		return runtime(string(t))
	case ir.External:
		return jen.Qual(t.Path, t.Name)
	case ir.Raw:
		return jen.Qual(jsonPath, "RawMessage")
	case ir.Bytes:
		return jen.Index().Byte()
	case ir.Reader:
		return jen.Qual(ioPath, "Reader")
	case *ir.Pointer:
		return jen.Op("*").Add(typeOf(t.Elem))
	case *ir.Nullable:
		return runtime("Nullable").Types(typeOf(t.Elem))
	case *ir.Slice:
		return jen.Index().Add(typeOf(t.Elem))
	case *ir.Map:
		return jen.Map(jen.String()).Add(typeOf(t.Elem))
	default:
		panic(fail("no template for a type of type %T", t))
	}
}

func kind(k ir.Kind) string {
	switch k {
	case ir.String:
		return "string"
	case ir.Int64:
		return "int64"
	case ir.Float64:
		return "float64"
	case ir.Bool:
		return "bool"
	case ir.Int32:
		return "int32"
	case ir.Uint64:
		return "uint64"
	default:
		panic(fail("no template for the kind %d", k))
	}
}

// impl writes a name of the package for generated code: wxpayimpl.Validator.
func impl(name string) *jen.Statement { return jen.Qual(implPath, name) }

// runtime writes a name of the package for users: wxpay.DateTime.
func runtime(name string) *jen.Statement { return jen.Qual(runtimePath, name) }
