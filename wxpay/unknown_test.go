package wxpay_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// lostThen loses the first answer, and gives then to every later request.
func lostThen(then reply) func(int, received) reply {
	return func(attempt int, _ received) reply {
		if attempt == 1 {
			return reply{raw: hangUp}
		}
		return then
	}
}

func TestARefusalAfterALostAnswerIsDefiniteOnlyAsASignedResult(t *testing.T) {
	html := map[string]string{"Content-Type": "text/html"}
	for name, test := range map[string]struct {
		last    reply
		unknown bool
	}{
		"a signed 400 with a code":        {reply{status: 400, body: `{"code":"ORDER_CANCELED","message":"m"}`}, false},
		"a signed 404 with a code":        {reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`}, false},
		"a signed 409 with a code":        {reply{status: 409, body: `{"code":"ALREADY_EXISTS","message":"m"}`}, false},
		"a signed 401":                    {reply{status: 401, body: `{"code":"SIGN_ERROR","message":"m"}`}, true},
		"a signed 403":                    {reply{status: 403, body: `{"code":"NO_AUTH","message":"m"}`}, true},
		"a signed 429":                    {reply{status: 429, body: `{"code":"FREQUENCY_LIMITED","message":"m"}`}, true},
		"a signed 404 without a code":     {reply{status: 404, body: "{}"}, true},
		"an unsigned 404 with a code":     {reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`, signing: unsigned}, true},
		"a page of a middlebox, 403":      {reply{status: 403, body: "<html>", header: html, signing: unsigned}, true},
		"a page of a middlebox, 404":      {reply{status: 404, body: "<html>", header: html, signing: unsigned}, true},
		"a page of a middlebox, 413":      {reply{status: 413, body: "<html>", header: html, signing: unsigned}, true},
		"an unsigned 400 without content": {reply{status: 400, signing: unsigned}, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, lostThen(test.last))
			_, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait)))
			if errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown {
				t.Errorf("error %v", err)
			}
			var refusal *wxpay.Error
			if !errors.As(err, &refusal) || refusal.StatusCode != test.last.status {
				t.Errorf("error %v lacks the last answer", err)
			}
			if strings.Contains(err.Error(), "an earlier attempt's outcome is unknown") != test.unknown {
				t.Errorf("text %q", err)
			}
		})
	}
}

func TestAMiddleboxPageInTheFirstAttemptIsARefusal(t *testing.T) {
	g := newGateway(t, always(reply{status: 403, body: "<html>", signing: unsigned}))
	if _, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait))); errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestARedirectToNoAddressIsTheAnswerItIs(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		g := newGateway(t, always(reply{status: status, header: map[string]string{"Location": "http://[::1"}, body: `{"a":1}`}))
		_, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait)))
		var refusal *wxpay.Error
		if !errors.As(err, &refusal) || refusal.StatusCode != status || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("%d: error %v, want an *Error with the status", status, err)
			continue
		}
		if refusal.Header.Get("Location") != "http://[::1" || string(refusal.Body) != `{"a":1}` || !refusal.Verified {
			t.Errorf("%d: the answer is not as it came: %v %q", status, refusal.Header, refusal.Body)
		}
		g.only()
	}
}

func TestATransportThatIsSetLaterIsUsed(t *testing.T) {
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

func TestARefusalThatIsTooLargeToBeVerifiedLeavesTheOutcomeUnknown(t *testing.T) {
	huge := `{"code":"ORDER_NOT_EXIST","message":"` + strings.Repeat("m", 2000) + `"}`
	for name, test := range map[string]struct {
		reply        reply
		unknown, bad bool
		want         string
	}{
		"signed, 404":   {reply{status: 404, body: huge}, true, true, "outcome unknown: the answer's signature cannot be checked: the answer is larger than the limit; see wxpay.WithMaxResponse"},
		"signed, 500":   {reply{status: 500, body: huge}, true, false, "status 500 without an error code (too large, see wxpay.WithMaxResponse)"},
		"unsigned, 404": {reply{status: 404, body: huge, signing: unsigned}, false, false, "status 404 without an error code (too large, see wxpay.WithMaxResponse)"},
		"unsigned, 502": {reply{status: 502, body: huge, signing: unsigned}, true, false, "status 502 without an error code (too large, see wxpay.WithMaxResponse)"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(test.reply))
			_, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(1000)))
			var refusal *wxpay.Error
			if !errors.As(err, &refusal) || refusal.StatusCode != test.reply.status || refusal.Code != "" {
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

func TestAServerThatFailsWithAHugePageIsAskedAgain(t *testing.T) {
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
