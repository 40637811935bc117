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

// Request is a recorded request and its response. [Gateway.Requests] returns copies.
type Request struct {
	// Number counts the requests of the gateway from 1.
	Number int
	// Time is when it arrived.
	Time time.Time
	// Method is the HTTP method.
	Method string
	// Host is the host of the request, such as api.mch.weixin.qq.com.
	Host string
	// URI is the path and the query as sent, which are what is signed.
	URI string
	// Path is the unescaped path. Use PathValue if a segment may contain a slash.
	Path string
	// Query is the unescaped query.
	Query url.Values
	// Header has the header fields without Host.
	Header http.Header
	// Body is the body; it is empty if the body was too long.
	Body []byte
	// Verdict is the result of verifying the signature.
	Verdict Verdict
	// Pattern is the pattern of the route, "" if there was none.
	Pattern string
	// Status is the HTTP status of the response. It is 0 before the response, and if the connection was broken instead.
	Status int
	// Faults names the faults that were applied, such as WrongSignature.
	Faults []string
	// Outcome is what an operation of a spec did; nil if none was executed, because the request was refused before, a route of
	// Handle served it, or a fault prevented it.
	Outcome *Outcome
	// ResponseHeader has the header fields of the response, before faults.
	ResponseHeader http.Header
	// Duration is how long the gateway took to make the response, in real time.
	Duration time.Duration
	// ResponseBody has the first 16 KiB of the body of the response.
	ResponseBody []byte

	ctx           context.Context
	pathValues    map[string]string
	operationName string
	keys          *keyring.Keyring
	recorded      bool
	started       time.Time
	concluded     bool // the response is known
	weight        int  // in the record
	responseSize  int
}

// PathValue returns the unescaped value of {name} in the pattern, or "".
func (r *Request) PathValue(name string) string { return r.pathValues[name] }

// Context returns a context that ends when the client disconnects or the gateway closes.
func (r *Request) Context() context.Context {
	if r.ctx == nil {
		return context.Background()
	}
	return r.ctx
}

// JSON decodes the body into the value that value points to. It returns an error if the body is not exactly one JSON value.
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
	c.ResponseHeader = r.ResponseHeader.Clone()
	c.ResponseBody = bytes.Clone(r.ResponseBody)
	if r.Outcome != nil {
		outcome := *r.Outcome
		outcome.Problems, outcome.Fields = slices.Clone(outcome.Problems), slices.Clone(outcome.Fields)
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

// originForm returns the path and the query of a request line, which has a whole URL if it is meant for a proxy.
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

// The limits of the recorded requests; the newest are kept.
const (
	maxRecorded      = 10_000
	maxRecordedBytes = 256 << 20

	recordWeight = 1 << 10 // of an empty request
	entryWeight  = 64      // of a header field, a member of a query, an element of a list
)

type record struct {
	list  []*Request
	total int // ever
	bytes int // the weight of list
}

// weigh estimates the memory of a request.
func (r *Request) weigh() int {
	n := recordWeight + len(r.Body) + len(r.ResponseBody) + 4*len(r.URI) // Path, Query and Verdict.Message repeat it
	n += len(r.Verdict.Signed) + len(r.Verdict.Expected)
	for _, values := range []map[string][]string{r.Header, r.Query, r.ResponseHeader} {
		for name, list := range values {
			n += entryWeight + len(name)
			for _, value := range list {
				n += entryWeight + len(value)
			}
		}
	}
	if o := r.Outcome; o != nil {
		n += len(o.Message)
		for _, texts := range [][]string{o.Problems, o.Fields} {
			for _, text := range texts {
				n += entryWeight + len(text)
			}
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

// reweigh updates the weight of a request, and drops the oldest requests.
func (rec *record) reweigh(r *Request) {
	if !r.recorded { // it was dropped
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

// Requests returns copies of the requests in the order of their arrival, including refused ones. A request is listed once it was
// read and verified, before its response. The newest 10,000 are kept, unless they take more than about 256 MiB.
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
