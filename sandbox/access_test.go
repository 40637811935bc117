package sandbox_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

const accessToken = "a-token-of-a-test"

// An address that other machines reach got 401 SIGN_ERROR for the console and its API.
func TestToken(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithAddr("0.0.0.0:0"), sandbox.WithToken(accessToken), sandbox.WithLog(func(string) {}))
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, test := range []struct {
		name, method, path string
		change             []func(*http.Request)
		status             int
		answer             string
	}{
		{"none", "GET", "api/state", nil, 401, `"code":"TOKEN"`},
		{"none, POST", "POST", "api/reset", nil, 401, "WXPAYGEN_SANDBOX_TOKEN"},
		{"bearer", "GET", "api/state", []func(*http.Request){set("Authorization", "Bearer "+accessToken)}, 200, `"now"`},
		{"bearer, other name", "GET", "api/state", []func(*http.Request){set("Authorization", "Bearer "+accessToken), func(r *http.Request) { r.Host = "sandbox:8380" }}, 200, `"now"`},
		{"wrong", "GET", "api/state", []func(*http.Request){set("Authorization", "Bearer a-token-of-b-test")}, 401, "TOKEN"},
		{"empty", "GET", "api/state", []func(*http.Request){set("Authorization", "Bearer ")}, 401, "TOKEN"},
		{"token as cookie", "GET", "api/state", []func(*http.Request){set("Cookie", "wxpaygen-sandbox-"+port(t, gw)+"="+accessToken)}, 401, "TOKEN"},
		{"browser", "GET", "", []func(*http.Request){set("Accept", "text/html")}, 401, `<form method="post"`},
		{"other page", "POST", "api/reset", []func(*http.Request){set("Authorization", "Bearer "+accessToken), set("Origin", "https://evil.example")}, 403, "another web page"},
		{"login of another page", "POST", "login", []func(*http.Request){set("Origin", "https://evil.example")}, 401, "TOKEN"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, answer := admin(t, gw, test.method, test.path, "", test.change...); status != test.status || !strings.Contains(answer, test.answer) {
				t.Errorf("%d %s, want %d with %s", status, answer, test.status, test.answer)
			}
		})
	}
	if status, _, body := signedCall(t, gw, http.MethodGet, "/v3/payscore/serviceorder?out_order_no=A1&service_id=500001&appid=wx1", ""); status != 404 {
		t.Errorf("a call: %d %s", status, body)
	}
}

func port(t *testing.T, gw *sandbox.Gateway) string {
	t.Helper()
	u, err := url.Parse(gw.URL())
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func TestTokenIsMade(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithAddr("0.0.0.0:0"))
	if len(gw.Token()) < 32 || !strings.HasSuffix(gw.ConsoleURL(), "/sandbox/?token="+gw.Token()) {
		t.Errorf("the token is %q, the console %s", gw.Token(), gw.ConsoleURL())
	}
	if local := sandbox.New(t); local.Token() != "" || strings.Contains(local.ConsoleURL(), "token") {
		t.Error("a sandbox of this machine has a token")
	}
	if _, err := sandbox.Start(sandbox.WithToken("short")); err == nil || !strings.Contains(err.Error(), "at least 12") {
		t.Errorf("a short token: %v", err)
	}
}

// A browser logs in with the address that is printed, or with the form, and stays logged in.
func TestLogin(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithToken(accessToken), sandbox.WithLog(func(string) {}))
	for name, open := range map[string]func(*http.Client) (*http.Response, error){
		"address": func(c *http.Client) (*http.Response, error) { return c.Get(gw.ConsoleURL()) },
		"form": func(c *http.Client) (*http.Response, error) {
			return c.PostForm(gw.URL()+"/sandbox/login", url.Values{"token": {accessToken}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Jar: jar}
			page := read(t)(open(client))
			if !strings.Contains(page, "console.js") {
				t.Errorf("the page is %s", page)
			}
			if state := read(t)(client.Get(gw.URL() + "/sandbox/api/state")); !strings.Contains(state, `"now"`) {
				t.Errorf("the state is %s", state)
			}
		})
	}
	wrong := read(t)(http.PostForm(gw.URL()+"/sandbox/login", url.Values{"token": {"another-token-of-a-test"}}))
	if !strings.Contains(wrong, "This is not the token.") {
		t.Errorf("a wrong token: %s", wrong)
	}
}

func read(t *testing.T) func(*http.Response, error) string {
	return func(r *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Body.Close() }()
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
}

func TestFront(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithToken(accessToken), sandbox.WithLog(func(string) {}))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, test := range []struct {
		path, accept string
		status       int
		location     string
	}{
		{"/healthz", "", 200, ""},
		{"/", "text/html", 302, "/sandbox/"},
		{"/", "application/json", 401, ""},
		{"/v3/x", "text/html", 401, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gw.URL()+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", test.accept)
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != test.status || response.Header.Get("Location") != test.location {
			t.Errorf("%s %s: %d %s", test.path, test.accept, response.StatusCode, response.Header.Get("Location"))
		}
	}
	if len(gw.Requests()) != 2 {
		t.Errorf("%d requests are recorded, want 2", len(gw.Requests()))
	}
}

// The address may have no port.
func TestWithAddr(t *testing.T) {
	for addr, want := range map[string]string{"0.0.0.0": "0.0.0.0:8380", "::": "[::]:8380", "[::1]": "[::1]:8380", "localhost": "localhost:8380", "127.0.0.1:1": "127.0.0.1:1", "a:b:c": "a:b:c"} {
		if got := sandbox.WithPort(addr); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}
