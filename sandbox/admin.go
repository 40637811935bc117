package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// AdminPath is the path of the console. The admin API is below it, at api/. Both are served unsigned, and to clients on this machine
// only. WeChat Pay itself has nothing at this path.
const AdminPath = "/sandbox/"

// isAdmin reports whether a request is for the console. The host must be a local name: that keeps out web pages whose name
// resolves to this machine, and clients that mean WeChat Pay.
func isAdmin(r *http.Request) bool {
	if r.URL.Path != strings.TrimSuffix(AdminPath, "/") && !strings.HasPrefix(r.URL.Path, AdminPath) {
		return false
	}
	remote, _, err := net.SplitHostPort(r.RemoteAddr)
	host := r.Host
	if name, _, splitErr := net.SplitHostPort(r.Host); splitErr == nil {
		host = name
	}
	return err == nil && net.ParseIP(remote).IsLoopback() && isLoopback(strings.Trim(host, "[]"))
}

// ofThisPage reports whether a request is from the console, or not from a browser.
func ofThisPage(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// serveAdmin serves the console and its API.
func (g *Gateway) serveAdmin(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	if r.Method != http.MethodGet && r.Method != http.MethodHead && !ofThisPage(r) && r.URL.Path != CashierPath {
		writeProblem(w, http.StatusForbidden, errors.New("another web page must not control the sandbox"))
		return
	}
	if r.Header.Get("Wechatpay-Signature") != "" { // from another sandbox with a wrong notify URL
		writeProblem(w, http.StatusForbidden, errors.New("a notification must not control the sandbox; use the address of the program that receives notifications"))
		return
	}
	g.adminMux().ServeHTTP(w, r)
}

func (g *Gateway) adminMux() *http.ServeMux {
	mux := http.NewServeMux()
	api := AdminPath + "api/"
	mux.Handle("GET "+AdminPath, consoleFiles())
	mux.HandleFunc("GET "+api+"state", g.adminState)
	mux.HandleFunc("GET "+api+"requests", g.adminRequests)
	mux.HandleFunc("GET "+api+"diagram", g.adminDiagram)
	g.handleCashier(mux)
	for path, change := range map[string]func(*json.Decoder) (any, error){
		"events": g.adminTrigger, "clock": g.adminClock, "policies": g.adminPolicy, "random-faults": g.adminRandomFaults, "faults": g.adminInjectFault,
		"clear-faults": g.adminClearFaults, "notify-options": g.adminNotifyOptions, "deliveries": g.adminDeliver, "reset": g.adminReset,
	} {
		mux.HandleFunc("POST "+api+path, func(w http.ResponseWriter, r *http.Request) {
			decoder := json.NewDecoder(io.LimitReader(r.Body, 1<<20))
			decoder.DisallowUnknownFields()
			value, err := change(decoder)
			if err != nil {
				writeProblem(w, http.StatusBadRequest, err)
				return
			}
			writeJSON(w, http.StatusOK, value)
		})
	}
	return mux
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"problem":"the response cannot be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}

func writeProblem(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"problem": err.Error()})
}

// readRequest decodes the body of a request.
func readRequest(decoder *json.Decoder, value any) error {
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("the body of the request: %w", err)
	}
	return nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
