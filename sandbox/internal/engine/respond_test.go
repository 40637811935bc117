package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/lifecycle"

	"github.com/wxpaygen/wxpaygen/specs"
)

const testMchID = "1230000109"

// identities are members that a request repeats from what is kept.
var identities = []string{
	"complaint_id", "complainted_mchid", "out_parking_no", "withdraw_id", "account",
	"coupon_code_mode", "out_subsidy_no", "out_subsidy_return_no", "subsidy_receipt_id", "subsidy_return_receipt_id",
	"stock_id", "stock_creator_mchid", "coupon_id", "coupon_code", "out_request_no",
	"out_bill_no", "transfer_bill_no", "out_authorization_no", "authorization_id", "out_return_no", "out_refund_no", "refund_id", "combine_out_trade_no", "combine_transaction_id", "sub_orders",
	"out_order_no", "out_trade_no", "out_contract_code", "authorization_code", "appid", "sp_appid", "service_id", "mchid", "sp_mchid",
	"sub_mchid", "transaction_id", "contract_id", "openid", "id",
}

// requestFor makes a request of an operation out of the examples of the document, about a resource that has these members.
func requestFor(e *Engine, o *Operation, kept members) *Call {
	b := &builder{engine: e, own: make(members), mchID: testMchID, mode: "common"}
	call := &Call{Method: o.Method, MchID: testMchID, Header: http.Header{
		"Content-Type": {"application/json"}, "Accept": {"application/json"}, "User-Agent": {"x"},
	}}
	uri, query := o.Path, url.Values{}
	for _, p := range o.parameters {
		mode, needed := p.Mode, p.RequiredInMode
		value, _ := b.value(p.schema, p.Name, known(kept, p.Name), true)
		switch {
		case p.In == "path":
			uri = strings.Replace(uri, "{"+p.Name+"}", url.PathEscape(fmt.Sprint(value)), 1)
		case p.Required, mode == "common" && needed, p.Name == "out_order_no", p.Name == "openid":
			query.Set(p.Name, fmt.Sprint(value))
		}
	}
	call.URI = uri
	if len(query) > 0 {
		call.URI += "?" + query.Encode()
	}
	if o.body != nil {
		call.Body = bodyFor(b, o, kept)
	}
	return call
}

func known(kept members, name string) any {
	if !slices.Contains(identities, name) {
		return nil
	}
	if name == "transaction_id" && kept[name] == nil {
		name = "id"
	}
	return kept[name]
}

// soon is when coupons are valid; the tests' clock is before its end.
var soon = members{"available_begin_time": "2026-01-02T00:00:00+08:00", "available_end_time": "2026-02-01T00:00:00+08:00"}

// chosen has, for operations that need one of two members, the one that is sent, and the parameters of events that create.
var chosen = map[string]members{
	"complaints.complains":                     {"need_immediate_service": true},
	"ecommerceprofitsharing.createReturnOrder": {"out_order_no": "x", "return_mchid": "1900000109"},
	"ecommercerefunds.createRefund":            {"out_trade_no": "T0000001", "refund_account": "REFUND_SOURCE_PARTNER_ADVANCE"},
	"ecommercerefunds.applyAbnormalRefund":     {"type": "MERCHANT_BANK_CARD"},
	"parking.createParking":                    {"plate_number": "粤B888888", "start_time": "2026-01-02T09:00:00+08:00"},
	"parking.payParking": {"parking_info": members{
		"plate_number": "粤B888888", "plate_color": "BLUE", "start_time": "2026-01-02T09:00:00+08:00", "end_time": "2026-01-02T10:00:00+08:00",
		"parking_name": "欢乐海岸停车场", "charging_duration": int64(3600), "device_id": "1",
	}},
	"complaints.updateRefundProgress":             {"action": "APPROVE", "launch_refund_day": int64(0)},
	"refunds.createRefund":                        {"out_trade_no": "T0000001"},
	"refunds.applyAbnormalRefund":                 {"type": "MERCHANT_BANK_CARD"},
	"profitsharing.createReturnOrder":             {"out_order_no": "x"},
	"mchtransfer.createTransferByAuthorization":   {"out_authorization_no": "x", "user_name": "x"},
	"mchtransfer.createTransferWithAuthorization": {"user_name": "x"},
	"mchtransfer.createTransfer":                  {"user_name": "x"},
	"partnerpayments.prepayJSAPI":                 {"payer": members{"sp_openid": "o1"}},
	"busifavor.createStock":                       {"coupon_use_rule": members{"coupon_available_time": soon, "fixed_normal_coupon": members{"discount_amount": 100, "transaction_minimum": 101}}},
	"busifavor.modifyBudget":                      {"target_max_coupons": 100, "current_max_coupons": 100},
	"busifavor.isUploaded":                        {"stock_id": "1", "coupon_code": "1"},
	"busifavor.disassociateOrder":                 {"out_trade_no": "MCH_102233445"},
	"busifavor.associateOrder":                    {"out_trade_no": "MCH_102233445"},
	"favor.createStock": {
		"available_end_time": "2026-02-01T00:00:00+08:00",
		"coupon_use_rule":    members{"fixed_normal_coupon": members{"coupon_amount": 100, "transaction_minimum": 101}},
	},
	"favor.modifyStockItems": {"add_goods_id_list": []any{"1"}},
	"combine.prepayJSAPI":    {"combine_payer_info": members{"openid": "o1"}},
}

func bodyFor(b *builder, o *Operation, kept members) []byte {
	schema := o.body.schema
	value, _ := b.value(schema, "", nil, true)
	body := value.(members)
	merge(body, chosen[o.Name()])
	for path, value := range kept {
		if first, _, deep := strings.Cut(path, "."); deep && schema.Properties[first] != nil {
			put(body, path, value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		property := schema.Properties[name].Value
		needed, _ := property.Extensions["x-required-in-mode"].(bool)
		if property.Extensions["x-mode"] == "common" && needed {
			body[name] = property.Example
		}
		if value := known(kept, name); value != nil && body[name] != nil {
			body[name] = value
		}
	}
	for _, name := range []string{"mchid", "sp_mchid", "combine_mchid"} {
		if body[name] != nil {
			body[name] = testMchID
		}
	}
	if _, ok := body["total_amount"]; ok { // the documents' examples do not add up
		amount := float64(b.engine.random.IntN(2) * 100)
		body["total_amount"], body["post_payments"] = amount, []any{members{"name": "x", "amount": amount}}
		delete(body, "post_discounts")
		if o.ID == "completeServiceOrder" {
			body["time_range"] = members{"end_time": "20251231"}
		}
	}
	if store, ok := at(body, "scene_info.store_info"); ok { // one of its two numbers is needed, and none is marked as required
		store.(members)["out_id"] = "A1111"
	}
	if range_, ok := body["time_range"].(members); ok && o.Lifecycle.Creates {
		range_["start_time"] = "OnAccept"
	}
	if schema.Properties["openid"] != nil && o.ID == "terminatePermissionsByOpenID" {
		body["openid"] = known(kept, "openid")
	}
	data, _ := json.Marshal(body)
	return data
}

// checkAnswer validates a response against its schema.
func checkAnswer(t *testing.T, where string, schema *openapi3.Schema, body []byte) {
	t.Helper()
	if schema == nil {
		if body != nil {
			t.Errorf("%s: a body where none is described: %s", where, body)
		}
		return
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatalf("%s: %v in %q", where, err, body)
	}
	if err := schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
		t.Errorf("%s: %v\n%s", where, err, body)
	}
}

// TestWalks goes through the lives of all resources. Each response and each notification has to follow its schema, and each
// state, operation and notification has to occur.
func TestWalks(t *testing.T) {
	products, err := Load(specs.FS(), specs.Names()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		t.Run(p.Name, func(t *testing.T) {
			told := make(map[string]bool)
			for _, kind := range p.model.Resources {
				t.Run(kind.Name, func(t *testing.T) {
					e := newWalkEngine(t, products, told)
					answered, reached := walk(t, e, p, kind)
					for _, missed := range missing(p, kind, answered, reached) {
						t.Error(missed)
					}
				})
			}
			for event := range p.Notifications {
				if !told[p.Name+" "+event] {
					t.Errorf("%s was never sent", event)
				}
			}
		})
	}
}

// newWalkEngine makes an engine that checks its notifications and records them in told. Each walk has its own engine, since
// calls take the longer the more resources are kept.
func newWalkEngine(t *testing.T, products []*Product, told map[string]bool) *Engine {
	t.Helper()
	var e *Engine
	e = New(products, func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }, 1, func(n Notification) {
		r, _ := e.named(n.Resource)
		if known := e.notification(r.Product, n.EventType); known != nil {
			told[r.Product+" "+n.EventType] = true
			checkAnswer(t, r.Product+" "+n.EventType, known.Schema, n.Plain)
		}
	})
	return e
}

// missing says what of a kind no way has come by.
func missing(p *Product, kind *lifecycle.Resource, answered, reached map[string]bool) (missed []string) {
	for _, state := range kind.States {
		if !reached[state.Name] {
			missed = append(missed, fmt.Sprintf("state %s was not reached", state.Name))
		}
	}
	for _, o := range p.Operations {
		if o.Lifecycle != nil && o.kind == kind && !answered[o.ID] {
			missed = append(missed, fmt.Sprintf("%s never succeeded from examples", o.ID))
		}
	}
	return missed
}
