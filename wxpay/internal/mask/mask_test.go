package mask

import (
	"strings"
	"testing"
)

var masker = Masker{Names: Names("secret_word")}

func TestJSON(t *testing.T) {
	for body, want := range map[string]string{
		`{"out_trade_no":"1","amount":{"total":1.50}}`:          `{"out_trade_no":"1","amount":{"total":1.50}}`,
		`{"payer":{"openid":"oUp"},"secret_word":7}`:            `{"payer":{"openid":"***"},"secret_word":"***"}`,
		`{"account":{"a":["x",null,{"b":true}]},"c":[],"d":{}}`: `{"account":{"a":["***",null,{"b":"***"}]},"c":[],"d":{}}`,
		`[{"phone":"1"},[{"phone":2}]]`:                         `[{"phone":"***"},[{"phone":"***"}]]`,
		`{"phone":null,"a\"b":"\u4e2d"}`:                        `{"phone":null,"a\"b":"\u4e2d"}`,
	} {
		got, ok := masker.JSON([]byte(" " + body + "\n"))
		compact := strings.NewReplacer("\n", "", " ", "").Replace(got)
		if !ok || compact != want {
			t.Errorf("%s: %v\n%s", body, ok, got)
		}
	}
	for _, body := range []string{"", "  ", "{", "oUp", `"oUp"`, "<xml/>", "\x1f\x8b", `{"a":1}{"b":2}`} {
		if got, ok := masker.JSON([]byte(body)); ok || got != "" {
			t.Errorf("%q: %q", body, got)
		}
	}
}

func TestHeader(t *testing.T) {
	for _, test := range [][3]string{
		{"Authorization", `WECHATPAY2-SHA256-RSA2048 mchid="1",signature="abc=",serial_no="2"`, `WECHATPAY2-SHA256-RSA2048 mchid="1",signature="***",serial_no="2"`},
		{"Authorization", "Bearer secret", Hidden},
		{"Wechatpay-Signature", "abc=", Hidden},
		{"set-cookie", "a=b", Hidden},
		{"Wechatpay-Serial", "PUB_KEY_ID_0", "PUB_KEY_ID_0"},
		{"Request-ID", "08F2", "08F2"},
	} {
		if got := masker.Header(test[0], test[1]); got != test[2] {
			t.Errorf("%s: %s", test[0], got)
		}
	}
}

func TestTarget(t *testing.T) {
	for _, test := range [][3]string{
		{"/v3/orders/{out_trade_no}", "/v3/orders/A%7C1?mchid=1", "/v3/orders/A%7C1?mchid=1"},
		{"/v3/users/{openid}/orders/{id}", "/v3/users/oUp/orders/7", "/v3/users/***/orders/7"},
		{"/v3/codes/{id}-{openid}", "/v3/codes/7-oUp", "/v3/codes/***"},
		{"/v3/bill", "/v3/bill?token=abc&a=%20&open%69d=oUp&%zz=1", "/v3/bill?token=***&a=%20&open%69d=***&%zz=***"},
		{"/v3/{openid}", "/v3/a/b", "/v3/{openid}"},
	} {
		if got := masker.Target(test[0], test[1]); got != test[2] {
			t.Errorf("%s: %s, want %s", test[1], got, test[2])
		}
	}
}
