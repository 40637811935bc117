package wxpay_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// The message may quote the value of a field.
func TestErrorTextOmitsMessage(t *testing.T) {
	const message = "参数reason的值 SECRET 不符合要求"
	for name, test := range map[string]struct{ code, want string }{
		"documented":   {"ORDER_DONE", ": status 400 ORDER_DONE; remedy: Nothing to do.; request id 08F2C0-1"},
		"undocumented": {"SIGN_ERROR", ": status 400 SIGN_ERROR; see the field Message; request id 08F2C0-1"},
		"no code":      {"", ": status 400 without an error code (text/plain, 65 bytes); see the field Message; request id 08F2C0-1"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{
				status: 400, body: `{"code":"` + test.code + `","message":"` + message + `"}`,
				header: map[string]string{"Content-Type": "text/plain"},
			}))
			_, err := cancel(t.Context(), g.client())
			var apiErr *wxpay.Error
			if !errors.As(err, &apiErr) || apiErr.Message != message {
				t.Fatalf("error %#v", err)
			}
			if want := "wxpay: payscore.CancelServiceOrder" + test.want; err.Error() != want {
				t.Errorf("text %q\nwant %q", err, want)
			}
		})
	}
}

func TestErrorTextWithoutRemedy(t *testing.T) {
	op := cancelOrder
	op.Errors = []wxpayimpl.DocumentedError{{Status: 400, Code: wxpay.Code("NO_AUTH")}}
	g := newGateway(t, always(reply{status: 400, body: `{"code":"NO_AUTH","message":"m"}`}))
	err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&op))
	if want := "wxpay: payscore.CancelServiceOrder: status 400 NO_AUTH; see the field Message; request id 08F2C0-1"; err == nil || err.Error() != want {
		t.Errorf("text %q\nwant %q", err, want)
	}
}

func TestErrorTextNoContentType(t *testing.T) {
	for body, want := range map[string]string{
		"[]":       "the response is an array, not an object",
		`"secret"`: "the response is a string, not an object",
	} {
		g := newGateway(t, always(reply{status: 200, body: body}))
		_, err := cancel(t.Context(), g.client())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "member  ") {
			t.Errorf("%s: text %q, want %q", body, err, want)
		}
	}
}
