package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// adminRequest is a request with its response in the admin API. It contains no secrets: no signature and no key.
type adminRequest struct {
	Number   int       `json:"number"`
	Time     time.Time `json:"time"`
	Method   string    `json:"method"`
	Host     string    `json:"host"`
	URI      string    `json:"uri"`
	Body     string    `json:"body"`
	Signed   bool      `json:"signed"`
	Problem  string    `json:"problem,omitempty"`
	Replayed bool      `json:"replayed,omitempty"`
	Status   int       `json:"status"`
	Faults   []string  `json:"faults"`
	Outcome  *Outcome  `json:"outcome"`
	Response string    `json:"response"`
}

func newAdminRequest(e *Request) adminRequest {
	return adminRequest{
		Number: e.Number, Time: e.Time, Method: e.Method, Host: e.Host, URI: e.URI, Body: printable(e.Body, len(e.Body)),
		Signed: e.Verdict.OK, Problem: e.Verdict.Problem, Replayed: e.Verdict.Replayed, Status: e.Status,
		Faults: e.Faults, Outcome: e.Outcome, Response: printable(e.ResponseBody, e.responseSize),
	}
}

// requestFilter selects requests by the query of the admin API.
type requestFilter struct {
	after, before                        int
	operation, resource, verdict, search string
	status                               string // such as 404 or 4xx
}

func newRequestFilter(q url.Values) requestFilter {
	number := func(name string) int { n, _ := strconv.Atoi(q.Get(name)); return n }
	return requestFilter{
		after: number("after"), before: number("before"), operation: q.Get("operation"), resource: q.Get("resource"),
		verdict: q.Get("verdict"), search: strings.ToLower(q.Get("q")), status: q.Get("status"),
	}
}

func (f *requestFilter) selects(r *Request) bool {
	switch {
	case r.Number <= f.after, f.before > 0 && r.Number >= f.before:
		return false
	case f.operation != "" && r.operation() != f.operation && shortName(r.operation()) != f.operation:
		return false
	case f.resource != "" && (r.Outcome == nil || r.Outcome.Resource != f.resource):
		return false
	case f.status != "" && !matchesStatus(r.Status, f.status):
		return false
	}
	return f.judges(r) && f.finds(r)
}

func matchesStatus(status int, want string) bool {
	text := strconv.Itoa(status)
	return text == want || len(want) == 3 && strings.HasSuffix(strings.ToLower(want), "xx") && text[:1] == want[:1]
}

// judges compares the verdict: signed, unsigned, valid, invalid, error or invented.
func (f *requestFilter) judges(r *Request) bool {
	o := r.Outcome
	switch f.verdict {
	case "":
		return true
	case "signed":
		return r.Verdict.OK
	case "unsigned":
		return !r.Verdict.OK
	case "valid":
		return o != nil && len(o.Problems) == 0
	case "invalid":
		return o != nil && len(o.Problems) > 0
	case "error":
		return r.Status == 0 || r.Status >= 400
	case "invented":
		return o != nil && o.Invented
	case "fault":
		return len(r.Faults) > 0
	}
	return false
}

// finds looks for the text in the request line, the code and both bodies.
func (f *requestFilter) finds(r *Request) bool {
	if f.search == "" {
		return true
	}
	parts := []string{r.Method + " " + r.URI, r.operation(), string(r.Body), string(r.ResponseBody), r.Verdict.Problem}
	if r.Outcome != nil {
		parts = append(parts, r.Outcome.Code, r.Outcome.Resource)
	}
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(strings.ToLower(part), f.search) })
}

// selected returns copies of the newest selected requests, at most limit, the oldest first.
func (g *Gateway) selected(f requestFilter, limit int) []*Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []*Request
	for _, r := range slices.Backward(g.requests.list) {
		if r.Number <= f.after || len(list) >= limit {
			break
		}
		if f.selects(r) {
			list = append(list, r.clone())
		}
	}
	slices.Reverse(list)
	return list
}

// limitOf returns ?limit=, at most mostShown.
func limitOf(q url.Values) int {
	n, _ := strconv.Atoi(q.Get("limit"))
	if n <= 0 {
		n = mostShown
	}
	return min(n, mostShown)
}

// adminRequests returns the selected requests.
func (g *Gateway) adminRequests(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	shown := []adminRequest{}
	for _, e := range g.selected(newRequestFilter(q), limitOf(q)) {
		shown = append(shown, newAdminRequest(e))
	}
	writeJSON(w, http.StatusOK, shown)
}

// requestRow is a line of the list of requests in the console. Its names are short, since very many are sent.
type requestRow struct {
	Number    int       `json:"n"`
	Time      time.Time `json:"t"`
	Method    string    `json:"m"`
	Path      string    `json:"p"`
	Status    int       `json:"s"`
	Operation string    `json:"o,omitempty"`
	Resource  string    `json:"r,omitempty"`
	Code      string    `json:"c,omitempty"`
	Change    string    `json:"d,omitempty"` // created → paying
	Marks     []string  `json:"k,omitempty"` // unsigned, invalid, repeated, replayed, invented and faults
}

func newRequestRow(e *Request) requestRow {
	row := requestRow{Number: e.Number, Time: e.Time.Truncate(time.Millisecond), Method: e.Method, Path: clip(originPath(e.URI), 120), Status: e.Status}
	row.Operation = e.operationName
	if !e.Verdict.OK {
		row.Marks = append(row.Marks, "unsigned")
	}
	if e.Verdict.Replayed {
		row.Marks = append(row.Marks, "replayed")
	}
	if o := e.Outcome; o != nil {
		row.Resource, row.Code = o.Resource, o.Code
		if o.From != o.To {
			row.Change = cmp.Or(o.From, "–") + " → " + o.To
		}
		for mark, set := range map[string]bool{"invalid": len(o.Problems) > 0, "repeated": o.Repeated, "invented": o.Invented} {
			if set {
				row.Marks = append(row.Marks, mark)
			}
		}
		slices.Sort(row.Marks)
	}
	row.Marks = append(row.Marks, e.Faults...)
	return row
}

// clip shortens a text to about n bytes, between characters.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "…"
}

// adminRequestRows returns lines of the selected requests, the newest first.
func (g *Gateway) adminRequestRows(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	rows := []requestRow{}
	for _, e := range slices.Backward(g.selected(newRequestFilter(q), limitOf(q))) {
		rows = append(rows, newRequestRow(e))
	}
	writeJSON(w, http.StatusOK, rows)
}

// adminExchange is everything about a request.
type adminExchange struct {
	adminRequest
	Operation       string       `json:"operation"`
	Milliseconds    float64      `json:"ms"`
	Merchant        string       `json:"merchant"`
	Serial          string       `json:"serial"`
	Nonce           string       `json:"nonce"`
	Timestamp       int64        `json:"timestamp"`
	Headers         []headerLine `json:"headers"`
	ResponseHeaders []headerLine `json:"response_headers"`
	// Message is the text that the signature was compared with. Expected and Signed are the text that should have been signed and the
	// one that was, if it is known; Differs is the first byte in which they differ, or -1.
	Message  string `json:"message"`
	Expected string `json:"expected,omitempty"`
	WasOver  string `json:"was_over,omitempty"`
	Differs  int    `json:"differs"`
}

type headerLine struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

var signatureValue = regexp.MustCompile(`(signature=")([^"]{0,8})[^"]*`)

// headerLines lists header fields by name. Signatures are shortened.
func headerLines(h http.Header) []headerLine {
	list := []headerLine{}
	for name, values := range h {
		for _, value := range values {
			value = signatureValue.ReplaceAllString(value, "$1$2…")
			list = append(list, headerLine{name, clip(value, 2000)})
		}
	}
	slices.SortFunc(list, func(a, b headerLine) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
	return list
}

// find returns a copy of the request with a number, or nil.
func (g *Gateway) find(number int) *Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.requests.list {
		if r.Number == number {
			return r.clone()
		}
	}
	return nil
}

// adminExchange returns everything about a request.
func (g *Gateway) adminExchange(w http.ResponseWriter, r *http.Request) {
	number, _ := strconv.Atoi(r.PathValue("number"))
	e := g.find(number)
	if e == nil {
		writeProblem(w, http.StatusNotFound, fmt.Errorf("there is no request %d; the newest %d are kept", number, maxRecorded))
		return
	}
	v := e.Verdict
	out := adminExchange{
		adminRequest: newAdminRequest(e), Operation: e.operationName, Milliseconds: float64(e.Duration.Microseconds()) / 1000,
		Merchant: v.MchID, Serial: v.Serial, Nonce: v.Nonce, Timestamp: v.Timestamp,
		Headers: headerLines(e.Header), ResponseHeaders: headerLines(e.ResponseHeader),
		Message: v.Message, Expected: clip(v.Expected, maxShown), WasOver: clip(v.Signed, maxShown), Differs: -1,
	}
	if v.Signed != "" {
		out.Differs = firstDifference(v.Signed, v.Expected)
	}
	writeJSON(w, http.StatusOK, out)
}

// firstDifference returns the index of the first byte in which two texts differ.
func firstDifference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
