package wxpay_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// A success without a valid signature is not decoded, and its outcome is unknown.
func TestUnverifiedSuccess(t *testing.T) {
	for name, how := range map[string]signing{
		"unsigned": unsigned, "signed by another key": byForeignKey, "five minutes old": fiveMinutesOld, "signed over another body": overOtherBody,
	} {
		for _, status := range []int{200, 204} {
			body := goodResponse
			if status == 204 {
				body = ""
			}
			if status == 204 && how == overOtherBody {
				continue
			}
			g := newGateway(t, always(reply{status: status, body: body, signing: how}))
			response, err := cancel(t.Context(), g.client())
			var bad *wxpay.SignatureError
			if response != nil || !errors.As(err, &bad) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
				t.Errorf("%s, %d: %v, %v", name, status, response, err)
				continue
			}
			if bad.StatusCode != status || bad.RequestID != "08F2C0-1" || strings.Contains(err.Error(), "15646546545165651651") {
				t.Errorf("%s, %d: %#v", name, status, bad)
			}
			if !strings.Contains(err.Error(), "outcome unknown: the signature of the response is missing or wrong") {
				t.Errorf("text %q", err)
			}
		}
	}
}

func TestSignatureOf204(t *testing.T) {
	op := cancelOrder
	op.Success = []int{http.StatusNoContent}
	g := newGateway(t, always(reply{status: 204}))
	if err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&op)); err != nil {
		t.Error(err)
	}
}

func TestDecodeError(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"empty":          {"", "the body is empty (empty body)"},
		"not JSON":       {"<html>secret</html>", "not JSON (offset 1) (text/plain, 19 bytes)"},
		"cut off":        {`{"order_id":"secret`, "not JSON (offset 19)"},
		"a list":         {`["secret"]`, "the response is an array, not an object (text/plain, 10 bytes)"},
		"trailing bytes": {goodResponse + "secret", "not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{status: 200, body: test.body, header: map[string]string{"Content-Type": "text/plain"}}))
			response, err := cancel(t.Context(), g.client())
			var decode *wxpay.DecodeError
			if response != nil || !errors.As(err, &decode) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
				t.Fatalf("%v, %v", response, err)
			}
			if string(decode.Body) != test.body || decode.StatusCode != 200 || decode.Header.Get("Wechatpay-Nonce") == "" {
				t.Errorf("the answer is not there for the caller: %+v", decode)
			}
			if text := err.Error(); strings.Contains(text, "secret") || strings.Contains(text, "123456") || !strings.Contains(text, test.want) {
				t.Errorf("text %q, want %q", text, test.want)
			}
		})
	}
}

func TestLenientDecoding(t *testing.T) {
	for _, body := range []string{`{"order_id":"1"}`, `{"out_order_no":null,"order_id":"1","new":[{"x":1}]}`} {
		g := newGateway(t, always(reply{status: 200, body: body}))
		response, err := cancel(t.Context(), g.client())
		if err != nil || *response != (cancelResponse{OrderID: "1"}) {
			t.Errorf("%s: %v, %v", body, response, err)
		}
	}
}

// A success without any of its members is the response to another request, or none.
func TestSuccessWithoutMembers(t *testing.T) {
	type optional struct {
		Total *int64 `json:"total,omitempty"`
	}
	for _, body := range []string{"null", "{}", `{"order_id":null,"new":[{"x":1}]}`, `{"Order_ID":"1"}`, `{"id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":{}}`} {
		g := newGateway(t, always(reply{status: 200, body: body}))
		response, err := cancel(t.Context(), g.client())
		if response != nil || !errors.As(err, new(*wxpay.DecodeError)) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("%s: %v, %v", body, response, err)
		}
		if _, err := wxpayimpl.Do[optional](t.Context(), g.client(), newCancel(&cancelOrder)); err != nil {
			t.Errorf("%s, which need not have members: %v", body, err)
		}
		if _, err := wxpayimpl.Do[map[string]any](t.Context(), g.client(), newCancel(&cancelOrder)); err != nil {
			t.Errorf("%s, which may have any member: %v", body, err)
		}
		if err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&cancelOrder)); err != nil {
			t.Errorf("%s, which nobody asked for: %v", body, err)
		}
	}
}

func TestInterruptedResponse(t *testing.T) {
	g := newGateway(t, always(reply{raw: cutOff}))
	_, err := cancel(t.Context(), g.client())
	if !errors.As(err, new(*wxpay.NoResponseError)) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	if !strings.HasSuffix(err.Error(), "; it is safe to send the same request again") {
		t.Errorf("text %q", err)
	}
}

func TestErrorFields(t *testing.T) {
	g := newGateway(t, always(reply{
		status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"订单不存在","detail":{"field":"/x","value":"secret"}}`,
	}))
	_, err := cancel(t.Context(), g.client())
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) {
		t.Fatal(err)
	}
	got := []any{apiErr.Operation, apiErr.StatusCode, apiErr.Code, apiErr.Message, string(apiErr.Detail.Raw), apiErr.RequestID, apiErr.Remedy, apiErr.Verified}
	want := []any{"payscore.CancelServiceOrder", 404, errOrderNotExist, "订单不存在", `{"field":"/x","value":"secret"}`, "08F2C0-1", "Pass the right number.", true}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got[i], want[i])
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the text quotes the detail: %v", err)
	}
}

func TestUnsignedError(t *testing.T) {
	g := newGateway(t, always(reply{status: 401, signing: unsigned, body: `{"code":"SIGN_ERROR","message":"签名错误"}`}))
	_, err := cancel(t.Context(), g.client())
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.Verified || apiErr.Code != "SIGN_ERROR" || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %#v", apiErr)
	}
}

func TestErrorBodyForms(t *testing.T) {
	for _, body := range []string{
		"", "null", "[]", `{"code":{}}`, `{"code":"a b\nc","message":7}`, `{"code":"` + strings.Repeat("X", 65) + `"}`, `{"code":null}`, "{",
	} {
		g := newGateway(t, always(reply{status: 400, body: body}))
		_, err := cancel(t.Context(), g.client())
		var apiErr *wxpay.Error
		if !errors.As(err, &apiErr) || apiErr.Code != "" || apiErr.StatusCode != 400 || errors.Unwrap(apiErr) != nil {
			t.Errorf("%s: error %#v", body, apiErr)
		}
	}
}

func TestErrorMessageType(t *testing.T) {
	g := newGateway(t, always(reply{status: 400, body: `{"code":"ORDER_DONE","message":{"zh":"x"},"detail":null}`}))
	_, err := cancel(t.Context(), g.client())
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.Code != errOrderDone || apiErr.Message != "" || apiErr.Detail.Raw != nil {
		t.Errorf("error %#v", apiErr)
	}
}

func TestLargeErrorBody(t *testing.T) {
	g := newGateway(t, always(reply{status: 400, body: `{"code":"X","message":"` + strings.Repeat("m", 2000) + `"}`}))
	_, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(1000)))
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.StatusCode != 400 || apiErr.Code != "" {
		t.Errorf("error %v", err)
	}
}

func TestErrorBodyWithStatus2xx(t *testing.T) {
	g := newGateway(t, always(reply{status: 202, body: `{"code":"USERPAYING","message":"用户支付中"}`}))
	_, err := cancel(t.Context(), g.client())
	if wxpay.CodeOf(err) != "USERPAYING" || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestUndocumented2xx(t *testing.T) {
	g := newGateway(t, always(reply{status: 201, body: goodResponse}))
	if response, err := cancel(t.Context(), g.client()); err != nil || response.OrderID == "" {
		t.Errorf("%v, %v", response, err)
	}
}

// acceptedOr200 has a form per status, as generated code writes it.
type acceptedOr200 struct {
	OK       *cancelResponse
	Accepted *struct {
		TaskID string `json:"task_id"`
	}
	Location string
}

func (a *acceptedOr200) DecodeResponse(resp *wxpay.Response) error {
	a.Location = resp.Header.Get("Location")
	switch resp.StatusCode {
	case http.StatusOK:
		return resp.JSON(&a.OK)
	case http.StatusAccepted:
		return resp.JSON(&a.Accepted)
	}
	return nil
}

func TestResponseDecoder(t *testing.T) {
	op := cancelOrder
	op.Success = []int{200, 202, 204}
	g := newGateway(t, func(attempt int, _ received) reply {
		return []reply{
			success,
			{status: 202, body: `{"task_id":"t"}`, header: map[string]string{"Location": "/task"}},
			{status: 204},
			{status: 202},
		}[attempt-1]
	})
	c := g.client()
	var got []*acceptedOr200
	for range 3 {
		a, err := wxpayimpl.Do[acceptedOr200](t.Context(), c, newCancel(&op))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, a)
	}
	if got[0].OK == nil || got[0].OK.OrderID == "" || got[1].Accepted.TaskID != "t" || got[1].Location != "/task" || *got[2] != (acceptedOr200{}) {
		t.Errorf("%+v", got)
	}
	if _, err := wxpayimpl.Do[acceptedOr200](t.Context(), c, newCancel(&op)); !errors.As(err, new(*wxpay.DecodeError)) {
		t.Errorf("error %v", err)
	}
}

func TestCodeIs(t *testing.T) {
	if !errors.Is(wxpay.Code("ORDERNOTEXIST"), errOrderNotExist) || errors.Is(wxpay.Code("ORDER_NOT_EXISTS"), errOrderNotExist) ||
		errors.Is(wxpay.Code(""), errOrderNotExist) || errors.Is(errOrderNotExist, wxpay.Code("")) {
		t.Error("codes compare wrongly")
	}
	if wxpay.CodeOf(nil) != "" || wxpay.CodeOf(errors.New("x")) != "" || wxpay.CodeOf(errOrderDone) != errOrderDone {
		t.Error("CodeOf")
	}
	g := newGateway(t, always(reply{status: 404, body: `{"code":"ORDERNOTEXIST","message":"m"}`}))
	_, err := cancel(t.Context(), g.client())
	if !errors.Is(err, errOrderNotExist) || !strings.Contains(err.Error(), "Pass the right number.") {
		t.Errorf("error %v", err)
	}
}

func TestRawResponse(t *testing.T) {
	g := newGateway(t, always(success))
	raw, err := wxpayimpl.Do[json.RawMessage](t.Context(), g.client(), newCancel(&cancelOrder))
	if err != nil || string(*raw) != goodResponse {
		t.Errorf("%s, %v", *raw, err)
	}
}
