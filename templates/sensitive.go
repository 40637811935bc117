package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// sealer writes the code that visits the sensitive values of a type, and encrypts them on a
// copy or decrypts them in place.
type sealer struct {
	walker string // variable and type of the visitor: e and Encrypter, d and Decrypter
	typ    string
	method string // of nested types: encrypt, decrypt
	verb   string // of the walker: Encrypt, Decrypt
	copies bool   // values behind pointers are copied before they are changed
	loops  int
}

var (
	encrypting = sealer{walker: "e", typ: "Encrypter", method: "encrypt", verb: "Encrypt", copies: true}
	decrypting = sealer{walker: "d", typ: "Decrypter", method: "decrypt", verb: "Decrypt"}
)

// sealMethods writes the methods that encrypt or decrypt. walk writes their bodies.
//
//	func (r Order) EncryptSensitive(e *wxpayimpl.Encrypter) (any, error) {
//		r.Name = e.Encrypt("name", r.Name)
//		return r, e.Err()
//	}
func sealMethods(name string, s ir.Sensitivity, walk func(sealer) []jen.Code) []jen.Code {
	var out []jen.Code
	if s&ir.EncryptedTop != 0 {
		body := append(encrypting.top(s&ir.EncryptedNested != 0, walk), jen.Return(jen.Id("r"), jen.Id("e").Dot("Err").Call()))
		out = append(out, note("EncryptSensitive returns a copy with the sensitive values encrypted. Package wxpay calls it before sending.").
			Func().Params(jen.Id("r").Id(name)).Id("EncryptSensitive").Params(encrypting.param()).
			Params(jen.Any(), jen.Error()).Block(body...))
	}
	if s&ir.EncryptedNested != 0 {
		out = append(out, encrypting.nested(name, walk(encrypting)))
	}
	if s&ir.DecryptedTop != 0 {
		body := append(decrypting.top(s&ir.DecryptedNested != 0, walk), jen.Return(jen.Id("d").Dot("Err").Call()))
		out = append(out, note("DecryptSensitive decrypts the sensitive values in place. Package wxpay calls it after decoding.").
			Func().Params(jen.Id("r").Op("*").Id(name)).Id("DecryptSensitive").Params(decrypting.param()).Error().Block(body...))
	}
	if s&ir.DecryptedNested != 0 {
		out = append(out, decrypting.nested(name, walk(decrypting)))
	}
	return out
}

func (s sealer) param() jen.Code {
	return jen.Id(s.walker).Op("*").Add(impl(s.typ))
}

// top writes the body of an exported method: the visit, or, if other types contain the type, a
// call of the method that they call.
func (s sealer) top(nested bool, walk func(sealer) []jen.Code) []jen.Code {
	if nested {
		return []jen.Code{jen.Id("r").Dot(s.method).Call(jen.Id(s.walker))}
	}
	return walk(s)
}

// nested writes the method of a type that other types contain.
//
//	func (r *Payer) encrypt(e *wxpayimpl.Encrypter) { … }
func (s sealer) nested(name string, body []jen.Code) jen.Code {
	return jen.Func().Params(jen.Id("r").Op("*").Id(name)).Id(s.method).Params(s.param()).Block(body...)
}

func (s sealer) fields(d *ir.Struct) []jen.Code {
	var out []jen.Code
	for i := range d.Fields {
		f := &d.Fields[i]
		out = append(out, s.value(f.Wire, member(f.Name), f.Value)...)
	}
	if d.Rest != nil {
		out = append(out, s.value(d.Rest.Wire, member(d.Rest.Name), d.Rest.Value)...)
	}
	return out
}

// value writes the code that changes x, which is assignable and not shared.
func (s sealer) value(name string, x expr, val ir.Value) []jen.Code {
	if !val.HasSensitive() {
		return nil
	}
	switch t := val.Type.(type) {
	case *ir.Nullable:
		val.Type = &ir.Pointer{Elem: t.Elem}
		return s.value(name, x.pointed(), val)
	case *ir.Pointer:
		return s.pointer(name, x, val, t)
	case *ir.Slice:
		return s.slice(name, x, val)
	case *ir.Map:
		return s.mapping(name, x, val)
	}
	if val.Encrypted {
		return []jen.Code{x.value().Op("=").Add(s.text(name, x, val.Type))}
	}
	call := x.call(s.method, jen.Id(s.walker))
	if name == "" {
		return []jen.Code{call}
	}
	return []jen.Code{s.call("Field", jen.Lit(name)), call, s.call("Leave")}
}

func (s sealer) call(method string, args ...jen.Code) jen.Code {
	return jen.Id(s.walker).Dot(method).Call(args...)
}

// text writes the call that encrypts or decrypts a value.
//
//	e.Encrypt("name", r.Name)
//	wxpayimpl.EncryptString(e, "name", r.Name)
func (s sealer) text(name string, x expr, t ir.Type) jen.Code {
	if t == ir.String {
		return s.call(s.verb, jen.Lit(name), x.value())
	}
	function := "DecryptString"
	if s.copies {
		function = "EncryptString"
	}
	return impl(function).Call(jen.Id(s.walker), jen.Lit(name), x.value())
}

// pointer writes the code that changes the value to which x points.
//
//	if r.Payer != nil {
//		value := *r.Payer
//		value.encrypt(e)
//		r.Payer = &value
//	}
func (s sealer) pointer(name string, x expr, val ir.Value, t *ir.Pointer) []jen.Code {
	val.Type = t.Elem
	target := x.pointee()
	if !s.copies {
		if val.Sensitive {
			target = x // methods can be called on the pointer
		}
		return []jen.Code{jen.If(x.operand().Op("!=").Nil()).Block(s.value(name, target, val)...)}
	}
	copied := numbered("value", s.loops)
	inner := s
	inner.loops++
	var body []jen.Code
	if val.Encrypted {
		body = append(body, jen.Id(copied).Op(":=").Add(s.text(name, target, val.Type)))
	} else {
		body = append(body, jen.Id(copied).Op(":=").Add(target.value()))
		body = append(body, inner.value(name, ident(copied), val)...)
	}
	body = append(body, x.value().Op("=").Op("&").Id(copied))
	return []jen.Code{jen.If(x.operand().Op("!=").Nil()).Block(body...)}
}

// slice writes the code that changes each element.
//
//	r.Receivers = slices.Clone(r.Receivers)
//	for i := range r.Receivers {
//		e.Index("receivers", i)
//		r.Receivers[i].encrypt(e)
//		e.Leave()
//	}
func (s sealer) slice(name string, x expr, val ir.Value) []jen.Code {
	var out []jen.Code
	if s.copies {
		out = append(out, x.value().Op("=").Qual(slicesPath, "Clone").Call(x.value()))
	}
	i := indexName(s.loops)
	inner := s
	inner.loops++
	body := []jen.Code{s.call("Index", jen.Lit(name), jen.Id(i))}
	body = append(body, inner.value("", x.index(i), *val.Elem)...)
	body = append(body, s.call("Leave"))
	return append(out, jen.For(jen.Id(i).Op(":=").Range().Add(x.value())).Block(body...))
}

// mapping writes the code that changes each entry, in the order of the keys.
//
//	r.Names = maps.Clone(r.Names)
//	for _, key := range slices.Sorted(maps.Keys(r.Names)) {
//		value := r.Names[key]
//		e.Key("names", key)
//		value = e.Encrypt("", value)
//		e.Leave()
//		r.Names[key] = value
//	}
func (s sealer) mapping(name string, x expr, val ir.Value) []jen.Code {
	var out []jen.Code
	if s.copies {
		out = append(out, x.value().Op("=").Qual(mapsPath, "Clone").Call(x.value()))
	}
	key, value := numbered("key", s.loops), numbered("value", s.loops)
	inner := s
	inner.loops++
	body := []jen.Code{
		jen.Id(value).Op(":=").Add(x.index(key).value()),
		s.call("Key", jen.Lit(name), jen.Id(key)),
	}
	body = append(body, inner.value("", ident(value), *val.Elem)...)
	body = append(body, s.call("Leave"), x.index(key).value().Op("=").Id(value))
	keys := jen.Qual(slicesPath, "Sorted").Call(jen.Qual(mapsPath, "Keys").Call(x.value()))
	return append(out, jen.For(jen.List(jen.Id("_"), jen.Id(key)).Op(":=").Range().Add(keys)).Block(body...))
}
