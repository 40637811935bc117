package cashier

import (
	"github.com/wxpaygen/wxpaygen/lifecycle"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Choice is something that the user can do.
type Choice struct {
	Event string `json:"event"`
	Label string `json:"label"` // of its button
}

var labels = map[string]string{
	"userPays": "Pay", "userConfirms": "Confirm", "userOpens": "Authorise", "userSigns": "Sign", "userCloses": "Close the service",
	"userTerminates": "End the contract",
}

// Choices returns what the user can do with a resource now; the first is what the cashier is for.
func Choices(e *engine.Engine, r *engine.Resource) []Choice {
	list := []Choice{} // [] in JSON, too
	for _, ev := range e.EventsOf(r) {
		if ev.By == lifecycle.ByUser {
			label := labels[ev.Name]
			if label == "" {
				label = ev.Name
			}
			list = append(list, Choice{ev.Name, label})
		}
	}
	return list
}

// Bill is what the user sees of a resource.
type Bill struct {
	Title    string `json:"title"`
	Fen      int64  `json:"fen"` // 0 if there is no amount yet
	Currency string `json:"currency"`
	Merchant string `json:"merchant"`
	Number   string `json:"number"`
	Kind     string `json:"kind"`
	State    string `json:"state"`
}

// NewBill returns what the user sees of a resource.
func NewBill(r *engine.Resource) Bill {
	b := Bill{Kind: r.Product + "." + r.Kind, Number: r.Number(), State: r.State, Currency: "CNY", Merchant: r.Merchant}
	if list := anyOf(r, "description", "service_introduction", "transfer_remark", "body"); len(list) > 0 {
		b.Title = list[0]
	}
	if list := anyOf(r, "amount.currency"); len(list) > 0 {
		b.Currency = list[0]
	}
	if list := anyOf(r, "sub_mchid"); len(list) > 0 {
		b.Merchant = list[0]
	}
	for _, path := range []string{"amount.total", "total_amount", "transfer_amount", "risk_fund.amount"} {
		if b.Fen = fen(r.Members, path); b.Fen != 0 {
			break
		}
	}
	subOrders, _ := r.Members["sub_orders"].([]any)
	for _, order := range subOrders {
		object, _ := order.(map[string]any)
		b.Fen += fen(object, "amount.total_amount")
		if b.Title == "" {
			b.Title = text(object, "description")
		}
	}
	return b
}
