package wxpay_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestScalarText(t *testing.T) {
	tests := map[string]struct {
		value any
		want  string
	}{
		"a string":             {json.RawMessage(`"a\u0026 b"`), "a& b"},
		"a number":             {json.RawMessage(`12.50`), "12.50"},
		"a boolean":            {true, "true"},
		"an empty string":      {"", ""},
		"a string of a number": {"12", "12"},
	}
	for name, tt := range tests {
		call := wxpayimpl.NewRequest(&cancelOrder)
		if got := call.ScalarText(tt.value); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestScalarOfObject(t *testing.T) {
	g := newGateway(t, always(success))
	for _, value := range []any{map[string]int{"a": 1}, []int{1}, nil, json.RawMessage("null")} {
		call := wxpayimpl.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", "1")
		call.QueryParam("a", call.ScalarText(value))
		err := wxpayimpl.Exec(t.Context(), g.client(), call)
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "single value") {
			t.Errorf("%v: %v", value, err)
		}
	}
}

func TestJSONBodyAs(t *testing.T) {
	g := newGateway(t, always(success))
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.JSONBodyAs("application/merge-patch+json", map[string]string{"a": "b"})
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	got := g.only()
	if kind := got.header.Get("Content-Type"); kind != "application/merge-patch+json" || string(got.body) != `{"a":"b"}` {
		t.Errorf("Content-Type %q, body %s", kind, got.body)
	}
}

func TestValidateFile(t *testing.T) {
	for name, file := range map[string]wxpay.File{"zero": {}, "no content": {Name: "a.png"}, "no name": {Content: strings.NewReader("a")}} {
		var v wxpayimpl.Validator
		v.File("scan", file)
		if err := v.Err(); err == nil || !strings.Contains(err.Error(), "scan") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var v wxpayimpl.Validator
	v.File("scan", wxpay.File{Name: "a.png", Content: strings.NewReader("a")})
	if err := v.Err(); err != nil {
		t.Error(err)
	}
}
