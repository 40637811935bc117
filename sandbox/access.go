package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"
)

// MinToken is the minimum length of the token of [WithToken], in bytes.
const MinToken = 12

// WithToken sets the token that the console and the admin API require, from this machine and from others. Programs send it as
// "Authorization: Bearer TOKEN"; a browser asks for it once and keeps it in a cookie. Without a token they serve this machine only. If
// the address of [WithAddr] can be reached from other machines, the default is a random token; see [Gateway.Token].
func WithToken(token string) Option {
	return func(s *settings) { s.token = token }
}

// Token returns the token that the console and the admin API require, or "".
func (g *Gateway) Token() string { return g.settings.token }

// ConsoleURL returns the address of the console. If there is a token, the address has it, and a browser that opens it is logged in.
func (g *Gateway) ConsoleURL() string {
	if g.settings.token == "" {
		return g.URL() + AdminPath
	}
	return g.URL() + AdminPath + "?token=" + url.QueryEscape(g.settings.token)
}

// isAdminPath reports whether a path is that of the console, or below it.
func isAdminPath(path string) bool {
	return path == strings.TrimSuffix(AdminPath, "/") || strings.HasPrefix(path, AdminPath)
}

// isAdmin reports whether a request is for the console. A signed request means WeChat Pay.
func isAdmin(r *http.Request) bool {
	return isAdminPath(r.URL.Path) && !strings.HasPrefix(r.Header.Get("Authorization"), signature.Scheme)
}

// isLocal reports whether a request is from this machine, and under a local name: that keeps out web pages whose name resolves to this
// machine. A proxy on this machine forwards requests of others.
func isLocal(r *http.Request) bool {
	remote, _, err := net.SplitHostPort(r.RemoteAddr)
	host := r.Host
	if name, _, splitErr := net.SplitHostPort(r.Host); splitErr == nil {
		host = name
	}
	forwarded := r.Header.Get("Forwarded") + r.Header.Get("X-Forwarded-For") + r.Header.Get("X-Forwarded-Host")
	return err == nil && net.ParseIP(remote).IsLoopback() && isLoopback(strings.Trim(host, "[]")) && forwarded == ""
}

// admits reports whether a request may use the console: with the token, or, if there is none, from this machine.
func (g *Gateway) admits(r *http.Request) bool {
	token := g.settings.token
	if token == "" {
		return isLocal(r)
	}
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return same(given, token)
	}
	for _, cookie := range r.CookiesNamed(g.cookieName()) {
		if same(cookie.Value, cookieValue(token)) {
			return true
		}
	}
	return false
}

// same compares two texts in a time that says nothing about them.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// cookieName differs for each port: cookies do not know ports.
func (g *Gateway) cookieName() string {
	_, port, _ := net.SplitHostPort(g.listener.Addr().String())
	return "wxpaygen-sandbox-" + port
}

// cookieValue is made from the token: other servers on the same host get the cookie, too.
func cookieValue(token string) string {
	sum := hmac.New(sha256.New, []byte(token))
	_, _ = sum.Write([]byte("the console of the sandbox"))
	return hex.EncodeToString(sum.Sum(nil))
}

// refuseAdmin is the response to a request that may not use the console, with a hint at what to do. It serves the login.
func (g *Gateway) refuseAdmin(w http.ResponseWriter, r *http.Request) {
	if g.settings.token == "" {
		g.hint(r)
		writeError(w, http.StatusForbidden, adminError{
			Code: "NOT_LOCAL", Problem: "without a token, the console and its API serve this machine only, under a local name such as 127.0.0.1",
			Hint: "start the sandbox with -token TOKEN (WithToken), or with -addr 0.0.0.0, which makes a token; then send Authorization: Bearer TOKEN",
		})
		return
	}
	switch {
	case r.URL.Path == AdminPath+"console.css" || r.URL.Path == AdminPath+"icon.svg": // of the login
		consoleFiles().ServeHTTP(w, r)
		return
	case r.Method == http.MethodPost && r.URL.Path == AdminPath+"login" && ofThisPage(r):
		g.login(w, r)
		return
	case r.Method == http.MethodGet && same(r.URL.Query().Get("token"), g.settings.token):
		g.logIn(w, r)
		return
	case wantsPage(r):
		loginPage(w, http.StatusUnauthorized, "")
		return
	}
	g.hint(r)
	w.Header().Set("WWW-Authenticate", `Bearer realm="sandbox"`)
	writeError(w, http.StatusUnauthorized, adminError{
		Code: "TOKEN", Problem: "the console and its API require the token of the sandbox",
		Hint: "send Authorization: Bearer TOKEN; the sandbox prints the token when it starts, and -token or WXPAYGEN_SANDBOX_TOKEN sets it",
	})
}

// hint logs that a request was refused because of where it came from.
func (g *Gateway) hint(r *http.Request) {
	remote, _, _ := net.SplitHostPort(r.RemoteAddr)
	g.logf("%s %s: refused, from %s under the name %s; see WithToken, or -token of the command", r.Method, r.URL.Path, remote, r.Host)
}

func wantsPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// login serves the form of the login.
func (g *Gateway) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<12)
	if !same(r.PostFormValue("token"), g.settings.token) {
		g.hint(r)
		loginPage(w, http.StatusUnauthorized, "This is not the token.")
		return
	}
	g.logIn(w, r)
}

// logIn gives a browser the cookie, and leads it to the page that it asked for, without the token.
func (g *Gateway) logIn(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name: g.cookieName(), Value: cookieValue(g.settings.token), Path: AdminPath, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil,
	})
	to, query := r.URL.Path, r.URL.Query()
	query.Del("token")
	if to == AdminPath+"login" || to+"/" == AdminPath {
		to = AdminPath
	}
	if len(query) > 0 {
		to += "?" + query.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

var loginTemplate = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>WeChat Pay sandbox</title>
<link rel="icon" href="` + AdminPath + `icon.svg">
<link rel="stylesheet" href="` + AdminPath + `console.css">
<main class="login">
<h1>WeChat Pay sandbox</h1>
<p>The console requires the token that the sandbox printed when it started.</p>
{{with .}}<p role="alert">{{.}}</p>{{end}}
<form method="post" action="` + AdminPath + `login">
<label>Token <input type="password" name="token" required autofocus autocomplete="current-password"></label>
<button>Open the console</button>
</form>
</main>
</html>
`))

func loginPage(w http.ResponseWriter, status int, problem string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
	w.WriteHeader(status)
	_ = loginTemplate.Execute(w, problem)
}

// reachable reports whether other machines may reach an address.
func reachable(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && !isLoopback(host)
}

// withPort adds the default port to an address without one.
func withPort(addr string) string {
	if _, _, err := net.SplitHostPort(addr); err == nil || addr == "" {
		return addr
	}
	if ip := net.ParseIP(strings.Trim(addr, "[]")); ip != nil || !strings.Contains(addr, ":") {
		return net.JoinHostPort(strings.Trim(addr, "[]"), fmt.Sprint(DefaultPort))
	}
	return addr
}

// DefaultPort is the port of an address of [WithAddr] without a port.
const DefaultPort = 8380

// healthWait is how long /healthz waits for the specs.
const healthWait = time.Second

// health serves /healthz, unsigned and for everybody: 200 once the specs are read.
func (g *Gateway) health(w http.ResponseWriter) {
	read := make(chan error, 1)
	go func() {
		_, err := g.simulator.engine()
		read <- err
	}()
	select {
	case err := <-read:
		if err != nil {
			writeError(w, http.StatusServiceUnavailable, adminError{Code: "SPECS", Problem: "the specs cannot be read"})
			return
		}
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	case <-time.After(healthWait):
		writeError(w, http.StatusServiceUnavailable, adminError{Code: "STARTING", Problem: "the specs are being read"})
	}
}

// front serves what is neither the console nor WeChat Pay: /healthz, and a browser that opens the address of the sandbox.
func (g *Gateway) front(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("Authorization") != "" {
		return false
	}
	switch {
	case r.URL.Path == "/healthz":
		g.health(w)
	case r.URL.Path == "/" && wantsPage(r):
		http.Redirect(w, r, AdminPath, http.StatusFound)
	default:
		return false
	}
	return true
}
