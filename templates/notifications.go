package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// notifications writes the constants of the events, the struct of functions and
// its methods.
func notifications(d *ir.Notifications) []jen.Code {
	return []jen.Code{eventConsts(d), notificationsType(d), dispatchMethod(d), handlerMethod(d)}
}

// eventConsts writes the block of events.
//
//	const (
//		EventUserConfirm = "PAYSCORE.USER_CONFIRM"
//	)
func eventConsts(d *ir.Notifications) jen.Code {
	defs := make([]jen.Code, 0, len(d.Events))
	for _, event := range d.Events {
		defs = append(defs, jen.Id(event.Const).Op("=").Lit(event.Type))
	}
	return note("The types of the events; [wxpay.Notification] has them as EventType.").Const().Defs(defs...)
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

// eventParams writes what each function takes.
func eventParams() []jen.Code {
	return []jen.Code{jen.Id("ctx").Qual(contextPath, "Context"), jen.Id("n").Op("*").Add(runtime("Notification"))}
}

// dispatchMethod writes the method that chooses the function.
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
	return note("Dispatch calls the function that is set for the event, once for each event when the receiver has a " +
		"[wxpay.Deduplicator]. Other gets an event without a function, and one whose resource is unusable; without Other it is a " +
		"[*wxpay.NotificationError].").
		Func().Params(jen.Id("h").Id(d.Name)).Id("Dispatch").Params(eventParams()...).Error().
		Block(jen.Switch().Block(cases...))
}

// handlerMethod writes the method that makes an http.Handler.
//
//	func (h Notifications) Handler(receiver *wxpay.Receiver) http.Handler {
//		return receiver.Handler(h.Dispatch)
//	}
func handlerMethod(d *ir.Notifications) jen.Code {
	return note("Handler returns the handler for the notify_url: receiver verifies, decrypts and answers, and Dispatch calls the functions.").
		Func().Params(jen.Id("h").Id(d.Name)).Id("Handler").Params(jen.Id("receiver").Op("*").Add(runtime("Receiver"))).
		Qual(httpPath, "Handler").
		Block(jen.Return(jen.Id("receiver").Dot("Handler").Call(jen.Id("h").Dot("Dispatch"))))
}
