package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
)

// AdminPath is the path of the console. The admin API is below it, at api/. Both are served unsigned: to clients on this machine
// only, or, with a token, to those that have it; see [WithToken]. WeChat Pay itself has nothing at this path.
const AdminPath = "/sandbox/"

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
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	if !g.admits(r) {
		g.refuseAdmin(w, r)
		return
	}
	if token := r.URL.Query().Get("token"); r.Method == http.MethodGet && token != "" && same(token, g.settings.token) {
		g.logIn(w, r) // a reload of the first page
		return
	}
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

// adminMux routes the console and its API. Below api/, what has no route gets an error in the form of the API.
func (g *Gateway) adminMux() *http.ServeMux {
	mux := http.NewServeMux()
	api := AdminPath + "api/"
	mux.Handle("GET "+AdminPath, consoleFiles())
	for path, show := range map[string]http.HandlerFunc{
		"state": g.adminState, "requests": g.adminRequests, "requests/{number}": g.adminExchange, "requests/{number}/copy": g.adminCopy,
		"rows": g.adminRequestRows, "resources": g.adminResources, "resources/{id}": g.adminOrder, "events": g.adminEvents, "kinds": g.adminKinds,
		"deliveries": g.adminDeliveries, "stream": g.adminStream, "diagram": g.adminDiagram, "keys": g.adminKeys, "example": g.adminExample,
		"clock": g.adminShowClock, "export": g.adminExport, "openapi.yaml": adminDocument,
	} {
		mux.HandleFunc("GET "+api+path, show)
	}
	g.handleCashier(mux)
	for path, change := range map[string]func(*json.Decoder) (any, error){
		"events": g.adminTrigger, "clock": g.adminClock, "policies": g.adminPolicy, "random-faults": g.adminRandomFaults, "faults": g.adminInjectFault,
		"clear-faults": g.adminClearFaults, "notify-options": g.adminNotifyOptions, "deliveries": g.adminDeliver, "reset": g.adminReset,
		"send": g.adminSend,
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
	mux.HandleFunc("POST "+api+"import", g.adminImport)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		mux.HandleFunc(method+" "+api, noSuchRoute)
	}
	return mux
}

func noSuchRoute(w http.ResponseWriter, r *http.Request) {
	writeError(w, http.StatusNotFound, adminError{
		Code: "NOT_FOUND", Problem: fmt.Sprintf("the API has no %s %s", r.Method, r.URL.Path), Hint: "GET " + AdminPath + "api/openapi.yaml lists what it has",
	})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"code":"SYSTEM_ERROR","problem":"the response cannot be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}

// adminError is an error of the admin API.
type adminError struct {
	Code    string `json:"code"`
	Problem string `json:"problem"`
	Hint    string `json:"hint,omitempty"`   // what to do
	Result  string `json:"result,omitempty"` // what the client's API returns, of the cashier
}

func writeError(w http.ResponseWriter, status int, problem adminError) { writeJSON(w, status, problem) }

func writeProblem(w http.ResponseWriter, status int, err error) {
	writeError(w, status, adminError{Code: codeOf(status), Problem: err.Error()})
}

// codeOf returns the code of an error that has no code of its own.
func codeOf(status int) string {
	switch status {
	case http.StatusForbidden:
		return "FORBIDDEN"
	case http.StatusNotFound:
		return "NOT_FOUND"
	case http.StatusMethodNotAllowed:
		return "METHOD"
	case http.StatusInternalServerError:
		return "SYSTEM_ERROR"
	}
	return "INVALID_REQUEST"
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
