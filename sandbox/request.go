package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
)

// Request is an exchange as the gateway saw it. What [Gateway.Requests] returns are copies.
type Request struct {
	// Number counts the gateway's requests from 1.
	Number int
	// Time is when it came.
	Time time.Time
	// Method is the HTTP method.
	Method string
	// Host is the host that the client wanted, such as api.mch.weixin.qq.com.
	Host string
	// URI is path and query exactly as they came over the wire, and as they are signed.
	URI string
	// Path is the path with its escapes undone. Where a segment may hold a slash use PathValue.
	Path string
	// Query is the query with its escapes undone.
	Query url.Values
	// Header holds the header fields; Host is not among them.
	Header http.Header
	// Body holds the bytes of the body; it is empty if the body was too long to read.
	Body []byte
	// Verdict is what the gateway found out about the signature.
	Verdict Verdict
	// Pattern is the pattern given to Handle that matched, "" if none did.
	Pattern string
	// Status is the HTTP status of the answer, 0 as long as there is none and when the connection
	// was broken before one.
	Status int
	// Faults names the ways in which the answer misbehaved, such as WrongSignature.
	Faults []string
	// Outcome is what the operation of a spec made of the request; nil where none was asked, because the request
	// was refused before, a route of Handle answered, or a fault stood in front.
	Outcome *Outcome
	// Answer holds the first 16 KiB of the answer's body.
	ResponseBody []byte

	ctx           context.Context
	pathValues    map[string]string
	operationName string
	keys          *keyring.Keyring
	recorded      bool
	weight        int // in the record
	responseSize  int
}

// PathValue returns what stood in place of {name} in the pattern, with its escapes undone, or "".
func (r *Request) PathValue(name string) string { return r.pathValues[name] }

// Context ends when the client goes away and when the gateway closes.
func (r *Request) Context() context.Context {
	if r.ctx == nil {
		return context.Background()
	}
	return r.ctx
}

// JSON decodes the body into value, which is a pointer. A body with more than one JSON value is an error.
func (r *Request) JSON(value any) error {
	decoder := json.NewDecoder(bytes.NewReader(r.Body))
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("request body of %d bytes: %w", len(r.Body), err)
	}
	if decoder.More() {
		return errors.New("request body: more than one JSON value")
	}
	return nil
}

func (r *Request) clone() *Request {
	c := *r
	c.Header = r.Header.Clone()
	c.Query = url.Values(http.Header(r.Query).Clone())
	c.Body = bytes.Clone(r.Body)
	c.Faults = slices.Clone(r.Faults)
	c.pathValues = maps.Clone(r.pathValues)
	c.ResponseBody = bytes.Clone(r.ResponseBody)
	if r.Outcome != nil {
		outcome := *r.Outcome
		outcome.Problems = slices.Clone(outcome.Problems)
		c.Outcome = &outcome
	}
	return &c
}

func newRequest(r *http.Request, body []byte, now time.Time, keys *keyring.Keyring) *Request {
	return &Request{
		Time:   now,
		Method: r.Method,
		Host:   r.Host,
		URI:    originForm(r.RequestURI),
		Path:   r.URL.Path,
		Query:  r.URL.Query(),
		Header: r.Header.Clone(),
		Body:   body,
		ctx:    r.Context(),
		keys:   keys,
	}
}

// originForm returns path and query of a request line that holds a whole URL, as those of proxies do.
func originForm(uri string) string {
	if strings.HasPrefix(uri, "/") {
		return uri
	}
	_, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return uri
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 && rest[i] == '/' {
		return rest[i:]
	} else if i >= 0 {
		return "/" + rest[i:]
	}
	return "/"
}

// A gateway that runs for days keeps the newest of what it has seen.
const (
	maxRecorded      = 10_000
	maxRecordedBytes = 256 << 20

	recordWeight = 1 << 10 // of a request without anything in it
	entryWeight  = 64      // of a header field, of a member of a query, of a text in a list
)

type record struct {
	list  []*Request
	total int // ever
	bytes int // that list weighs
}

// weigh is about how much memory a request takes.
func (r *Request) weigh() int {
	n := recordWeight + len(r.Body) + len(r.ResponseBody) + 4*len(r.URI) // path, query and signed message have it once more
	for _, values := range []map[string][]string{r.Header, r.Query} {
		for name, list := range values {
			n += entryWeight + len(name)
			for _, value := range list {
				n += entryWeight + len(value)
			}
		}
	}
	if o := r.Outcome; o != nil {
		n += len(o.Message)
		for _, problem := range o.Problems {
			n += entryWeight + len(problem)
		}
	}
	return n
}

func (rec *record) add(r *Request) {
	rec.total++
	r.Number = rec.total
	rec.list = append(rec.list, r)
	r.recorded = true
	rec.reweigh(r)
}

// reweigh notes what a request weighs now, and drops the oldest ones.
func (rec *record) reweigh(r *Request) {
	if !r.recorded { // any more
		return
	}
	rec.bytes -= r.weight
	r.weight = r.weigh()
	rec.bytes += r.weight
	drop := 0
	for drop < len(rec.list)-1 && (len(rec.list)-drop > maxRecorded || rec.bytes > maxRecordedBytes) {
		rec.list[drop].recorded = false
		rec.bytes -= rec.list[drop].weight
		drop++
	}
	rec.list = slices.Delete(rec.list, 0, drop)
}

func (rec *record) clear() {
	for _, r := range rec.list {
		r.recorded = false
	}
	rec.list, rec.bytes = nil, 0
}

// Requests returns the exchanges so far in the order in which they came, refused ones too. A request is listed as
// soon as it has been read and checked, before it is answered. The newest 10,000 are kept,
// and of those no more than take about 256 MiB in all.
func (g *Gateway) Requests() []*Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return cloneAll(g.requests.list, func(*Request) bool { return true })
}

// ClearRequests empties the list of [Gateway.Requests]. Numbers continue.
func (g *Gateway) ClearRequests() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests.clear()
}

func cloneAll(list []*Request, keep func(*Request) bool) []*Request {
	var out []*Request
	for _, r := range list {
		if keep(r) {
			out = append(out, r.clone())
		}
	}
	return out
}
