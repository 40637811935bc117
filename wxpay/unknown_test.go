package wxpay_test

import (
	"errors"
	"strings"
	"testing"

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
