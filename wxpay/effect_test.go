package wxpay_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// ends are the ways in which an attempt can end, and whether it took effect
// before. An error is what the server responses as long as nothing took effect.
var ends = map[string]struct {
	effect bool
	reply  reply
}{
	"a success":                    {true, success},
	"a success of another form":    {true, reply{status: 204}},
	"a refusal":                    {false, reply{status: 400, body: `{"code":"ORDER_DONE","message":"m"}`}},
	"no connection":                {false, reply{raw: hangUp}},
	"a lost answer":                {true, reply{raw: hangUp}},
	"a truncated answer":           {true, reply{raw: cutOff}},
	"a huge answer":                {true, reply{status: 200, body: strings.Repeat("a", 5000)}},
	"a forged answer":              {true, reply{status: 200, body: goodResponse, signing: byForeignKey}},
	"an unsigned answer":           {true, reply{status: 200, body: goodResponse, signing: unsigned}},
	"an error in place of success": {true, reply{status: 200, body: `{"code":"SYSTEM_ERROR","message":"m"}`}},
	"an answer that is not ready":  {true, reply{status: 202, body: "{}"}},
	"a redirect":                   {true, reply{status: 302, header: map[string]string{"Location": "/elsewhere"}}},
	"a switch of protocols":        {true, reply{raw: switchProtocols}},
	"500 without effect":           {false, systemError},
	"500 with effect":              {true, systemError},
	"a page of a proxy, 504":       {true, reply{status: 504, body: "<html>", signing: unsigned}},
	"a page of a proxy, 403":       {false, reply{status: 403, body: "<html>", signing: unsigned}},
	"a forged refusal":             {true, reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`, signing: byForeignKey}},
	"401":                          {false, reply{status: 401, body: `{"code":"SIGN_ERROR","message":"m"}`}},
	"429":                          {false, reply{status: 429, body: `{"code":"FREQUENCY_LIMITED","message":"m"}`}},
}

func switchProtocols(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		_ = conn.Close()
	}
}

// With every pair of ends: what took effect is never reported as rejected or not
// sent, and what did not is never reported as a success.
func TestOutcomeMatchesEffect(t *testing.T) {
	for first := range ends {
		for second := range ends {
			var effect atomic.Bool
			g := newGateway(t, func(attempt int, _ received) reply {
				end := ends[[]string{first, second}[attempt-1]]
				if effect.Load() && end.reply.status == http.StatusBadRequest {
					return success // the same request again gets the same response
				}
				if end.effect {
					effect.Store(true)
				}
				return end.reply
			})
			retry := noWait
			retry.Attempts = 2
			_, err := cancel(t.Context(), g.client(wxpay.WithRetry(retry), wxpay.WithMaxResponse(1000)))
			succeeded := err == nil || errors.As(err, new(*wxpay.DecodeError))
			done := effect.Load()
			if succeeded != done && !errors.Is(err, wxpay.ErrOutcomeUnknown) || succeeded && !done {
				t.Errorf("%s, then %s: took effect: %v, error %v", first, second, done, err)
			}
			g.server.Close()
		}
	}
}
