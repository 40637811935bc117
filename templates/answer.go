package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// answer is how a method returns.
type answer struct {
	results *jen.Statement // after the parameters: (*Order, error)
	failure []jen.Code     // what is returned when the request is refused
	ending  []jen.Code     // the last statements
}

func (n names) answerOf(a ir.Answer) answer {
	switch a := a.(type) {
	case nil, ir.NoAnswer:
		return answer{
			results: jen.Error(),
			failure: []jen.Code{jen.Err()},
			ending:  []jen.Code{jen.Return(impl("Exec").Call(callArgs()...))},
		}
	case ir.JSONAnswer:
		if a.Pointer {
			return pointerAnswer(typeOf(a.Type))
		}
		return valueAnswer(typeOf(a.Type), n.zero(a.Type))
	case ir.StreamAnswer:
		return pointerAnswer(runtime("Download"))
	case ir.SeveralAnswers:
		return pointerAnswer(jen.Id(a.Name))
	default:
		panic(fail("no template for an answer of type %T", a))
	}
}

// callArgs writes what every call takes.
func callArgs() []jen.Code {
	return []jen.Code{jen.Id("ctx"), jen.Id("c").Dot("caller"), jen.Id("call"), jen.Id("opts").Op("...")}
}

// pointerAnswer returns a *T, nil on error.
//
//	return wxpayimpl.Do[Order](ctx, c.caller, call, opts...)
func pointerAnswer(t *jen.Statement) answer {
	return answer{
		results: jen.Params(jen.Op("*").Add(t), jen.Error()),
		failure: []jen.Code{jen.Nil(), jen.Err()},
		ending:  []jen.Code{jen.Return(impl("Do").Types(t.Clone()).Call(callArgs()...))},
	}
}

// valueAnswer returns a T, its zero value on error.
//
//	return wxpayimpl.DoValue[[]Order](ctx, c.caller, call, opts...)
func valueAnswer(t, zero *jen.Statement) answer {
	return answer{
		results: jen.Params(t, jen.Error()),
		failure: []jen.Code{zero, jen.Err()},
		ending:  []jen.Code{jen.Return(impl("DoValue").Types(t.Clone()).Call(callArgs()...))},
	}
}

// zero writes the zero value of a type.
func (n names) zero(t ir.Type) *jen.Statement {
	switch under := n.under(t).(type) {
	case ir.Kind:
		switch under {
		case ir.String:
			return jen.Lit("")
		case ir.Bool:
			return jen.False()
		default:
			return jen.Lit(0)
		}
	case ir.Named, ir.Runtime:
		return typeOf(t).Values()
	default:
		return jen.Nil()
	}
}

// answersType writes the struct of several answers.
//
//	// CreateOrderAnswer …
//	type CreateOrderAnswer struct {
//		// OK is the answer with status 200.
//		OK *Order
//		// Accepted says that the status was 202.
//		Accepted bool
//	}
func answersType(d *ir.SeveralAnswers) jen.Code {
	fields := make([]jen.Code, 0, len(d.Answers))
	for _, a := range d.Answers {
		code := "another status than those above"
		if a.Status != 0 {
			code = "status " + strconv.Itoa(a.Status)
		}
		if a.Type == nil {
			fields = append(fields, memberDoc(ir.Doc{ir.Para(a.Field + " says that the answer had " + code + ".")}).Id(a.Field).Bool())
			continue
		}
		what := " is the answer with "
		if a.AsIs {
			what = " is the body, as it came, of the answer with "
		}
		fields = append(fields, memberDoc(ir.Doc{ir.Para(a.Field + what + code + ".")}).Id(a.Field).Add(typeOf(a.Type)))
	}
	return doc(d.Doc).Type().Id(d.Name).Struct(fields...)
}

// answersDecoder writes the method that sets the answer that came.
//
//	// DecodeResponse sets the field of the answer that came.
//	func (r *CreateOrderAnswer) DecodeResponse(resp *wxpay.Response) error {
//		switch resp.StatusCode {
//		case http.StatusOK:
//			return resp.JSON(&r.OK)
//		case http.StatusAccepted:
//			r.Accepted = true
//		}
//		return nil
//	}
func answersDecoder(d *ir.SeveralAnswers) jen.Code {
	cases := make([]jen.Code, 0, len(d.Answers))
	hasDefault, allReturn := false, true
	for _, a := range d.Answers {
		field := jen.Id("r").Dot(a.Field)
		code := jen.Return(jen.Id("resp").Dot("JSON").Call(jen.Op("&").Add(field)))
		switch {
		case a.Type == nil:
			code, allReturn = field.Op("=").True(), false
		case a.AsIs:
			code, allReturn = field.Op("=").Id("resp").Dot("Body"), false
		}
		if a.Status == 0 {
			hasDefault = true
			cases = append(cases, jen.Default().Block(code))
		} else {
			cases = append(cases, jen.Case(status(a.Status)).Block(code))
		}
	}
	body := []jen.Code{jen.Switch(jen.Id("resp").Dot("StatusCode")).Block(cases...)}
	if !hasDefault || !allReturn {
		body = append(body, jen.Return(jen.Nil()))
	}
	return note("DecodeResponse sets the field of the answer that came; package wxpay calls it.").
		Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("DecodeResponse").
		Params(jen.Id("resp").Op("*").Add(runtime("Response"))).Error().
		Block(body...)
}
