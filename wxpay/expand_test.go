package wxpay_test

import (
	"encoding/json"
	"errors"
	"iter"
	"math"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestNestedParams(t *testing.T) {
	for _, test := range []struct{ value, deep, exploded string }{
		{`"a b"`, `p=a b`, `p=a b`},
		{`9007199254740993`, `p=9007199254740993`, `p=9007199254740993`},
		{`null`, ``, ``},
		{`[]`, ``, ``},
		{`{}`, ``, ``},
		{`["x","é\u003c"]`, `p[0]=x p[1]=é<`, `p=x p=é<`},
		{`{"z":true,"a":null,"b":0.10}`, `p[z]=true p[b]=0.10`, `z=true b=0.10`},
		{`{"a":[{"b":[1,2]},{}],"c":{"d":""}}`, `p[a][0][b][0]=1 p[a][0][b][1]=2 p[c][d]=`, `refused`},
		{`[[1]]`, `p[0][0]=1`, `refused`},
	} {
		for style, want := range map[string]string{"deepObject": test.deep, "form": test.exploded} {
			call := wxpayimpl.NewRequest(&cancelOrder)
			call.PathParam("out_order_no", "1")
			seq := call.DeepObject("p", json.RawMessage(test.value))
			if style == "form" {
				seq = call.Exploded("p", json.RawMessage(test.value))
			}
			got := pairs(seq)
			if err := exec(t, call); err != nil {
				got = "refused"
			}
			if got != want {
				t.Errorf("%s in the style %s: %q, want %q", test.value, style, got, want)
			}
		}
	}
}

func TestUnencodableParam(t *testing.T) {
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	if got := pairs(call.DeepObject("p", math.NaN())) + pairs(call.Exploded("p", math.NaN())); got != "" {
		t.Errorf("got %q", got)
	}
	err := exec(t, call)
	if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "parameter p cannot be written as JSON") {
		t.Errorf("error %v", err)
	}
}

func TestParamsBreak(t *testing.T) {
	call := wxpayimpl.NewRequest(&cancelOrder)
	value := json.RawMessage(`{"a":["1","2"],"b":"3"}`)
	for range call.DeepObject("p", value) {
		break
	}
	for range call.Exploded("p", json.RawMessage(`["1","2"]`)) {
		break
	}
}

func pairs(seq iter.Seq2[string, string]) string {
	var out []string
	for name, value := range seq {
		out = append(out, name+"="+value)
	}
	return strings.Join(out, " ")
}

func exec(t *testing.T, call *wxpayimpl.Request) error {
	return wxpayimpl.Exec(t.Context(), newGateway(t, always(success)).client(), call)
}
