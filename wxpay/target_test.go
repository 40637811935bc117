package wxpay_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// elsewhere is a client without WithServer, whose requests arrive nowhere.
func elsewhere(t *testing.T) (c *wxpay.Client, urls *[]string) {
	t.Helper()
	urls = new([]string)
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		*urls = append(*urls, r.URL.String())
		resp := memoryResponse(200, goodResponse)
		sign(resp.Header, goodResponse, signed)
		return resp, nil
	})
	c, err := wxpay.NewClient(option.WithSigner(stubKeys{}), option.WithVerifier(stubKeys{}),
		option.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return c, urls
}

func TestInvalidPath(t *testing.T) {
	for path, want := range map[string]string{
		"v3/pay":             "does not begin with /",
		".evil.example/v3":   "does not begin with /",
		"@evil.example/v3":   "does not begin with /",
		"":                   "does not begin with /",
		"/v3/pay?a=b":        "contains ? or #",
		"/v3/pay#a":          "contains ? or #",
		"/v3/{out_trade_no}": "",
		"//v3/pay":           "",
	} {
		c, urls := elsewhere(t)
		op := cancelOrder
		op.Path = path
		call := wxpayimpl.NewRequest(&op)
		call.PathParam("out_trade_no", "a?b#c")
		err := wxpayimpl.Exec(t.Context(), c, call)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", path, err)
			}
			continue
		}
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), want) || len(*urls) != 0 {
			t.Errorf("%q: sent to %v, error %v", path, *urls, err)
		}
	}
}

func TestOperationServer(t *testing.T) {
	for _, server := range []string{
		"api.mch.weixin.qq.com", "ftp://api.mch.weixin.qq.com", "https://", "https:///v3", "https://user:secret@host", "https://user@host",
		"https://host?a=secret", "https://host#secret", "https://host?", "https://ho st", "https://host\n", "",
	} {
		c, urls := elsewhere(t)
		op := cancelOrder
		for _, servers := range [][]string{{server}, {"https://api.mch.weixin.qq.com", server}} {
			op.Servers = servers
			err := wxpayimpl.Exec(t.Context(), c, newCancel(&op))
			if !errors.As(err, new(*wxpay.NotSentError)) || len(*urls) != 0 {
				t.Errorf("%q: sent to %v, error %v", servers, *urls, err)
				continue
			}
			if text := err.Error(); strings.Contains(text, "secret") || !strings.Contains(text, "the operation's server") {
				t.Errorf("%q: text %q", servers, text)
			}
		}
	}
}

func TestOperationServerWithPath(t *testing.T) {
	for _, server := range []string{"https://host", "https://host/", "http://127.0.0.1:8080", "https://[::1]:443", "https://host/base", "https://HOST-1.cn/base/"} {
		c, urls := elsewhere(t)
		op := cancelOrder
		op.Servers = []string{server}
		if err := wxpayimpl.Exec(t.Context(), c, newCancel(&op)); err != nil {
			t.Errorf("%q: %v", server, err)
			continue
		}
		if want := strings.TrimSuffix(server, "/") + "/v3/payscore/serviceorder/2304203423948239423/cancel"; (*urls)[0] != want {
			t.Errorf("%q: sent to %s", server, (*urls)[0])
		}
	}
}
