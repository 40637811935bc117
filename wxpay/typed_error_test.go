package wxpay_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

type problem struct {
	Reason string   `json:"reason"`
	Fields []string `json:"fields,omitzero"`
}

type fallback struct {
	Title string `json:"title,omitempty"`
}

// The body that is documented for the status is reachable, and the error stays a
// *wxpay.Error with its code.
func TestTypedError(t *testing.T) {
	op := cancelOrder
	op.ErrorBodies = []wxpayimpl.ErrorBody{
		{Status: "default", Type: wxpayimpl.BodyType[fallback]{}},
		{Status: "4XX", Type: wxpayimpl.BodyType[[]string]{}},
		{Status: "422", Type: wxpayimpl.BodyType[problem]{}},
	}
	for name, test := range map[string]struct {
		reply                    reply
		problem, list, anyStatus bool
	}{
		"status":           {reply{status: 422, body: `{"reason":"full","fields":["a"]}`}, true, false, false},
		"unsigned":         {reply{status: 422, body: `{"reason":"full","fields":["a"]}`, signing: unsigned}, true, false, false},
		"one member odd":   {reply{status: 422, body: `{"reason":"full","fields":["a",1]}`}, true, false, false},
		"foreign key":      {reply{status: 422, body: `{"reason":"full"}`, signing: byForeignKey}, false, false, false},
		"none of members":  {reply{status: 422, body: `{"code":"X"}`}, false, false, false},
		"not JSON":         {reply{status: 422, body: `<html>`}, false, false, false},
		"other JSON":       {reply{status: 422, body: `["a"]`}, false, false, false},
		"range":            {reply{status: 400, body: `["a"]`}, false, true, false},
		"any other status": {reply{status: 503, body: `{"title":"busy"}`}, false, false, true},
		"redirect":         {reply{status: 302, body: `{"title":"moved"}`}, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(test.reply))
			err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&op))
			var apiErr *wxpay.Error
			if !errors.As(err, &apiErr) || apiErr.StatusCode != test.reply.status {
				t.Fatalf("error %#v", err)
			}
			var p *wxpay.TypedError[problem]
			var l *wxpay.TypedError[[]string]
			var f *wxpay.TypedError[fallback]
			if errors.As(err, &p) != test.problem || errors.As(err, &l) != test.list || errors.As(err, &f) != test.anyStatus {
				t.Fatalf("%v %v %v", p, l, f)
			}
			if test.problem && (p.Body.Reason != "full" || !slices.Equal(p.Body.Fields, []string{"a"}) || p.Err != apiErr || p.Error() != apiErr.Error() || !errors.Is(p, apiErr)) {
				t.Errorf("%+v", p)
			}
			if errors.Is(err, wxpay.ErrOutcomeUnknown) != (test.reply.status != 422 && test.reply.status != 400 || test.reply.signing == byForeignKey) {
				t.Errorf("outcome of %v", err)
			}
		})
	}
}

func TestTypedErrorByHand(t *testing.T) {
	var p *wxpay.TypedError[problem]
	if errors.As(&wxpay.Error{StatusCode: 422, Body: []byte(`{"reason":"a"}`)}, &p) {
		t.Errorf("%+v", p)
	}
}
