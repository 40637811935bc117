package specs_test

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// This file tests facts of the official pages, so that no edit changes them.

// The three operations that undo have the limits of their pages.
func TestUndoLimits(t *testing.T) {
	tests := []struct {
		file, path, field string
		minimum, maximum  uint64
	}{
		{"globalpapay.yaml", globalReverse, "out_trade_no", 1, 32},
		{"globalpapay.yaml", globalReverse, "sub_mchid", 1, 32},
		{"partnerpay.yaml", partnerReverse, "out_trade_no", 1, 32},
		{"partnerpay.yaml", partnerReverse, "sp_mchid", 1, 32},
		{"partnerpay.yaml", partnerReverse, "sub_mchid", 1, 32},
		{"payscore.yaml", orderCancel, "out_order_no", 1, 32},
		{"payscore.yaml", orderCancel, "appid", 1, 32},
		{"payscore.yaml", orderCancel, "service_id", 1, 32},
		{"payscore.yaml", orderCancel, "reason", 1, 30},
	}
	for _, tt := range tests {
		t.Run(tt.file+" "+tt.field, func(t *testing.T) {
			s := requestField(t, load(t, tt.file).Paths.Value(tt.path).Post, tt.field)
			if s.MaxLength == nil {
				t.Fatal("has no maxLength")
			}
			if s.MinLength != tt.minimum || *s.MaxLength != tt.maximum {
				t.Errorf("length is %d to %d, want %d to %d", s.MinLength, *s.MaxLength, tt.minimum, tt.maximum)
			}
			if unit := s.Extensions["x-length-unit"]; unit != nil && unit != "characters" {
				t.Errorf("counted in %v, want characters", unit)
			}
		})
	}
}

const (
	globalReverse  = "/v3/global/papay/transactions/out-trade-no/{out_trade_no}/reverse"
	partnerReverse = "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/reverse"
	orderCancel    = "/v3/payscore/serviceorder/{out_order_no}/cancel"
)

// requestField returns a field of a request, in the path or in the body.
func requestField(t *testing.T, op *openapi3.Operation, name string) *openapi3.Schema {
	t.Helper()
	for _, p := range op.Parameters {
		if p.Value.Name == name {
			return p.Value.Schema.Value
		}
	}
	body := op.RequestBody.Value.Content["application/json"].Schema.Value
	if body.Properties[name] == nil {
		t.Fatalf("%s has no field %s", op.OperationID, name)
	}
	return body.Properties[name].Value
}

// Cancelling a service order has the nine codes of its page.
func TestCancelCodes(t *testing.T) {
	want := map[string][]string{
		"400": {"INVALID_ORDER_STATE", "INVALID_REQUEST", "ORDER_CANCELED", "ORDER_DONE", "PARAM_ERROR"},
		"403": {"NO_AUTH"},
		"404": {"ORDER_NOT_EXIST"},
		"429": {"FREQUENCY_LIMITED"},
		"500": {"SYSTEM_ERROR"},
	}
	op := load(t, "payscore.yaml").Paths.Value(orderCancel).Post
	for _, status := range sorted(want) {
		if got := sorted(errorCodes(t, "payscore.yaml", op.Responses.Value(status))); !slices.Equal(got, want[status]) {
			t.Errorf("%s: %v, want %v", status, got, want[status])
		}
	}
}

// A global reversal has the sub-merchant in the body only in institutional mode.
func TestReverseBody(t *testing.T) {
	op := load(t, "globalpapay.yaml").Paths.Value(globalReverse).Post
	body := op.RequestBody.Value
	schema := body.Content["application/json"].Schema.Value
	sub := schema.Properties["sub_mchid"].Value
	if body.Required || len(schema.Required) > 0 || len(schema.Properties) != 1 {
		t.Errorf("common mode requires a body: %v %v", body.Required, schema.Required)
	}
	if sub.Extensions["x-mode"] != "institutional" || sub.Extensions["x-required-in-mode"] != true {
		t.Errorf("sub_mchid has no mode: %v", sub.Extensions)
	}
	if op.Responses.Value("204") == nil || len(op.Responses.Value("204").Value.Content) > 0 {
		t.Error("success is not 204 without a body")
	}
}

// The response to a partner's reversal echoes five fields.
func TestPartnerReverseResponse(t *testing.T) {
	op := load(t, "partnerpay.yaml").Paths.Value(partnerReverse).Post
	answer := op.Responses.Value("200").Value.Content["application/json"].Schema.Value
	want := []string{"out_trade_no", "sp_appid", "sp_mchid", "sub_appid", "sub_mchid"}
	if got := sorted(answer.Properties); !slices.Equal(got, want) {
		t.Errorf("the response has %v, want %v", got, want)
	}
	required := op.RequestBody.Value.Content["application/json"].Schema.Value.Required
	if !slices.Equal(required, []string{"sp_mchid", "sub_mchid"}) {
		t.Errorf("the request requires %v", required)
	}
}

// The three operations that undo are safe to repeat.
func TestUndoRetry(t *testing.T) {
	for file, path := range map[string]string{
		"globalpapay.yaml": globalReverse, "partnerpay.yaml": partnerReverse, "payscore.yaml": orderCancel,
	} {
		if load(t, file).Paths.Value(path).Post.Extensions["x-repeatable"] != true {
			t.Errorf("%s: %s is not marked repeatable", file, path)
		}
	}
}

// A name is required where the page requires it.
func TestRequiredNames(t *testing.T) {
	const orders = "/v3/payscore/serviceorder"
	for path, want := range map[string]bool{
		orders: true, orders + "/{out_order_no}/modify": true, orders + "/{out_order_no}/complete": true,
		orders + "/direct-complete": false, orders + "/{out_order_no}/send-pendingmessage": false, orders + "/{out_order_no}/send-prepaidmessage": false,
	} {
		payments := requestField(t, load(t, "payscore.yaml").Paths.Value(path).Post, "post_payments")
		if got := slices.Contains(payments.Items.Value.Required, "name"); got != want {
			t.Errorf("%s: the name is required: %v, want %v", path, got, want)
		}
	}
}

func TestTransaction(t *testing.T) {
	orders := load(t, "orders.yaml").Components.Schemas
	for name, want := range map[string][]string{
		"Transaction":        {"appid", "mchid", "out_trade_no", "trade_state", "trade_state_desc"},
		"PartnerTransaction": {"out_trade_no", "sp_mchid", "sub_mchid", "trade_state", "trade_state_desc"},
	} {
		schema := orders[name].Value
		if got := slices.Sorted(slices.Values(schema.Required)); !slices.Equal(got, want) {
			t.Errorf("%s requires %v, want %v", name, got, want)
		}
		if schema.Properties["promotion_detail"] == nil {
			t.Errorf("%s has no promotion_detail", name)
		}
		for _, member := range []string{"description", "notify_url", "time_expire", "goods_tag", "detail", "limit_pay", "settle_info"} {
			if schema.Properties[member] != nil {
				t.Errorf("%s has %s, which belongs only to requests", name, member)
			}
		}
	}
}
