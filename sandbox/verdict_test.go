package sandbox_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

const ordersPattern = "POST /v3/orders/{no}"

var acceptable = map[string]func(*call){
	"as it is":                        func(*call) {},
	"no body":                         func(c *call) { c.body = "" },
	"GET":                             func(c *call) { c.method, c.body = http.MethodGet, "" },
	"an escaped slash":                func(c *call) { c.uri = "/v3/orders/a%2Fb" },
	"lower-case escapes":              func(c *call) { c.uri = "/v3/orders/A%7c1" },
	"no escape where one is usual":    func(c *call) { c.uri = "/v3/orders/A|1*2" },
	"an empty query":                  func(c *call) { c.uri = "/v3/orders/1?" },
	"a query with + and a bare name":  func(c *call) { c.uri = "/v3/orders/1?q=a+b&flag" },
	"a body that is no UTF-8":         func(c *call) { c.body = "\xff\x00\n" },
	"a clock that is 4 minutes slow":  func(c *call) { c.timestamp = fmt.Sprint(time.Now().Unix() - 240) },
	"a clock that is 4 minutes ahead": func(c *call) { c.timestamp = fmt.Sprint(time.Now().Unix() + 240) },
	"items in another order": func(c *call) {
		c.authorization = fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 signature="%s", serial_no="%s", timestamp="%s", nonce_str="%s", mchid="%s"`,
			c.sign(), c.serial, c.timestamp, c.nonce, c.mchID)
	},
}

func TestSignatureAccepted(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, sandbox.NoContent())
	gw.Handle("GET /v3/orders/{no}", sandbox.NoContent())
	for name, change := range acceptable {
		t.Run(name, func(t *testing.T) {
			c := newCall(gw)
			change(&c)
			if got := c.send(t, gw); got.status != http.StatusNoContent {
				t.Errorf("answered %d %s", got.status, got.body)
			}
		})
	}
}

func signOver(body string) *string { return &body }

var unacceptable = []struct {
	name   string
	change func(*call)
	want   string
}{
	{"another body", func(c *call) { c.signedBody = signOver(`{"reason":"y"}`) }, "another text was signed"},
	{"no body", func(c *call) { c.signedBody = signOver("") }, "no body, but a body was sent"},
	{"a body with a line feed", func(c *call) { c.signedBody = signOver(c.body + "\n") }, "with a line feed after it"},
	{"a body whose line feed was not signed", func(c *call) { c.body += "\n"; c.signedBody = signOver(`{"reason":"x"}`) }, "without the white space"},
	{"another method", func(c *call) { c.signedMethod = http.MethodPut }, "method PUT"},
	{"another value in the query", func(c *call) { c.signedURI = strings.Replace(c.uri, "b=2", "b=3", 1) }, "another text was signed"},
	{"a query in another order", func(c *call) { c.signedURI = "/v3/orders/A%7C1%2A2?a=1+1&b=2" }, "the query in another order"},
	{"a query left out", func(c *call) { c.signedURI = "/v3/orders/A%7C1%2A2" }, "without its query"},
	{"a query with + for a space", func(c *call) { c.signedURI = strings.Replace(c.uri, "%20", "+", 1) }, "spaces of the query as +"},
	{"a path without escapes", func(c *call) { c.signedURI = "/v3/orders/A|1*2?b=2&a=1%201" }, "the unescaped path"},
	{"a path escaped otherwise", func(c *call) { c.signedURI = "/v3/orders/A%7C1*2?b=2&a=1%201" }, "the path with other escapes"},
	{"a path escaped twice", func(c *call) { c.signedURI = "/v3/orders/A%257C1%252A2?b=2&a=1%201" }, "the path escaped twice"},
	{"a path in lower-case escapes", func(c *call) { c.signedURI = "/v3/orders/A%7c1%2a2?b=2&a=1%201" }, "the path with other escapes"},
	{"another path", func(c *call) { c.signedURI = "/v3/orders/2?b=2&a=1%201" }, "another text was signed"},
	{"the URL with its host", func(c *call) { c.signedURI = "https://api.mch.weixin.qq.com" + c.uri }, "with scheme and host"},
	{"no last line feed", func(c *call) { c.signedTail = "none" }, "without its last line feed"},
	{"an old time stamp", func(c *call) { c.timestamp = fmt.Sprint(time.Now().Unix() - 302) }, "more than 5 minutes"},
	{"a time stamp to come", func(c *call) { c.timestamp = fmt.Sprint(time.Now().Unix() + 310) }, "more than 5 minutes"},
	{"a time stamp in milliseconds", func(c *call) { c.timestamp = fmt.Sprint(time.Now().UnixMilli()) }, "Unix seconds"},
	{"a time stamp with a sign", func(c *call) { c.timestamp = "+" + c.timestamp }, "not a number of seconds"},
	{"a huge time stamp", func(c *call) { c.timestamp = strings.Repeat("9", 40) }, "not a number of seconds"},
	{"another merchant", func(c *call) { c.mchID = "1900000001" }, "merchant number is 1230000109"},
	{"another serial", func(c *call) { c.serial = "ABC" }, "merchant certificate's serial number is"},
	{"a serial in lower case", func(c *call) { c.serial = strings.ToLower(c.serial) }, "in upper case"},
	{"the platform's serial", func(c *call) { c.serial = c.gw.PublicKeyID() }, "belongs in Wechatpay-Serial"},
	{"another key", func(c *call) { c.key = strangersKey() }, "not made with the merchant's private key"},
	{"a short signature", func(c *call) { c.signature = "AAAA" }, "has 3 bytes"},
	{"a signature of zeros", func(c *call) { c.signature = base64.StdEncoding.EncodeToString(make([]byte, 256)) }, "not made with the merchant's"},
	{"a signature of all ones", func(c *call) { c.signature = strings.Repeat("/", 341) + "w==" }, "not made with the merchant's"},
	{"a signature that is not Base64", func(c *call) { c.signature = "***" }, "not standard Base64"},
	{"Base64 with bits left over", func(c *call) { c.signature = "AB==" }, "not standard Base64"},
	{"no Authorization", func(c *call) { c.authorization = "none" }, "0 Authorization header fields"},
	{"two Authorizations", func(c *call) { c.header = "Authorization: x\r\n" }, "2 Authorization header fields"},
	{"another scheme", func(c *call) { c.authorization = "Bearer abc" }, `scheme is "Bearer"`},
	{"the scheme alone", func(c *call) { c.authorization = "WECHATPAY2-SHA256-RSA2048" }, "mchid is missing"},
	{"two faults at once", func(c *call) { c.mchID, c.serial = "1", "2" }, "; serial_no"},
	{"an empty nonce", func(c *call) { c.nonce = "" }, "nonce_str is missing"},
	{"an item twice", func(c *call) { c.nonce = `1",nonce_str="2` }, "nonce_str appears twice"},
	{"an unknown item", func(c *call) { c.nonce = `1",admin="2` }, `"admin" is unknown`},
	{"a quote in an item", func(c *call) { c.nonce = `1"2` }, "is not of the form"},
}

// The error for an invalid signature says what is wrong.
func TestSignatureErrors(t *testing.T) {
	gw := sandbox.New(t)
	effects := 0
	gw.Handle(ordersPattern, sandbox.Func(func(*sandbox.Request) sandbox.Response {
		effects++
		return sandbox.NoContent()
	}))
	for _, tt := range unacceptable {
		t.Run(tt.name, func(t *testing.T) {
			c := newCall(gw)
			tt.change(&c)
			got := c.send(t, gw)
			code, message := got.message(t)
			if got.status != http.StatusUnauthorized || code != "SIGN_ERROR" || !strings.Contains(message, tt.want) {
				t.Errorf("answered %d %s %q, want 401 SIGN_ERROR with %q", got.status, code, message, tt.want)
			}
			if !verifies(certificateKey(gw), got.header, got.body) {
				t.Error("the refusal itself is not signed properly")
			}
			seen := gw.Requests()
			last := seen[len(seen)-1]
			if last.Verdict.OK || last.Verdict.Problem != message || last.Status != http.StatusUnauthorized {
				t.Errorf("recorded %d and %+v", last.Status, last.Verdict)
			}
			if strings.Contains(last.Verdict.Problem+last.Verdict.Message+got.body, "reason") {
				t.Error("the diagnosis quotes the body")
			}
		})
	}
	if effects > 0 {
		t.Errorf("%d refused requests took effect", effects)
	}
}

// The verdict contains the message that was verified.
func TestVerdictMessage(t *testing.T) {
	gw := sandbox.New(t)
	c := newCall(gw)
	c.signedURI = "/other"
	c.send(t, gw)
	verdict := gw.Requests()[0].Verdict
	want := "POST\n" + c.uri + "\n" + c.timestamp + "\n" + c.nonce + "\n(14 bytes, SHA-256 "
	if !strings.HasPrefix(verdict.Message, want) || verdict.Nonce != c.nonce || verdict.MchID != c.mchID || verdict.Serial != c.serial {
		t.Errorf("verdict %+v, want a message that begins %q", verdict, want)
	}
}

// A replayed nonce is marked, or rejected if the options say so.
func TestReplayedNonce(t *testing.T) {
	for _, refuse := range []bool{false, true} {
		t.Run(fmt.Sprintf("refused: %v", refuse), func(t *testing.T) {
			var opts []sandbox.Option
			want := http.StatusNoContent
			if refuse {
				opts, want = append(opts, sandbox.RefuseReplays()), http.StatusUnauthorized
			}
			gw := sandbox.New(t, opts...)
			gw.Handle(ordersPattern, sandbox.NoContent())
			c := newCall(gw)
			first, second := c.send(t, gw), c.send(t, gw)
			if first.status != http.StatusNoContent || second.status != want {
				t.Errorf("answered %d and %d, want 204 and %d", first.status, second.status, want)
			}
			seen := gw.Requests()
			if seen[0].Verdict.Replayed || !seen[1].Verdict.Replayed {
				t.Errorf("replays are marked %v and %v", seen[0].Verdict.Replayed, seen[1].Verdict.Replayed)
			}
		})
	}
}

// A rejected request does not use up its nonce.
func TestNonceOfRejected(t *testing.T) {
	gw := sandbox.New(t, sandbox.RefuseReplays())
	gw.Handle(ordersPattern, sandbox.NoContent())
	c := newCall(gw)
	forged := c
	forged.body = "{}"
	forged.signature = c.sign()
	if got := forged.send(t, gw); got.status != http.StatusUnauthorized {
		t.Fatalf("a forged request is answered %d", got.status)
	}
	if got := c.send(t, gw); got.status != http.StatusNoContent {
		t.Errorf("the real one is answered %d %s", got.status, got.body)
	}
}

// Only the meta part of an upload is signed.
func TestUploadSignature(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("POST /v3/upload", sandbox.NoContent())
	const meta = `{"filename":"a.jpg","sha256":"x"}`
	part := func(disposition, text string) string {
		return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + text + "\r\n"
	}
	tests := []struct {
		name, body, signed, problem string
	}{
		{"meta and a file", part(`name="meta";`, meta) + part(`name="file"; filename="a.jpg"`, "\xff\xd8") + "--b--\r\n", meta, ""},
		{"the file first", part(`name="file"; filename="a.jpg"`, "x") + part(`name="meta"`, meta) + "--b--\r\n", meta, ""},
		{"another meta", part(`name="meta"`, meta+" ") + "--b--\r\n", meta, "without the white space"},
		{"no meta", part(`name="file"`, meta) + "--b--\r\n", meta, "0 parts named meta"},
		{"two metas", part(`name="meta"`, meta) + part(`name="meta"`, "{}") + "--b--\r\n", meta, "2 parts named meta"},
		{"a body that breaks off", part(`name="meta"`, meta), meta, "cannot be read"},
		{"the whole body", part(`name="meta"`, meta) + "--b--\r\n", part(`name="meta"`, meta) + "--b--\r\n", "the whole multipart body"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCall(gw)
			c.uri, c.body, c.signedBody = "/v3/upload", tt.body, &tt.signed
			c.header = "Content-Type: multipart/form-data; boundary=b\r\n"
			got := c.send(t, gw)
			if tt.problem == "" {
				if got.status != http.StatusNoContent {
					t.Errorf("answered %d %s", got.status, got.body)
				}
				return
			}
			if _, message := got.message(t); got.status != http.StatusUnauthorized || !strings.Contains(message, tt.problem) {
				t.Errorf("answered %d %q, want %q", got.status, message, tt.problem)
			}
		})
	}
}

// A body above the limit is not read.
func TestLargeRequestBody(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithMaxBody(20))
	gw.Handle(ordersPattern, sandbox.NoContent())
	for length, want := range map[int]int{20: http.StatusNoContent, 21: http.StatusRequestEntityTooLarge} {
		c := newCall(gw)
		c.body = strings.Repeat("x", length)
		if got := c.send(t, gw); got.status != want {
			t.Errorf("%d bytes are answered %d, want %d", length, got.status, want)
		}
	}
}

// The sandbox's clock decides whether a timestamp is too old.
func TestTimestampClock(t *testing.T) {
	now := time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC)
	gw := sandbox.New(t, sandbox.WithClock(func() time.Time { return now }))
	gw.Handle(ordersPattern, sandbox.NoContent())
	for skew, want := range map[int64]int{0: 204, -300: 204, 300: 204, -301: 401, 301: 401} {
		c := newCall(gw)
		c.timestamp = fmt.Sprint(now.Unix() + skew)
		got := c.send(t, gw)
		if got.status != want || got.header.Get("Wechatpay-Timestamp") != fmt.Sprint(now.Unix()) {
			t.Errorf("%d seconds off: answered %d at %s", skew, got.status, got.header.Get("Wechatpay-Timestamp"))
		}
	}
}
