package emit

import "github.com/wxpaygen/wxpaygen/generator/ir"

// notificationsPackage has events with a struct, with a slice and with raw JSON
// as their resource.
func notificationsPackage() *ir.Package {
	order := &ir.Struct{
		Name: "Order", Doc: para("Order is what is paid."), Validate: ir.ValidatedAlone,
		Fields: []ir.Field{always("OutTradeNo", "out_trade_no", value(ir.String, length(1, 32)))},
	}
	return packageOf("notifications", &ir.Notifications{
		Name: "Notifications", Doc: para("Notifications has a function for each event."), Other: para("Other is called for the others."),
		Events: []ir.Event{
			{
				Name: "Paid", Const: "EventPaid", Type: "TRANSACTION.SUCCESS", Resource: ir.Named("Order"), Key: []string{"out_trade_no"},
				Doc: para("Paid reports that the order was paid (支付成功通知).", "The event is TRANSACTION.SUCCESS."),
			},
			{Name: "Listed", Const: "EventListed", Type: "ORDER.LISTED", Resource: &ir.Slice{Elem: ir.String}},
			{Name: "Raw", Const: "EventRaw", Type: "ORDER.RAW", Resource: ir.Raw{}},
		},
	}, order)
}
