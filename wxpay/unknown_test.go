package wxpay_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// lostThen loses the first response, and gives then to every later request.
func lostThen(then reply) func(int, received) reply {
	return func(attempt int, _ received) reply {
		if attempt == 1 {
			return reply{raw: hangUp}
		}
		return then
	}
}

func TestRefusalAfterLostAttempt(t *testing.T) {
	html := map[string]string{"Content-Type": "text/html"}
	coded := func(status int, code string) reply {
		return reply{status: status, body: `{"code":"` + code + `","message":"m"}`}
	}
	for name, test := range map[string]struct {
		last    reply
		unknown bool
		read    bool // what it is for a GET
	}{
		"no such order":            {coded(404, "ORDER_NOT_EXIST"), false, false},
		"another spelling":         {coded(404, "ORDERNOTEXIST"), false, false},
		"no such merchant":         {coded(400, "MCH_NOT_EXISTS"), false, false},
		"another appid":            {coded(400, "APPID_MCHID_NOT_MATCH"), false, false},
		"what is gone":             {coded(404, "RESOURCE_NOT_EXISTS"), true, false},
		"a state":                  {coded(400, "ORDER_CANCELED"), true, false},
		"a request out of place":   {coded(400, "INVALID_REQUEST"), true, false},
		"a wrong parameter":        {coded(400, "PARAM_ERROR"), true, false},
		"exists already":           {coded(409, "ALREADY_EXISTS"), true, false},
		"the signature, 400":       {coded(400, "SIGN_ERROR"), true, true},
		"the permission, 400":      {coded(400, "NOAUTH"), true, true},
		"the frequency, 400":       {coded(400, "FREQUENCY_LIMITED"), true, true},
		"the rate, 400":            {coded(400, "RATELIMIT_EXCEEDED"), true, true},
		"undecided, 400":           {coded(400, "USERPAYING"), true, true},
		"undecided, 403":           {coded(403, "USER_PAYING"), true, true},
		"the system, 400":          {coded(400, "SYSTEMERROR"), true, true},
		"the bank, 400":            {coded(400, "BANKERROR"), true, true},
		"401":                      {coded(401, "ORDER_NOT_EXIST"), true, true},
		"403":                      {coded(403, "ORDER_NOT_EXIST"), true, true},
		"429":                      {coded(429, "ORDER_NOT_EXIST"), true, true},
		"no code":                  {reply{status: 404, body: "{}"}, true, true},
		"unsigned":                 {reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`, signing: unsigned}, true, true},
		"a page of a middlebox":    {reply{status: 404, body: "<html>", header: html, signing: unsigned}, true, true},
		"a 400 that has no body":   {reply{status: 400, signing: unsigned}, true, true},
		"a page of a proxy, 403":   {reply{status: 403, body: "<html>", header: html, signing: unsigned}, true, true},
		"a page of a gateway, 413": {reply{status: 413, body: "<html>", header: html, signing: unsigned}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			read := cancelOrder
			read.Method = http.MethodGet
			for op, unknown := range map[*wxpayimpl.Operation]bool{&cancelOrder: test.unknown, &read: test.read} {
				g := newGateway(t, lostThen(test.last))
				err := wxpayimpl.Exec(t.Context(), g.client(wxpay.WithRetry(noWait)), newCancel(op))
				var apiErr *wxpay.Error
				if errors.Is(err, wxpay.ErrOutcomeUnknown) != unknown || !errors.As(err, &apiErr) || apiErr.StatusCode != test.last.status {
					t.Errorf("%s: error %v", op.Method, err)
				}
			}
			// The caller's own repeated call ends alike.
			g := newGateway(t, always(test.last))
			_, err := cancel(t.Context(), g.client(), wxpay.WithEarlierError(&wxpay.NoResponseError{}))
			if errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown {
				t.Errorf("repeated: error %v", err)
			}
		})
	}
}

func TestUndecidedCode(t *testing.T) {
	for code, unknown := range map[string]bool{
		"USERPAYING": true, "USER_PAYING": true, "SYSTEM_ERROR": true, "BANKERROR": true, "ORDER_PAID": false, "FREQUENCY_LIMITED": false,
	} {
		g := newGateway(t, always(reply{status: 400, body: `{"code":"` + code + `","message":"m"}`}))
		if _, err := cancel(t.Context(), g.client()); errors.Is(err, wxpay.ErrOutcomeUnknown) != unknown {
			t.Errorf("%s: error %v", code, err)
		}
	}
}

func TestEarlierError(t *testing.T) {
	rejected := reply{status: 400, body: `{"code":"ORDER_CANCELED","message":"m"}`}
	for _, test := range []struct {
		earlier error
		unknown bool
	}{
		{nil, false},
		{errOrderDone, false},
		{&wxpay.NotSentError{Err: errOrderDone}, false},
		{&wxpay.SignatureError{}, true},
		{&wxpay.Error{StatusCode: 500}, true},
	} {
		g := newGateway(t, always(rejected))
		_, err := cancel(t.Context(), g.client(), wxpay.WithEarlierError(test.earlier))
		if errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown || wxpay.CodeOf(err) != "ORDER_CANCELED" {
			t.Errorf("after %v: error %v", test.earlier, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := cancel(ctx, g.client(), wxpay.WithEarlierError(test.earlier)); errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown {
			t.Errorf("not sent after %v: error %v", test.earlier, err)
		}
	}
	g := newGateway(t, always(success))
	if _, err := cancel(t.Context(), g.client(), wxpay.WithEarlierError(wxpay.ErrOutcomeUnknown)); err != nil {
		t.Errorf("a success: %v", err)
	}
}

func TestMiddleboxPage(t *testing.T) {
	g := newGateway(t, always(reply{status: 403, body: "<html>", signing: unsigned}))
	if _, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait))); errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestRedirectWithoutLocation(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		g := newGateway(t, always(reply{status: status, header: map[string]string{"Location": "http://[::1"}, body: `{"a":1}`}))
		_, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait)))
		var apiErr *wxpay.Error
		if !errors.As(err, &apiErr) || apiErr.StatusCode != status || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("%d: error %v, want an *Error with the status", status, err)
			continue
		}
		if apiErr.Header.Get("Location") != "http://[::1" || string(apiErr.Body) != `{"a":1}` || !apiErr.Verified {
			t.Errorf("%d: the answer is not as it came: %v %q", status, apiErr.Header, apiErr.Body)
		}
		g.only()
	}
}

func TestTransportSetLater(t *testing.T) {
	g := newGateway(t, always(success))
	given := &http.Client{}
	c := g.client(option.WithHTTPClient(given))
	before := http.DefaultTransport
	defer func() { http.DefaultTransport = before }()
	used := false
	http.DefaultTransport = roundTripper(func(r *http.Request) (*http.Response, error) { used = true; return before.RoundTrip(r) })
	if _, err := cancel(t.Context(), c); err != nil || !used {
		t.Errorf("error %v, used: %v", err, used)
	}
	if given.Transport != nil {
		t.Error("the given client was changed")
	}
}

func TestLargeSignedError(t *testing.T) {
	huge := `{"code":"ORDER_NOT_EXIST","message":"` + strings.Repeat("m", 2000) + `"}`
	for name, test := range map[string]struct {
		reply        reply
		unknown, bad bool
		want         string
	}{
		"signed, 404":   {reply{status: 404, body: huge}, true, true, "outcome unknown: the signature of the response cannot be verified: the response is larger than the limit; see wxpay.WithMaxResponse"},
		"signed, 500":   {reply{status: 500, body: huge}, true, false, "status 500 without an error code (too large, see wxpay.WithMaxResponse)"},
		"unsigned, 404": {reply{status: 404, body: huge, signing: unsigned}, false, false, "status 404 without an error code (too large, see wxpay.WithMaxResponse)"},
		"unsigned, 502": {reply{status: 502, body: huge, signing: unsigned}, true, false, "status 502 without an error code (too large, see wxpay.WithMaxResponse)"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(test.reply))
			_, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(1000)))
			var apiErr *wxpay.Error
			if !errors.As(err, &apiErr) || apiErr.StatusCode != test.reply.status || apiErr.Code != "" {
				t.Fatalf("error %#v", err)
			}
			if errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown || errors.As(err, new(*wxpay.SignatureError)) != test.bad {
				t.Errorf("error %v", err)
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "empty body") {
				t.Errorf("text %q", err)
			}
		})
	}
}

func TestRetryAfterLargePage(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		if attempt == 1 {
			return reply{status: 503, body: strings.Repeat("m", 2000), signing: unsigned}
		}
		return success
	})
	if _, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(1000), wxpay.WithRetry(noWait))); err != nil {
		t.Error(err)
	}
}
