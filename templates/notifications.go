package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// notifications writes the constants of the event types, and the struct of functions with its
// methods.
func notifications(d *ir.Notifications) []jen.Code {
	return []jen.Code{eventConsts(d), notificationsType(d), dispatchMethod(d), handlerMethod(d)}
}

// eventConsts writes the block of event types.
//
//	const (
//		EventUserConfirm = "PAYSCORE.USER_CONFIRM"
//	)
func eventConsts(d *ir.Notifications) jen.Code {
	defs := make([]jen.Code, 0, len(d.Events))
	for _, event := range d.Events {
		defs = append(defs, jen.Id(event.Const).Op("=").Lit(event.Type))
	}
	return note("The event types, which are values of EventType of [wxpay.Notification].").Const().Defs(defs...)
}

// notificationsType writes the struct.
//
//	type Notifications struct {
//		// UserConfirm …
//		UserConfirm func(ctx context.Context, n *wxpay.Notification, resource *ServiceOrder) error
//		// Other …
//		Other func(ctx context.Context, n *wxpay.Notification) error
//	}
func notificationsType(d *ir.Notifications) jen.Code {
	fields := make([]jen.Code, 0, len(d.Events)+1)
	for _, event := range d.Events {
		params := append(eventParams(), jen.Id("resource").Op("*").Add(typeOf(event.Resource)))
		fields = append(fields, memberDoc(event.Doc).Id(event.Name).Func().Params(params...).Error().Line())
	}
	fields = append(fields, memberDoc(d.Other).Id("Other").Func().Params(eventParams()...).Error())
	return doc(d.Doc).Type().Id(d.Name).Struct(fields...)
}

// eventParams writes the parameters of each function.
func eventParams() []jen.Code {
	return []jen.Code{jen.Id("ctx").Qual(contextPath, "Context"), jen.Id("n").Op("*").Add(runtime("Notification"))}
}

// dispatchMethod writes the method that selects the function.
//
//	func (h Notifications) Dispatch(ctx context.Context, n *wxpay.Notification) error {
//		switch {
//		case n.EventType == EventUserConfirm && h.UserConfirm != nil:
//			return wxpayimpl.HandleEvent(ctx, n, h.UserConfirm, h.Other, "out_order_no")
//		default:
//			return wxpayimpl.HandleOther(ctx, n, h.Other)
//		}
//	}
func dispatchMethod(d *ir.Notifications) jen.Code {
	cases := make([]jen.Code, 0, len(d.Events)+1)
	for _, event := range d.Events {
		function := jen.Id("h").Dot(event.Name)
		args := []jen.Code{jen.Id("ctx"), jen.Id("n"), function.Clone(), jen.Id("h").Dot("Other")}
		for _, member := range event.Key {
			args = append(args, text(member))
		}
		condition := jen.Id("n").Dot("EventType").Op("==").Id(event.Const).Op("&&").Add(function.Clone()).Op("!=").Nil()
		cases = append(cases, jen.Case(condition).Block(jen.Return(impl("HandleEvent").Call(args...))))
	}
	cases = append(cases, jen.Default().Block(
		jen.Return(impl("HandleOther").Call(jen.Id("ctx"), jen.Id("n"), jen.Id("h").Dot("Other"))),
	))
	return note("Dispatch calls the function for the event of n, once per event if the receiver has a [wxpay.Deduplicator]. " +
		"It calls Other for an event without a function and for one with an unusable resource. " +
		"If Other is nil, such an event is a [*wxpay.NotificationError].").
		Func().Params(jen.Id("h").Id(d.Name)).Id("Dispatch").Params(eventParams()...).Error().
		Block(jen.Switch().Block(cases...))
}

// handlerMethod writes the method that returns an http.Handler.
//
//	func (h Notifications) Handler(receiver *wxpay.Receiver) (http.Handler, error) {
//		if h.UserConfirm == nil && h.Other == nil {
//			return nil, wxpayimpl.ErrNoFunction
//		}
//		return receiver.Handler(h.Dispatch)
//	}
func handlerMethod(d *ir.Notifications) jen.Code {
	unset := new(jen.Statement)
	for _, event := range d.Events {
		unset.Add(jen.Id("h").Dot(event.Name).Op("==").Nil().Op("&&"))
	}
	unset.Add(jen.Id("h").Dot("Other").Op("==").Nil())
	return note("Handler returns the handler for the notify_url: receiver verifies and decrypts each notification, "+
		"and Dispatch calls the function for it. It is an error if no function is set or receiver is nil.").
		Func().Params(jen.Id("h").Id(d.Name)).Id("Handler").Params(jen.Id("receiver").Op("*").Add(runtime("Receiver"))).
		Params(jen.Qual(httpPath, "Handler"), jen.Error()).
		Block(
			jen.If(unset).Block(jen.Return(jen.Nil(), impl("ErrNoFunction"))),
			jen.Return(jen.Id("receiver").Dot("Handler").Call(jen.Id("h").Dot("Dispatch"))),
		)
}
