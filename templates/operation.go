package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// operation writes the variable and the method of an operation, and the type of several
// responses.
func (n names) operation(d *ir.Operation) []jen.Code {
	out := []jen.Code{operationVar(d), n.operationMethod(d)}
	out = append(append(out, await(d)...), pages(d)...)
	if several, ok := d.Response.(ir.SeveralResponses); ok {
		out = append(out, responsesType(&several), responsesDecoder(&several))
	}
	return out
}

// operationVar writes the variable.
//
//	var cancelOrder = wxpayimpl.Operation{
//		Name:    "payscore.CancelOrder",
//		Method:  http.MethodPost,
//		Path:    "/v3/payscore/{out_order_no}/cancel",
//		Servers: []string{"https://api.mch.weixin.qq.com"},
//		Success: []int{http.StatusOK},
//		Errors: []wxpayimpl.DocumentedError{
//			{Status: http.StatusBadRequest, Code: ErrOrderDone, Remedy: "…"},
//		},
//	}
func operationVar(d *ir.Operation) jen.Code {
	fields := []jen.Code{
		pair("Name", jen.Lit(d.FullName)),
		pair("Method", method(d.Method)),
		pair("Path", jen.Lit(d.Path)),
	}
	if d.Query != "" {
		fields = append(fields, pair("Query", jen.Lit(d.Query)))
	}
	if len(d.Servers) > 0 {
		servers := make([]jen.Code, 0, len(d.Servers))
		for _, server := range d.Servers {
			servers = append(servers, jen.Lit(server))
		}
		fields = append(fields, pair("Servers", jen.Index().String().Values(servers...)))
	}
	if d.Repeatable {
		fields = append(fields, pair("Repeatable", jen.True()))
	}
	if d.Unsigned {
		fields = append(fields, pair("Unsigned", jen.True()))
	}
	if d.Foreign {
		fields = append(fields, pair("Foreign", jen.True()))
	}
	if len(d.Security) > 0 {
		fields = append(fields, pair("Security", security(d.Security)))
	}
	if len(d.Success) > 0 {
		statuses := make([]jen.Code, 0, len(d.Success))
		for _, code := range d.Success {
			statuses = append(statuses, status(code))
		}
		fields = append(fields, pair("Success", jen.Index().Int().Values(statuses...)))
	}
	if len(d.Echoes) > 0 {
		fields = append(fields, pair("Echoes", jen.Index().Add(impl("Echo")).Add(lines(echoes(d.Echoes)...))))
	}
	if len(d.Errors) > 0 {
		fields = append(fields, pair("Errors", jen.Index().Add(impl("DocumentedError")).Add(lines(documentedErrors(d.Errors)...))))
	}
	if len(d.ErrorTypes) > 0 {
		fields = append(fields, pair("ErrorBodies", jen.Index().Add(impl("ErrorBody")).Add(lines(errorBodies(d.ErrorTypes)...))))
	}
	return jen.Var().Id(d.Var).Op("=").Add(impl("Operation")).Add(lines(fields...))
}

// echoes writes the members of responses that repeat the request.
//
//	{Status: http.StatusOK, Member: "out_trade_no", In: wxpayimpl.InPath, Name: "out_trade_no"},
func echoes(list []ir.Echo) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, e := range list {
		var fields []jen.Code
		if e.Status != 0 {
			fields = append(fields, pair("Status", status(e.Status)))
		}
		fields = append(fields, pair("Member", jen.Lit(e.Member)), pair("In", impl(placeNames[e.In])), pair("Name", jen.Lit(e.Name)))
		if e.Optional {
			fields = append(fields, pair("Optional", jen.True()))
		}
		out = append(out, jen.Values(fields...))
	}
	return out
}

// errorBodies writes the documented bodies of errors.
//
//	{Status: "422", Type: wxpayimpl.BodyType[Problem]{}},
func errorBodies(types []ir.ErrorType) []jen.Code {
	out := make([]jen.Code, 0, len(types))
	for _, t := range types {
		out = append(out, jen.Values(pair("Status", jen.Lit(t.Status)), pair("Type", impl("BodyType").Types(typeOf(t.Type)).Values())))
	}
	return out
}

func documentedErrors(errors []ir.DocumentedError) []jen.Code {
	out := make([]jen.Code, 0, len(errors))
	for _, e := range errors {
		fields := []jen.Code{pair("Status", status(e.Status)), pair("Code", jen.Id(e.Code))}
		if e.Remedy != "" {
			fields = append(fields, pair("Remedy", text(e.Remedy)))
		}
		if e.ChineseRemedy != "" {
			fields = append(fields, pair("ChineseRemedy", text(e.ChineseRemedy)))
		}
		out = append(out, jen.Values(fields...))
	}
	return out
}

// pair writes one element of a composite literal: Name: "…".
func pair(key string, value jen.Code) jen.Code { return jen.Id(key).Op(":").Add(value) }

// lines writes each element of a composite literal on its own line.
func lines(elements ...jen.Code) jen.Code {
	return jen.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, elements...)
}

// operationMethod writes the method.
//
//	func (c *Client) CancelOrder(ctx context.Context, req CancelOrderRequest, opts ...wxpay.CallOption) (*Order, error) {
//		if err := req.Validate(); err != nil {
//			return nil, err
//		}
//		call := wxpayimpl.NewRequest(&cancelOrder)
//		call.PathParam("out_order_no", req.OutOrderNo)
//		call.JSONBody(req)
//		return wxpayimpl.Do[Order](ctx, c.caller, call, opts...)
//	}
func (n names) operationMethod(d *ir.Operation) jen.Code {
	response := n.responseOf(d.Response)
	params := []jen.Code{jen.Id("ctx").Qual(contextPath, "Context")}
	if d.Request != "" {
		params = append(params, jen.Id("req").Id(d.Request))
	}
	params = append(params, jen.Id("opts").Op("...").Add(runtime("CallOption")))

	var body []jen.Code
	if d.Request != "" && d.Validates {
		body = append(body, jen.If(jen.Err().Op(":=").Id("req").Dot("Validate").Call(), jen.Err().Op("!=").Nil()).
			Block(jen.Return(response.failure...)))
	}
	body = append(body, jen.Id("call").Op(":=").Add(impl("NewRequest")).Call(jen.Op("&").Id(d.Var)))
	if d.Accept != "" {
		body = append(body, jen.Id("call").Dot("HeaderParam").Call(jen.Lit("Accept"), jen.Lit(d.Accept)))
	}
	for i := range d.Params {
		body = append(body, n.param(senderOf(d.Params[i].In), ident("req"), &d.Params[i])...)
	}
	body = append(body, n.body(d.Body)...)
	body = append(body, response.ending...)
	return doc(d.Doc).Func().Params(jen.Id("c").Op("*").Id("Client")).Id(d.Name).Params(params...).
		Add(response.results).Block(body...)
}
