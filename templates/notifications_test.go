package templates

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func TestNotifications(t *testing.T) {
	expectDecls(t, `
// The event types, which are values of EventType of [wxpay.Notification].
const (
	EventPaid  = "ORDER.PAID"
	EventOther = "A\n\".B"
)

// Notifications has functions.
type Notifications struct {
	// Paid reports.
	Paid func(ctx context.Context, n *wxpay.Notification, resource *Order) error

	AllOf func(ctx context.Context, n *wxpay.Notification, resource *[]json.RawMessage) error

	// Other is called.
	Other func(ctx context.Context, n *wxpay.Notification) error
}

// Dispatch calls the function for the event of n, once per event if the receiver has a
// [wxpay.Deduplicator]. It calls Other for an event without a function and for one with an unusable
// resource. If Other is nil, such an event is a [*wxpay.NotificationError].
func (h Notifications) Dispatch(ctx context.Context, n *wxpay.Notification) error {
	switch {
	case n.EventType == EventPaid && h.Paid != nil:
		return wxpayimpl.HandleEvent(ctx, n, h.Paid, h.Other, "mchid", "out_trade_no")
	case n.EventType == EventOther && h.AllOf != nil:
		return wxpayimpl.HandleEvent(ctx, n, h.AllOf, h.Other)
	default:
		return wxpayimpl.HandleOther(ctx, n, h.Other)
	}
}

// Handler returns the handler for the notify_url: receiver verifies and decrypts each notification,
// and Dispatch calls the function for it. It is an error if no function is set or receiver is nil.
func (h Notifications) Handler(receiver *wxpay.Receiver) (http.Handler, error) {
	if h.Paid == nil && h.AllOf == nil && h.Other == nil {
		return nil, wxpayimpl.ErrNoFunction
	}
	return receiver.Handler(h.Dispatch)
}`, notifications(&ir.Notifications{
		Name: "Notifications", Doc: ir.Doc{ir.Para("Notifications has functions.")}, Other: ir.Doc{ir.Para("Other is called.")},
		Events: []ir.Event{
			{
				Name: "Paid", Doc: ir.Doc{ir.Para("Paid reports.")}, Const: "EventPaid", Type: "ORDER.PAID",
				Resource: ir.Named("Order"), Key: []string{"mchid", "out_trade_no"},
			},
			{Name: "AllOf", Const: "EventOther", Type: "A\n\".B", Resource: &ir.Slice{Elem: ir.Raw{}}},
		},
	})...)
}

func TestEventIdentifiers(t *testing.T) {
	for _, d := range []*ir.Notifications{
		{Name: "A B"},
		{Name: "N", Events: []ir.Event{{Name: "A()", Const: "C", Resource: ir.Raw{}}}},
		{Name: "N", Events: []ir.Event{{Name: "A", Const: "C = 1", Resource: ir.Raw{}}}},
		{Name: "N", Events: []ir.Event{{Name: "A", Const: "C"}}}, // no type
	} {
		data, err := Render(&ir.Package{Name: "p", Files: []ir.File{{Name: "a.gen.go", Decls: []ir.Decl{d}}}})
		if err == nil || data != nil || !strings.HasPrefix(err.Error(), "a.gen.go: ") {
			t.Errorf("error %v\n%s", err, data)
		}
	}
}
