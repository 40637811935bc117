package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// client writes the client type, its constructor and the handshake.
//
//	// This package needs version 0.1.0 or later of the module …
//	const _ = wxpayimpl.IsAtLeastVersion0_1_0
//
//	// Client …
//	type Client struct{ caller wxpay.Caller }
//
//	// New returns a client that sends its requests through caller.
//	func New(caller wxpay.Caller) *Client { return &Client{caller: caller} }
//
// If there are security schemes:
//
//	func New(caller wxpay.Caller, credentials ...wxpay.Credential) *Client {
//		return &Client{caller: wxpayimpl.WithCredentials(caller, credentials)}
//	}
func client(d *ir.Client) []jen.Code {
	version := strings.ReplaceAll(strings.TrimPrefix(d.Handshake, "IsAtLeastVersion"), "_", ".")
	return []jen.Code{
		doc(ir.Doc{
			ir.Para("This package needs version " + version + " or later of the module github.com/wxpaygen/wxpaygen. If the next line does not compile, run:"),
			ir.Verbatim("go get " + strings.TrimSuffix(runtimePath, "/wxpay") + "@v" + version),
		}).
			Const().Id("_").Op("=").Add(impl(d.Handshake)),
		doc(d.Doc).Type().Id("Client").Struct(jen.Id("caller").Add(runtime("Caller"))),
		newClient(d),
	}
}

func newClient(d *ir.Client) jen.Code {
	const text = "New returns a client that sends its requests through caller, usually a [*wxpay.Client]"
	about, params, caller := text+".", []jen.Code{jen.Id("caller").Add(runtime("Caller"))}, jen.Id("caller")
	if d.Credentials {
		about = text + ", with credentials for the operations that need them."
		params = append(params, jen.Id("credentials").Op("...").Add(runtime("Credential")))
		caller = impl("WithCredentials").Call(jen.Id("caller"), jen.Id("credentials"))
	}
	return note(about).Func().Id("New").Params(params...).Op("*").Id("Client").
		Block(jen.Return(jen.Op("&").Id("Client").Values(jen.Id("caller").Op(":").Add(caller))))
}

// codes writes the block of error codes.
//
//	// The documented error codes.
//	const (
//		// ErrOrderDone …
//		ErrOrderDone wxpay.Code = "ORDER_DONE"
//	)
func codes(d *ir.Codes) jen.Code {
	defs := make([]jen.Code, 0, len(d.Codes))
	for _, code := range d.Codes {
		defs = append(defs, memberDoc(code.Doc).
			Id(code.Name).Add(runtime("Code")).Op("=").Lit(code.Value))
	}
	return note("The documented error codes. Test for them with [errors.Is].").Const().Defs(defs...)
}

// patterns writes the block of regular expressions.
//
//	var (
//		orderPattern = wxpayimpl.NewRegexp("^[a-z]+$")
//	)
func patterns(d *ir.Patterns) jen.Code {
	defs := make([]jen.Code, 0, len(d.Patterns))
	for _, p := range d.Patterns {
		defs = append(defs, jen.Id(p.Name).Op("=").Add(impl("NewRegexp")).Call(text(p.Expr)))
	}
	return jen.Var().Defs(defs...)
}
