package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// sealer writes the walk over a type's sensitive values that encrypts them on a
// copy or decrypts them in place.
type sealer struct {
	walker string // variable and type of what does it: e and Encrypter, d and Decrypter
	typ    string
	method string // of nested types: encrypt, decrypt
	copies bool   // what is pointed to is copied before it is changed
	loops  int
}

var (
	encrypting = sealer{walker: "e", typ: "Encrypter", method: "encrypt", copies: true}
	decrypting = sealer{walker: "d", typ: "Decrypter", method: "decrypt"}
)

// sealMethods writes the methods that encrypt or decrypt; walk writes what is in
// them.
//
//	func (r Order) EncryptSensitive(e *wxpay.Encrypter) (any, error) {
//		r.Name = e.String("name", r.Name)
//		return r, e.Err()
//	}
func sealMethods(name string, s ir.Sensitivity, walk func(sealer) []jen.Code) []jen.Code {
	var out []jen.Code
	if s&ir.EncryptedTop != 0 {
		body := append(walk(encrypting), jen.Return(jen.Id("r"), jen.Id("e").Dot("Err").Call()))
		out = append(out, note("EncryptSensitive returns a copy with the sensitive values encrypted; package wxpay calls it before it sends.").
			Func().Params(jen.Id("r").Id(name)).Id("EncryptSensitive").Params(encrypting.param()).
			Params(jen.Any(), jen.Error()).Block(body...))
	}
	if s&ir.EncryptedNested != 0 {
		out = append(out, encrypting.nested(name, walk(encrypting)))
	}
	if s&ir.DecryptedTop != 0 {
		body := append(walk(decrypting), jen.Return(jen.Id("d").Dot("Err").Call()))
		out = append(out, note("DecryptSensitive decrypts the sensitive values in place; package wxpay calls it after decoding.").
			Func().Params(jen.Id("r").Op("*").Id(name)).Id("DecryptSensitive").Params(decrypting.param()).Error().Block(body...))
	}
	if s&ir.DecryptedNested != 0 {
		out = append(out, decrypting.nested(name, walk(decrypting)))
	}
	return out
}

func (s sealer) param() jen.Code {
	return jen.Id(s.walker).Op("*").Add(runtime(s.typ))
}

// nested writes the method of a type within others.
//
//	func (r *Payer) encrypt(e *wxpay.Encrypter) { … }
func (s sealer) nested(name string, body []jen.Code) jen.Code {
	return jen.Func().Params(jen.Id("r").Op("*").Id(name)).Id(s.method).Params(s.param()).Block(body...)
}

func (s sealer) fields(d *ir.Struct) []jen.Code {
	var out []jen.Code
	for i := range d.Fields {
		f := &d.Fields[i]
		out = append(out, s.value(f.Wire, jen.Id("r").Dot(f.Name), f.Value)...)
	}
	if d.Rest != nil {
		out = append(out, s.value(d.Rest.Wire, jen.Id("r").Dot(d.Rest.Name), d.Rest.Value)...)
	}
	return out
}

// value writes what changes x, which can be assigned to and is no longer shared.
func (s sealer) value(name string, x *jen.Statement, val ir.Value) []jen.Code {
	if !val.HasSensitive() {
		return nil
	}
	switch t := val.Type.(type) {
	case *ir.Pointer:
		return s.pointer(name, x, val, t)
	case *ir.Slice:
		return s.slice(name, x, val)
	case *ir.Map:
		return s.mapping(name, x, val)
	}
	if val.Encrypted {
		return []jen.Code{x.Clone().Op("=").Add(s.text(name, x, val.Type))}
	}
	call := x.Clone().Dot(s.method).Call(jen.Id(s.walker))
	if name == "" {
		return []jen.Code{call}
	}
	return []jen.Code{s.call("Field", jen.Lit(name)), call, s.call("Leave")}
}

func (s sealer) call(method string, args ...jen.Code) jen.Code {
	return jen.Id(s.walker).Dot(method).Call(args...)
}

// text writes the call that makes one value of another.
//
//	e.String("name", r.Name)
//	wxpay.EncryptString(e, "name", r.Name)
func (s sealer) text(name string, x *jen.Statement, t ir.Type) jen.Code {
	if t == ir.String {
		return s.call("String", jen.Lit(name), x.Clone())
	}
	function := "DecryptString"
	if s.copies {
		function = "EncryptString"
	}
	return runtime(function).Call(jen.Id(s.walker), jen.Lit(name), x.Clone())
}

// pointer writes the change of what x points to.
//
//	if r.Payer != nil {
//		value := *r.Payer
//		value.encrypt(e)
//		r.Payer = &value
//	}
func (s sealer) pointer(name string, x *jen.Statement, val ir.Value, t *ir.Pointer) []jen.Code {
	val.Type = t.Elem
	var body []jen.Code
	switch {
	case s.copies:
		value := numbered("value", s.loops)
		inner := s
		inner.loops++
		body = append(body, jen.Id(value).Op(":=").Op("*").Add(x))
		body = append(body, inner.value(name, jen.Id(value), val)...)
		body = append(body, x.Clone().Op("=").Op("&").Id(value))
	case val.Sensitive:
		body = s.value(name, x, val)
	case val.Encrypted:
		body = s.value(name, jen.Op("*").Add(x), val)
	default:
		body = s.value(name, jen.Parens(jen.Op("*").Add(x)), val)
	}
	return []jen.Code{jen.If(x.Clone().Op("!=").Nil()).Block(body...)}
}

// slice writes the change of each element.
//
//	r.Receivers = slices.Clone(r.Receivers)
//	for i := range r.Receivers {
//		e.Index("receivers", i)
//		r.Receivers[i].encrypt(e)
//		e.Leave()
//	}
func (s sealer) slice(name string, x *jen.Statement, val ir.Value) []jen.Code {
	var out []jen.Code
	if s.copies {
		out = append(out, x.Clone().Op("=").Qual(slicesPath, "Clone").Call(x.Clone()))
	}
	i := indexName(s.loops)
	inner := s
	inner.loops++
	body := []jen.Code{s.call("Index", jen.Lit(name), jen.Id(i))}
	body = append(body, inner.value("", x.Clone().Index(jen.Id(i)), *val.Elem)...)
	body = append(body, s.call("Leave"))
	return append(out, jen.For(jen.Id(i).Op(":=").Range().Add(x)).Block(body...))
}

// mapping writes the change of each entry, in the order of the keys.
//
//	r.Names = maps.Clone(r.Names)
//	for _, key := range slices.Sorted(maps.Keys(r.Names)) {
//		value := r.Names[key]
//		e.Key("names", key)
//		value = e.String("", value)
//		e.Leave()
//		r.Names[key] = value
//	}
func (s sealer) mapping(name string, x *jen.Statement, val ir.Value) []jen.Code {
	var out []jen.Code
	if s.copies {
		out = append(out, x.Clone().Op("=").Qual(mapsPath, "Clone").Call(x.Clone()))
	}
	key, value := numbered("key", s.loops), numbered("value", s.loops)
	inner := s
	inner.loops++
	body := []jen.Code{
		jen.Id(value).Op(":=").Add(x.Clone()).Index(jen.Id(key)),
		s.call("Key", jen.Lit(name), jen.Id(key)),
	}
	body = append(body, inner.value("", jen.Id(value), *val.Elem)...)
	body = append(body, s.call("Leave"), x.Clone().Index(jen.Id(key)).Op("=").Id(value))
	keys := jen.Qual(slicesPath, "Sorted").Call(jen.Qual(mapsPath, "Keys").Call(x.Clone()))
	return append(out, jen.For(jen.List(jen.Id("_"), jen.Id(key)).Op(":=").Range().Add(keys)).Block(body...))
}
