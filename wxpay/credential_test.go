package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var (
	keyScheme   = wxpayimpl.Scheme{Name: "key", Option: "WithKey", In: wxpayimpl.InQuery, Param: "key"}
	tokenScheme = wxpayimpl.Scheme{Name: "token", Option: "WithToken", In: wxpayimpl.InHeader, Param: "Authorization", Prefix: "Bearer "}
)

// foreign returns an operation of another API, and a client for a server that answers with
// a status and keeps the last request.
func foreign(t *testing.T, status int, body string, options ...wxpay.Credential) (*wxpayimpl.Operation, wxpay.Caller, *http.Request) {
	var got http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = *r
		w.Header().Set("Wechatpay-Signature", "x") // nobody verifies it
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	client, err := wxpay.NewClient(wxpay.WithoutMerchant(), wxpay.WithServer(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	op := &wxpayimpl.Operation{
		Name: "parcels.List", Method: http.MethodGet, Path: "/parcels", Foreign: true, Unsigned: true,
		Security: [][]*wxpayimpl.Scheme{{&keyScheme}, {&tokenScheme}},
	}
	return op, wxpayimpl.WithCredentials(client, options), &got
}

func TestForeign(t *testing.T) {
	op, caller, got := foreign(t, 200, `{"a":"1"}`, wxpayimpl.Key(&keyScheme, "k&1"))
	out, err := wxpayimpl.Do[struct {
		A string `json:"a"`
	}](t.Context(), caller, wxpayimpl.NewRequest(op))
	if err != nil || out.A != "1" || got.RequestURI != "/parcels?key=k%261" || got.Header["Authorization"] != nil || got.Header["Content-Type"] != nil {
		t.Errorf("%v, %v, %s, %v", out, err, got.RequestURI, got.Header)
	}
}

func TestForeignErrors(t *testing.T) {
	for _, status := range []int{400, 500, 302} {
		op, caller, _ := foreign(t, status, `{"message":"no"}`, wxpayimpl.Key(&keyScheme, "k"))
		err := wxpayimpl.Exec(t.Context(), caller, wxpayimpl.NewRequest(op))
		var refused *wxpay.Error
		if !errors.As(err, &refused) || refused.StatusCode != status || refused.Verified || errors.Is(err, wxpay.ErrOutcomeUnknown) != (status != 400) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// A source is asked at each attempt, so that a retry has a token that is still valid.
func TestTokenSource(t *testing.T) {
	tokens := 0
	op, caller, got := foreign(t, 503, "", wxpayimpl.Token(&tokenScheme, func(context.Context) (string, error) {
		tokens++
		return fmt.Sprint("t", tokens), nil
	}))
	for range 2 {
		_ = wxpayimpl.Exec(t.Context(), caller, wxpayimpl.NewRequest(op))
	}
	if tokens != 2 || got.Header.Get("Authorization") != "Bearer t2" {
		t.Errorf("%d tokens, %v", tokens, got.Header)
	}
}

// No error, event or text of a credential has the secret, also when the server is away.
func TestCredentialIsSecret(t *testing.T) {
	const secret = "hunter2"
	var events []wxpay.Event
	client, err := wxpay.NewClient(wxpay.WithoutMerchant(), wxpay.WithServer("http://127.0.0.1:1"),
		wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { events = append(events, e) }))
	if err != nil {
		t.Fatal(err)
	}
	op, _, _ := foreign(t, 200, "")
	for _, c := range []wxpay.Credential{wxpayimpl.Key(&keyScheme, secret), wxpayimpl.Key(&tokenScheme, secret+"\n"), wxpayimpl.BasicAuth(&tokenScheme, secret+":", secret)} {
		caller := wxpayimpl.WithCredentials(client, []wxpay.Credential{c})
		err := wxpayimpl.Exec(t.Context(), caller, wxpayimpl.NewRequest(op))
		shown := fmt.Sprintf("%v %+v %#v %s %v %+v %+v", c, c, c, c, err, events, caller)
		if !errors.As(err, new(*wxpay.NotSentError)) || strings.Contains(shown, secret) {
			t.Errorf("%s", shown)
		}
	}
}

func TestWithoutMerchant(t *testing.T) {
	client, err := wxpay.NewClient(wxpay.WithoutMerchant())
	if err != nil {
		t.Fatal(err)
	}
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	if err := wxpayimpl.Exec(t.Context(), client, call); !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "merchant's key") {
		t.Errorf("error %v", err)
	}
	if _, err := wxpay.NewClient(wxpay.WithoutMerchant(), option.WithoutValidator()); err == nil {
		t.Error("a validator is accepted")
	}
}
