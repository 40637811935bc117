package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// pages writes the method that iterates over the items of all pages.
//
//	func (c *Client) AllOrders(ctx context.Context, req ListOrdersRequest, opts ...wxpay.CallOption) iter.Seq2[Order, error] {
//		return wxpayimpl.PagesByOffset(wxpayimpl.Or(req.Offset, 0), func(i int64) (out wxpayimpl.Page[Order], err error) {
//			req := req
//			req.Offset = &i
//			resp, err := c.ListOrders(ctx, req, opts...)
//			if err != nil {
//				return out, err
//			}
//			out.Items = resp.Data
//			if resp.TotalCount != nil {
//				out.Total = *resp.TotalCount
//			}
//			return out, nil
//		})
//	}
func pages(d *ir.Operation) []jen.Code {
	p := d.Pages
	if p == nil {
		return nil
	}
	page := impl("Page").Types(typeOf(p.Item))
	fetch := jen.Func().Params(jen.Id("i").Add(startType(p))).Params(jen.Id("out").Add(page), jen.Err().Error()).
		Block(fetchPage(d)...)
	return []jen.Code{doc(p.Doc).Func().Params(jen.Id("c").Op("*").Id("Client")).Id(p.Name).Params(
		jen.Id("ctx").Qual(contextPath, "Context"), jen.Id("req").Id(d.Request), jen.Id("opts").Op("...").Add(runtime("CallOption")),
	).Qual(iterPath, "Seq2").Types(typeOf(p.Item), jen.Error()).Block(jen.Return(iteration(p, fetch)))}
}

func startType(p *ir.Pages) jen.Code {
	if p.By == ir.ByCursor {
		return jen.String()
	}
	return jen.Int64()
}

// iteration writes the call of the helper. A page number that is not set is the first.
func iteration(p *ir.Pages, fetch jen.Code) *jen.Statement {
	start := jen.Id("req").Dot(p.Start)
	if pointer, ok := p.StartType.(*ir.Pointer); ok {
		absent := jen.Lit(0)
		if p.By == ir.ByNumber {
			absent = jen.Lit(p.First)
		}
		if pointer.Elem == ir.Type(ir.String) {
			absent = jen.Lit("")
		}
		start = impl("Or").Call(start, absent)
	}
	switch p.By {
	case ir.ByNumber:
		return impl("PagesByNumber").Call(asInt64(start, p.StartType), jen.Lit(p.First), fetch)
	case ir.ByCursor:
		return impl("PagesByCursor").Call(start, fetch)
	default:
		return impl("PagesByOffset").Call(asInt64(start, p.StartType), fetch)
	}
}

// fetchPage writes the request of one page on a copy of req, since a loop can be run again.
func fetchPage(d *ir.Operation) []jen.Code {
	p := d.Pages
	body := []jen.Code{jen.Id("req").Op(":=").Id("req")}
	value, t := jen.Id("i"), p.StartType
	pointer, isPointer := t.(*ir.Pointer)
	if isPointer {
		t = pointer.Elem
	}
	if t == ir.Type(ir.Int32) {
		body = append(body, jen.Id("value").Op(":=").Int32().Call(value))
		value = jen.Id("value")
	}
	if isPointer {
		value = jen.Op("&").Add(value)
	}
	body = append(body,
		jen.Id("req").Dot(p.Start).Op("=").Add(value),
		jen.List(jen.Id("resp"), jen.Err()).Op(":=").Id("c").Dot(d.Name).Call(jen.Id("ctx"), jen.Id("req"), jen.Id("opts").Op("...")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Id("out"), jen.Err())),
	)
	body = append(body, take("Items", p.Items, nil)...)
	body = append(body, take("Total", p.Total, p.TotalType)...)
	body = append(body, take("Next", p.Next, p.NextType)...)
	return append(body, jen.Return(jen.Id("out"), jen.Nil()))
}

// take writes the assignment of a member of the response, if it is there, to a field of the
// page. It writes nothing without a path.
func take(field string, path []ir.ShownField, t ir.Type) []jen.Code {
	if path == nil {
		return nil
	}
	pointers, value := fieldAt(path, "resp")
	if path[len(path)-1].Pointer {
		pointers = append(pointers, value.Clone())
		value = jen.Op("*").Add(value)
	}
	assign := jen.Id("out").Dot(field).Op("=").Add(asInt64(value, t))
	if len(pointers) == 0 {
		return []jen.Code{assign}
	}
	return []jen.Code{jen.If(compared(pointers, "!=", "&&")).Block(assign)}
}

// asInt64 converts an int32.
func asInt64(value *jen.Statement, t ir.Type) *jen.Statement {
	if pointer, ok := t.(*ir.Pointer); ok {
		t = pointer.Elem
	}
	if t == ir.Type(ir.Int32) {
		return jen.Int64().Call(value)
	}
	return value
}
