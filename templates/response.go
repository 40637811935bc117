package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// response has the code by which a method returns.
type response struct {
	results *jen.Statement // after the parameters: (*Order, error)
	failure []jen.Code     // results of an invalid request
	ending  []jen.Code     // the last statements
}

func (n names) responseOf(a ir.Response) response {
	switch a := a.(type) {
	case nil, ir.NoResponse:
		return response{
			results: jen.Error(),
			failure: []jen.Code{jen.Err()},
			ending:  []jen.Code{jen.Return(impl("Exec").Call(callArgs()...))},
		}
	case ir.JSONResponse:
		if a.Pointer {
			return pointerResponse(typeOf(a.Type))
		}
		return valueResponse(typeOf(a.Type), n.zero(a.Type))
	case ir.StreamResponse:
		return pointerResponse(runtime("Download"))
	case ir.SeveralResponses:
		return pointerResponse(jen.Id(a.Name))
	default:
		panic(fail("no template for a response of type %T", a))
	}
}

// callArgs writes the arguments of every call.
func callArgs() []jen.Code {
	return []jen.Code{jen.Id("ctx"), jen.Id("c").Dot("caller"), jen.Id("call"), jen.Id("opts").Op("...")}
}

// pointerResponse returns a *T, nil on error.
//
//	return wxpayimpl.Do[Order](ctx, c.caller, call, opts...)
func pointerResponse(t *jen.Statement) response {
	return response{
		results: jen.Params(jen.Op("*").Add(t), jen.Error()),
		failure: []jen.Code{jen.Nil(), jen.Err()},
		ending:  []jen.Code{jen.Return(impl("Do").Types(t.Clone()).Call(callArgs()...))},
	}
}

// valueResponse returns a T, its zero value on error.
//
//	return wxpayimpl.DoValue[[]Order](ctx, c.caller, call, opts...)
func valueResponse(t, zero *jen.Statement) response {
	return response{
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
	case ir.External: // of which nobody knows here what it is
		return jen.Op("*").New(typeOf(t))
	default:
		return jen.Nil()
	}
}

// responsesType writes the struct of several responses.
//
//	// CreateOrderResponse …
//	type CreateOrderResponse struct {
//		// OK is the response with status 200.
//		OK *Order
//		// Accepted says that the response has status 202.
//		Accepted bool
//	}
func responsesType(d *ir.SeveralResponses) jen.Code {
	fields := make([]jen.Code, 0, len(d.Responses))
	for _, a := range d.Responses {
		code := "any other status"
		if a.Status != 0 {
			code = "status " + strconv.Itoa(a.Status)
		}
		if a.Type == nil {
			fields = append(fields, memberDoc(ir.Doc{ir.Para(a.Field + " says that the response has " + code + ".")}).Id(a.Field).Bool())
			continue
		}
		what := " is the response with "
		if a.AsIs {
			what = " is the unchanged body of the response with "
		}
		fields = append(fields, memberDoc(ir.Doc{ir.Para(a.Field + what + code + ".")}).Id(a.Field).Add(typeOf(a.Type)))
	}
	return doc(d.Doc).Type().Id(d.Name).Struct(fields...)
}

// responsesDecoder writes the method that sets the field for a response.
//
//	// DecodeResponse sets the field for the status of resp. …
//	func (r *CreateOrderResponse) DecodeResponse(resp *wxpay.Response) error {
//		switch resp.StatusCode {
//		case http.StatusOK:
//			return resp.JSON(&r.OK)
//		case http.StatusAccepted:
//			r.Accepted = true
//		}
//		return nil
//	}
func responsesDecoder(d *ir.SeveralResponses) jen.Code {
	cases := make([]jen.Code, 0, len(d.Responses))
	hasDefault, allReturn := false, true
	for _, a := range d.Responses {
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
	return note("DecodeResponse sets the field for the status of resp. Package wxpay calls it.").
		Func().Params(jen.Id("r").Op("*").Id(d.Name)).Id("DecodeResponse").
		Params(jen.Id("resp").Op("*").Add(runtime("Response"))).Error().
		Block(body...)
}
