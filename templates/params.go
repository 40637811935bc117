package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// senderOf returns the method of wxpayimpl.Request that sets a parameter.
func senderOf(in ir.Location) string {
	switch in {
	case ir.InPath:
		return "PathParam"
	case ir.InQuery:
		return "QueryParam"
	case ir.InHeader:
		return "HeaderParam"
	case ir.InCookie:
		return "CookieParam"
	default:
		panic(fail("no template for a parameter's location %d", in))
	}
}

// param writes the code that sends the field of p in x as a parameter.
//
//	call.QueryParam("appid", req.AppID)
//
//	if req.Limit != nil {
//		call.QueryParam("limit", strconv.FormatInt(*req.Limit, 10))
//	}
func (n names) param(send string, x expr, p *ir.Param) []jen.Code {
	field := expr{x: x.operand().Dot(p.Field)}
	presence := p.Presence
	if nullable, ok := p.Value.Type.(*ir.Nullable); ok { // null is not sent
		field, presence = field.pointed(), ir.IfNotNil
		inner := *p
		inner.Value.Type = &ir.Pointer{Elem: nullable.Elem}
		p = &inner
	}
	value, typ := field, p.Value.Type
	if pointer, ok := typ.(*ir.Pointer); ok {
		typ = pointer.Elem
		if p.Style != ir.Members {
			value = field.pointee()
		}
	}
	code := n.styled(send, value, typ, p)
	if presence == ir.Always || ranges(code, p) {
		return code
	}
	return []jen.Code{jen.If(present(field, presence)).Block(code...)}
}

// ranges reports whether code does nothing for an absent value.
func ranges(code []jen.Code, p *ir.Param) bool {
	switch p.Value.Type.(type) {
	case *ir.Slice:
		return len(code) == 0 || p.Style == ir.Repeated || p.Style == ir.RepeatedJSON || p.Style == ir.Deep || p.Style == ir.Exploded ||
			p.Style == ir.Styled
	case *ir.Map:
		return len(code) == 0 || p.Style == ir.Entries || p.Style == ir.DeepEntries || p.Style == ir.Deep || p.Style == ir.Styled
	}
	return len(code) == 0
}

// styled writes the code for the value of a present parameter.
func (n names) styled(send string, x expr, t ir.Type, p *ir.Param) []jen.Code {
	sent := func(value jen.Code) []jen.Code {
		if p.Part != nil && (p.Part.ContentType != "" || len(p.Part.Headers) > 0) {
			return []jen.Code{jen.Id("call").Dot("FormPart").Call(append([]jen.Code{jen.Lit(p.Name), jen.Lit(p.Part.ContentType), value}, n.partHeaders(p)...)...)}
		}
		return []jen.Code{jen.Id("call").Dot(send).Call(jen.Lit(p.Name), value)}
	}
	single := func(x expr, t ir.Type) []jen.Code {
		if t == ir.Runtime("File") {
			return n.formFile(x, p)
		}
		return sent(n.text(x, t))
	}
	switch p.Style {
	case ir.Single:
		return single(x, t)
	case ir.Repeated:
		body := single(ident("value"), n.elem(t))
		return []jen.Code{jen.For(jen.List(jen.Id("_"), jen.Id("value")).Op(":=").Range().Add(x.value())).Block(body...)}
	case ir.Styled:
		return []jen.Code{styledParam(send, x, p)}
	case ir.RepeatedJSON:
		value := jen.Id("call").Dot("JSONText").Call(jen.Id("value"))
		return []jen.Code{jen.For(jen.List(jen.Id("_"), jen.Id("value")).Op(":=").Range().Add(x.value())).Block(sent(value)...)}
	case ir.JSON:
		return sent(jen.Id("call").Dot("JSONText").Call(x.value()))
	case ir.Members:
		var out []jen.Code
		for i := range p.Fields {
			out = append(out, n.param(send, x, &p.Fields[i])...)
		}
		return out
	case ir.Entries:
		return n.entries(send, x, t, jen.Id("key"))
	case ir.DeepEntries:
		return n.entries(send, x, t, jen.Lit(p.Name+"[").Op("+").Id("key").Op("+").Lit("]"))
	case ir.Deep:
		return spread(send, "DeepObject", x, p)
	case ir.Exploded:
		return spread(send, "Exploded", x, p)
	default:
		panic(fail("no template for a parameter's style %d", p.Style))
	}
}

// entries writes each entry of a map as a parameter, sorted by its key.
//
//	for _, key := range slices.Sorted(maps.Keys(req.Meta)) {
//		call.QueryParam("meta["+key+"]", req.Meta[key])
//	}
func (n names) entries(send string, x expr, t ir.Type, name jen.Code) []jen.Code {
	entries, ok := n.under(t).(*ir.Map)
	if !ok {
		panic(fail("a map parameter has the type %T", t))
	}
	keys := jen.Qual(slicesPath, "Sorted").Call(jen.Qual(mapsPath, "Keys").Call(x.value()))
	value := n.textOrJSON(x.index("key"), entries.Elem)
	body := jen.Id("call").Dot(send).Call(name, value)
	if _, scalar := n.textual(entries.Elem); !scalar && send == "FormParam" {
		body = jen.Id("call").Dot("FormPart").Call(name, jen.Lit("application/json"), value)
	}
	return []jen.Code{jen.For(jen.List(jen.Id("_"), jen.Id("key")).Op(":=").Range().Add(keys)).Block(body)}
}

// spread writes the code for parameters whose names depend on the value of x.
//
//	for name, value := range call.DeepObject("created", *req.Created) {
//		call.QueryParam(name, value)
//	}
func spread(send, method string, x expr, p *ir.Param) []jen.Code {
	values := jen.Id("call").Dot(method).Call(jen.Lit(p.Name), x.value())
	body := jen.Id("call").Dot(send).Call(jen.Id("name"), jen.Id("value"))
	return []jen.Code{jen.For(jen.List(jen.Id("name"), jen.Id("value")).Op(":=").Range().Add(values)).Block(body)}
}

// text writes x as text. If the type of the scalar is not known, the text depends on the
// value.
//
//	call.ScalarText(req.ID)
func (n names) text(x expr, t ir.Type) *jen.Statement {
	_, isUnion := n[namedOf(t)].(*ir.Union)
	_, isExternal := t.(ir.External)
	if isUnion || isExternal || n.under(t) == (ir.Raw{}) {
		return jen.Id("call").Dot("ScalarText").Call(x.value())
	}
	return n.scalar(x, t)
}

// textual returns the type that a value is written as, and reports whether that is one text.
func (n names) textual(t ir.Type) (ir.Type, bool) {
	if pointer, ok := t.(*ir.Pointer); ok {
		t = pointer.Elem
	}
	under := n.under(t)
	_, isUnion := n[namedOf(t)].(*ir.Union)
	_, isKind := under.(ir.Kind)
	_, isExternal := under.(ir.External)
	return under, isUnion || isKind || isExternal || under == (ir.Raw{}) || under == (ir.Bytes{})
}

// textOrJSON writes x as text, or as JSON text if it is no scalar.
func (n names) textOrJSON(x expr, t ir.Type) *jen.Statement {
	if _, ok := n.textual(t); ok {
		return n.text(x, t)
	}
	return jen.Id("call").Dot("JSONText").Call(x.value())
}

func namedOf(t ir.Type) ir.Named {
	named, _ := t.(ir.Named)
	return named
}

// elem returns the type of a slice's elements.
func (n names) elem(t ir.Type) ir.Type {
	slice, ok := n.under(t).(*ir.Slice)
	if !ok {
		panic(fail("an array parameter has the type %T", t))
	}
	return slice.Elem
}

// scalar writes x as text.
//
//	strconv.FormatInt(req.Limit, 10)
func (n names) scalar(x expr, t ir.Type) *jen.Statement {
	if pointer, ok := t.(*ir.Pointer); ok {
		x, t = x.pointee(), pointer.Elem
	}
	under := n.under(t)
	converted := func() *jen.Statement {
		if t == under {
			return x.value()
		}
		return typeOf(under).Call(x.value())
	}
	switch under {
	case ir.String:
		return converted()
	case ir.Int64:
		return jen.Qual(strconvPath, "FormatInt").Call(converted(), jen.Lit(10))
	case ir.Uint64:
		return jen.Qual(strconvPath, "FormatUint").Call(converted(), jen.Lit(10))
	case ir.Int32:
		return jen.Qual(strconvPath, "FormatInt").Call(jen.Int64().Call(x.value()), jen.Lit(10))
	case ir.Float64:
		return impl("FormatNumber").Call(converted())
	case ir.Bool:
		return jen.Qual(strconvPath, "FormatBool").Call(converted())
	case ir.Bytes{}:
		return jen.Qual(base64Path, "StdEncoding").Dot("EncodeToString").Call(x.value())
	default:
		panic(fail("no template for a parameter of type %T as text", under))
	}
}

// body writes the code that sets the body of the request.
//
//	call.JSONBody(req)
func (n names) body(b ir.Body) []jen.Code {
	switch b := b.(type) {
	case nil, ir.NoBody:
		return nil
	case ir.JSONBody:
		return jsonBody(b)
	case ir.FormBody:
		return n.formBody(b)
	case ir.MultipartBody:
		meta := jen.Nil()
		if b.Meta != "" {
			meta = jen.Id("req").Dot(b.Meta)
		}
		method := "Multipart"
		if b.AsGiven {
			method = "MultipartAsGiven"
		}
		return []jen.Code{jen.Id("call").Dot(method).Call(meta, jen.Id("req").Dot(b.Name), jen.Id("req").Dot(b.File))}
	case ir.ContentBody:
		return n.contentBody(b)
	default:
		panic(fail("no template for a body of type %T", b))
	}
}

// jsonBody writes the code that sets a JSON body, with its media type if it has one.
//
//	call.JSONBodyAs("application/merge-patch+json", req)
func jsonBody(b ir.JSONBody) []jen.Code {
	value, cond := ident("req"), jen.Id("req").Dot("hasBody").Call()
	if b.Field != "" {
		value = expr{x: jen.Id("req").Dot(b.Field)}
		if b.Optional {
			cond = present(value, b.Presence)
		}
	}
	send := jen.Id("call").Dot("JSONBody").Call(value.value())
	if b.MediaType != "" {
		send = jen.Id("call").Dot("JSONBodyAs").Call(jen.Lit(b.MediaType), value.value())
	}
	if b.Optional {
		return []jen.Code{jen.If(cond).Block(send)}
	}
	return []jen.Code{send}
}

// contentBody writes the code that sets a body that is sent unchanged.
//
//	call.ContentBody("text/csv", strings.NewReader(req.Body))
func (n names) contentBody(b ir.ContentBody) []jen.Code {
	field, t := expr{x: jen.Id("req").Dot(b.Field)}, b.Type
	value, reader := field, field.value()
	if pointer, ok := t.(*ir.Pointer); ok {
		value, t = field.pointee(), pointer.Elem
	}
	if t != (ir.Reader{}) {
		reader = jen.Qual(stringsPath, "NewReader").Call(n.text(value, t))
	}
	send := jen.Id("call").Dot("ContentBody").Call(jen.Lit(b.MediaType), reader)
	if b.Presence == ir.Always {
		return []jen.Code{send}
	}
	return []jen.Code{jen.If(present(field, b.Presence)).Block(send)}
}
