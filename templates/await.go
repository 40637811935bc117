package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// await writes the method that waits for a settled state.
//
//	func (c *Client) AwaitOrder(ctx context.Context, req QueryOrderRequest, opts ...wxpay.WaitOption) (*Order, error) {
//		return wxpay.Await(ctx, c.QueryOrder, req, func(r *Order) bool {
//			if wxpayimpl.CanBe(r.State, OrderStateOpen) {
//				return false
//			}
//			return wxpayimpl.CanBe(r.State, OrderStatePaid) ||
//				wxpayimpl.CanBe(r.State, OrderStateClosed)
//		}, opts...)
//	}
func await(d *ir.Operation) []jen.Code {
	if d.Await == nil {
		return nil
	}
	response := typeOf(d.Response.(ir.JSONResponse).Type)
	settled := jen.Func().Params(jen.Id("r").Op("*").Add(response)).Bool().Block(
		jen.If(anyState(d.Await.Open)).Block(jen.Return(jen.False())),
		jen.Return(anyState(d.Await.Settled)),
	)
	return []jen.Code{doc(d.Await.Doc).Func().Params(jen.Id("c").Op("*").Id("Client")).Id(d.Await.Name).Params(
		jen.Id("ctx").Qual(contextPath, "Context"), jen.Id("req").Id(d.Request), jen.Id("opts").Op("...").Add(runtime("WaitOption")),
	).Params(jen.Op("*").Add(response.Clone()), jen.Error()).Block(
		jen.Return(runtime("Await").Call(jen.Id("ctx"), jen.Id("c").Dot(d.Name), jen.Id("req"), settled, jen.Id("opts").Op("..."))),
	)}
}

// anyState writes a condition that a response in one of the states meets.
func anyState(states []ir.ShownState) *jen.Statement {
	out := new(jen.Statement)
	for i, state := range states {
		if i > 0 {
			out.Op("||").Line()
		}
		for j, member := range state {
			if j > 0 {
				out.Op("&&")
			}
			out.Add(canBe(member))
		}
	}
	return out
}

// canBe writes a condition that a response without the member meets too.
//
//	(r.Collection == nil || wxpayimpl.CanBe(r.Collection.State, CollectionStatePaid))
func canBe(m ir.ShownMember) *jen.Statement {
	last := m.Path[len(m.Path)-1]
	pointers, field := fieldAt(m.Path, "r")
	helper := "CanBe"
	if last.Pointer {
		helper = "CanPointTo"
	}
	condition := impl(helper).Call(field, argument(m.Value))
	if len(pointers) == 0 {
		return condition
	}
	return jen.Parens(compared(pointers, "==", "||").Op("||").Add(condition))
}

// fieldAt writes the field at a path of the variable root, and the pointers before its last
// step.
func fieldAt(path []ir.ShownField, root string) (pointers []*jen.Statement, field *jen.Statement) {
	field = jen.Id(root)
	for i, step := range path {
		field = field.Clone().Dot(step.Name)
		if step.Pointer && i < len(path)-1 {
			pointers = append(pointers, field.Clone())
		}
	}
	return pointers, field
}

// compared compares pointers with nil: a == nil || b == nil.
func compared(pointers []*jen.Statement, operator, join string) *jen.Statement {
	out := new(jen.Statement)
	for i, pointer := range pointers {
		if i > 0 {
			out.Op(join)
		}
		out.Add(pointer.Clone()).Op(operator).Nil()
	}
	return out
}
