package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// adminExample returns an example of a request of ?operation=.
func (g *Gateway) adminExample(w http.ResponseWriter, r *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	o, err := e.Lookup(r.URL.Query().Get("operation"))
	if err != nil {
		writeProblem(w, http.StatusNotFound, err)
		return
	}
	uri, body := e.Example(o, cmp.Or(r.URL.Query().Get("merchant"), g.MchID()))
	writeJSON(w, http.StatusOK, exampleRequest{composed{Operation: o.Name(), Method: o.Method, URI: uri, Body: body}, o.Path, o.QueryNames()})
}

// exampleRequest is an example with the template of its path and the parameters of its query.
type exampleRequest struct {
	composed
	Template string   `json:"template"`
	Query    []string `json:"query"`
}

// composed is a request that the sandbox signs, as the merchant does.
type composed struct {
	Operation string `json:"operation,omitempty"`
	Merchant  string `json:"merchant,omitempty"`
	Method    string `json:"method"`
	URI       string `json:"uri"`
	Body      string `json:"body"`
}

func (c *composed) check(g *Gateway) (*Merchant, error) {
	id := cmp.Or(c.Merchant, g.MchID())
	switch u, err := url.ParseRequestURI(c.URI); {
	case err != nil || !strings.HasPrefix(c.URI, "/") || u.Host != "":
		return nil, errors.New("uri: use a path with its query, such as /v3/pay/transactions/native")
	case isAdminPath(u.Path):
		return nil, errors.New("uri: the console is no operation of WeChat Pay")
	case !g.verifier.Knows(id):
		return nil, fmt.Errorf("there is no merchant %q", id)
	}
	return &Merchant{g, id, g.keys.Of(id)}, nil
}

// request returns the signed request.
func (c *composed) request(g *Gateway) (*http.Request, error) {
	m, err := c.check(g)
	if err != nil {
		return nil, err
	}
	authorization, err := g.authorize(m, c.Method, c.URI, []byte(c.Body))
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(g.ctx, c.Method, g.URL()+c.URI, strings.NewReader(c.Body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "wxpaygen-sandbox")
	request.Header.Set("Wechatpay-Serial", g.PublicKeyID())
	request.Header.Set("Authorization", authorization)
	if c.Body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// sentResponse is the response to a composed request.
type sentResponse struct {
	Number int    `json:"number"` // of the request
	Status int    `json:"status"`
	Body   string `json:"body"`
}

// adminSend signs and sends a request, through the same connection as a merchant's program.
func (g *Gateway) adminSend(d *json.Decoder) (any, error) {
	var in composed
	if err := readRequest(d, &in); err != nil {
		return nil, err
	}
	return g.sendComposed(in)
}

func (g *Gateway) sendComposed(in composed) (*sentResponse, error) {
	request, err := in.request(g)
	if err != nil {
		return nil, err
	}
	response, err := g.client.Do(request)
	out := &sentResponse{Number: g.numberOf(request.Header.Get("Authorization"))}
	if err != nil {
		return nil, fmt.Errorf("no response: %w", errors.Unwrap(err))
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("the response broke off: %w", err)
	}
	out.Status, out.Body = response.StatusCode, string(data)
	if out.Number == 0 {
		out.Number = g.numberOf(request.Header.Get("Authorization"))
	}
	return out, nil
}

// numberOf returns the number of the request with an Authorization header field, which has a nonce.
func (g *Gateway) numberOf(authorization string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := len(g.requests.list) - 1; i >= 0; i-- {
		if r := g.requests.list[i]; r.Header.Get("Authorization") == authorization {
			return r.Number
		}
	}
	return 0
}

// adminCopy returns a recorded request as text, signed afresh: ?as=curl, go or har.
func (g *Gateway) adminCopy(w http.ResponseWriter, r *http.Request) {
	var number int
	_, _ = fmt.Sscan(r.PathValue("number"), &number)
	e := g.find(number)
	if e == nil {
		writeProblem(w, http.StatusNotFound, fmt.Errorf("there is no request %d", number))
		return
	}
	in := composed{Method: e.Method, URI: e.URI, Body: string(e.Body)}
	if g.verifier.Knows(e.Verdict.MchID) {
		in.Merchant = e.Verdict.MchID
	}
	request, err := in.request(g)
	if err != nil {
		writeProblem(w, http.StatusBadRequest, err)
		return
	}
	text := ""
	switch r.URL.Query().Get("as") {
	case "curl":
		text = asCurl(request, in.Body)
	case "go":
		text = g.asGo(in)
	case "har":
		text = asHAR(request, in.Body, e)
	default:
		writeProblem(w, http.StatusBadRequest, errors.New("as: use curl, go or har"))
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"text": text})
}

func quoteShell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// asCurl returns a command for a shell. Its signature is valid for five minutes.
func asCurl(r *http.Request, body string) string {
	lines := []string{"curl -i -X " + r.Method + " " + quoteShell(r.URL.Scheme+"://"+r.URL.Host+r.URL.RequestURI())}
	for _, name := range []string{"Accept", "Content-Type", "Wechatpay-Serial", "Authorization"} {
		if value := r.Header.Get(name); value != "" {
			lines = append(lines, "  -H "+quoteShell(name+": "+value))
		}
	}
	if body != "" {
		lines = append(lines, "  --data-raw "+quoteShell(body))
	}
	return strings.Join(lines, " \\\n") + "\n"
}

// asGo returns a program with the official SDK, which signs.
func (g *Gateway) asGo(c composed) string {
	path, rawQuery, _ := strings.Cut(c.URI, "?")
	body := "nil"
	if c.Body != "" {
		body = fmt.Sprintf("json.RawMessage(%s)", quoteGo(c.Body))
	}
	query := "nil"
	if rawQuery != "" {
		query = "query"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "// client is core.NewClient(ctx, gw.Options()...) in a test, or one with the keys of the sandbox; see docs/sandbox.md.\n")
	if rawQuery != "" {
		fmt.Fprintf(&out, "query, err := url.ParseQuery(%q)\nif err != nil {\n\treturn err\n}\n", rawQuery)
	}
	fmt.Fprintf(&out, "result, err := client.Request(ctx, %q, %q, nil, %s, %s, \"application/json\")\nif err != nil {\n\treturn err\n}\ndefer result.Response.Body.Close()\n",
		c.Method, g.URL()+path, query, body)
	return out.String()
}

func quoteGo(text string) string {
	if strings.ContainsAny(text, "`\r") {
		return fmt.Sprintf("%q", text)
	}
	return "`" + text + "`"
}

// asHAR returns the exchange as an HTTP archive, version 1.2, with the recorded response.
func asHAR(r *http.Request, body string, e *Request) string {
	type pair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	pairs := func(h http.Header) []pair {
		list := []pair{}
		for _, line := range headerLines(h) {
			list = append(list, pair(line))
		}
		return list
	}
	headers := []pair{}
	for name, values := range r.Header { // with the whole signature
		headers = append(headers, pair{name, values[0]})
	}
	query := []pair{}
	for name, values := range r.URL.Query() {
		query = append(query, pair{name, values[0]})
	}
	request := map[string]any{
		"method": r.Method, "url": r.URL.String(), "httpVersion": "HTTP/1.1", "cookies": []pair{}, "headers": headers, "queryString": query,
		"headersSize": -1, "bodySize": len(body),
	}
	if body != "" {
		request["postData"] = map[string]any{"mimeType": "application/json", "text": body}
	}
	response := map[string]any{
		"status": e.Status, "statusText": http.StatusText(e.Status), "httpVersion": "HTTP/1.1", "cookies": []pair{}, "headers": pairs(e.ResponseHeader),
		"content":     map[string]any{"size": e.responseSize, "mimeType": e.ResponseHeader.Get("Content-Type"), "text": printable(e.ResponseBody, e.responseSize)},
		"redirectURL": "", "headersSize": -1, "bodySize": e.responseSize,
	}
	took := float64(e.Duration.Microseconds()) / 1000
	entry := map[string]any{
		"startedDateTime": e.Time.Format(time.RFC3339Nano), "time": took, "request": request, "response": response, "cache": map[string]any{},
		"timings": map[string]any{"send": 0, "wait": took, "receive": 0},
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(map[string]any{"log": map[string]any{
		"version": "1.2", "creator": map[string]any{"name": "wxpaygen sandbox", "version": "1"}, "entries": []any{entry},
	}})
	return out.String()
}
