package wiretest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// Each operation sends the examples of its spec.
func TestRequests(t *testing.T) {
	forEachOperation(t, checkRequests)
}

func checkRequests(t reporter, w *wire) {
	list := append(w.examples(t), w.oddExample(t))
	for _, e := range list {
		w.gateway.Handle(w.pattern, w.success(t, e))
		w.gateway.ClearRequests()
		request, ok := w.make(t, e)
		if !ok {
			continue
		}
		if _, err := w.call(request); err != nil {
			reportCall(t, w, e, err)
			continue
		}
		sent := w.gateway.Requests()
		if len(sent) != 1 {
			t.Errorf("%s: %s: %d requests were sent", w.place(), e.name, len(sent))
			continue
		}
		checkLine(t, w, e, sent[0])
		checkHeaders(t, w, e, sent[0])
		if w.upload {
			w.checkParts(t, sent[0])
		} else {
			checkBody(t, w, e, opened(t, e, sent[0]))
		}
	}
}

// oddText has characters that must be escaped in a path, in a query or in both.
const oddText = "a/b +&?=%中"

// oddExample returns the first example with parameters that must be escaped, if the
// schema allows any text.
func (w *wire) oddExample(t reporter) *example {
	e := w.first(t)
	e.name += ", odd parameters"
	for _, p := range e.params {
		free := p.schema.get("type").text() == "string"
		for _, word := range []string{"pattern", "format", "enum"} {
			free = free && !p.schema.get(word).present()
		}
		if limit, ok := p.limit("maxLength"); free && (!ok || int(limit) >= utf8.RuneCountInString(oddText)) {
			p.scalar = quote(oddText)
		}
	}
	return e
}

// success returns the first documented success response to e, with only its
// required members.
func (w *wire) success(t reporter, e *example) sandbox.Response {
	if len(w.successes) == 0 {
		t.Errorf("%s: has no documented success", w.place())
		return sandbox.NoContent()
	}
	a := w.successes[0]
	if !a.media.present() {
		return sandbox.Raw(a.status, "", nil)
	}
	if a.binary {
		return sandbox.Raw(a.status, "application/octet-stream", []byte("bytes")).Unsigned()
	}
	body := composer{t, "", false, w.asked()}.compose(&value{schema: a.media.get("schema")}, node{})
	e.echo(body)
	return sandbox.Raw(a.status, "application/json", w.sealed(t, body))
}

// reportCall reports why an example could not be sent, with its position.
func reportCall(t reporter, w *wire, e *example, err error) {
	t.Helper()
	invalid := (*wxpay.ValidationError)(nil)
	if !errors.As(err, &invalid) {
		t.Errorf("%s: %s: %v", w.place(), e.name, err)
		return
	}
	for _, fault := range invalid.Fields {
		place := w.place()
		e.values(func(v *value) {
			if v.path == fault.Path {
				place = v.at.place()
			}
		})
		t.Errorf("%s: %s: the example is rejected: %v", place, e.name, fault)
	}
}

// checkLine compares method, host, path and query.
func checkLine(t reporter, w *wire, e *example, got *sandbox.Request) {
	t.Helper()
	if got.Method != w.verb || got.Host != w.host() {
		t.Errorf("%s: %s: sent %s to %s, want %s to %s", w.place(), e.name, got.Method, got.Host, w.verb, w.host())
	}
	if want := e.uri(w.path); got.URI != want {
		t.Errorf("%s: %s: sent\n%s, want\n%s", w.place(), e.name, got.URI, want)
	}
}

// uri expands a path's template and adds the query, in the order of the parameters.
func (e *example) uri(path string) string {
	separator := "?"
	for _, p := range e.params {
		switch p.owner.get("in").text() {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.name+"}", strings.ReplaceAll(url.QueryEscape(p.text()), "+", "%20"))
		case "query":
			path += separator + p.name + "=" + escape(p.text())
			separator = "&"
		}
	}
	return path
}

// escape percent-encodes all characters except RFC 3986's unreserved ones.
func escape(s string) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		if b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || strings.IndexByte("-._~", b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

// checkHeaders compares all fields except those that differ from call to call.
func checkHeaders(t reporter, w *wire, e *example, got *sandbox.Request) {
	t.Helper()
	want := http.Header{ // WeChat Pay requires both types in every request, even without a body
		"Accept": {"application/json"}, "Content-Type": {"application/json"},
		"Wechatpay-Serial": {w.gateway.PublicKeyID()},
	}
	if w.successes[0].binary {
		want.Set("Accept", "*/*")
	}
	if w.upload { // its type has a boundary that differs from call to call
		want.Set("Content-Type", got.Header.Get("Content-Type"))
	}
	for _, p := range e.params {
		if p.owner.get("in").text() == "header" {
			want.Set(p.name, p.text())
		}
	}
	if !got.Verdict.OK {
		t.Errorf("%s: %s: the signature is rejected: %s", w.place(), e.name, got.Verdict.Problem)
	}
	if agent := got.Header.Get("User-Agent"); !strings.HasPrefix(agent, "wxpaygen/") {
		t.Errorf("%s: %s: the user agent is %q", w.place(), e.name, agent)
	}
	maps.DeleteFunc(got.Header, func(name string, _ []string) bool {
		return slices.Contains([]string{"Authorization", "User-Agent", "Accept-Encoding", "Content-Length"}, name)
	})
	if diff := cmp.Diff(want, got.Header); diff != "" {
		t.Errorf("%s: %s: the headers differ (-want +got):\n%s", w.place(), e.name, diff)
	}
}

// opened returns the body of a request with its sensitive members decrypted.
func opened(t reporter, e *example, sent *sandbox.Request) []byte {
	t.Helper()
	body := sent.Body
	var members any
	if e.body == nil || json.Unmarshal(body, &members) != nil {
		return body
	}
	e.body.walk(func(v *value) {
		if !v.owner.flag("x-encrypted") {
			return
		}
		sealed, _ := lookUp(members, v.path).(string)
		plain, err := sent.Decrypt(sealed)
		if err != nil {
			t.Errorf("%s: %s: %s is not encrypted: %v", v.at.place(), e.name, v.path, err)
			return
		}
		body = bytes.Replace(body, []byte(quote(sealed)), []byte(quote(plain)), 1)
	})
	return body
}

// lookUp finds a member by its path, such as receivers[0].name.
func lookUp(members any, path string) any {
	for name := range strings.SplitSeq(strings.ReplaceAll(path, "[", "."), ".") {
		if index, ok := strings.CutSuffix(name, "]"); ok {
			list, _ := members.([]any)
			members = nil
			if i, err := strconv.Atoi(index); err == nil && i < len(list) {
				members = list[i]
			}
			continue
		}
		object, _ := members.(map[string]any)
		members = object[name]
	}
	return members
}

func checkBody(t reporter, w *wire, e *example, got []byte) {
	t.Helper()
	if e.body == nil {
		if len(got) > 0 {
			t.Errorf("%s: %s: sent a body of %d bytes, want none", w.place(), e.name, len(got))
		}
		return
	}
	compareJSON(t, w.body, e.name, "sent", e.body, got)
}

// Errors, retries and the fallback server depend on the data of the operation.
func TestOperations(t *testing.T) {
	files := loadSpecs(t)
	for _, pkg := range slices.Sorted(maps.Keys(clients)) {
		for _, op := range files.operations(pkg + ".yaml") {
			t.Run(pkg+"."+op.name(), func(t *testing.T) {
				checkTable(t, &wire{operation: op, pkg: pkg})
			})
		}
	}
}

// peek is a caller that records the request.
type peek struct{ operation *wxpayimpl.Operation }

func (p *peek) Call(_ context.Context, r *wxpay.Request, _ any, _ ...wxpay.CallOption) error {
	p.operation = (*wxpayimpl.Request)(r).Operation()
	return nil
}

func checkTable(t reporter, w *wire) {
	seen := new(peek)
	w.method = reflect.ValueOf(clients[w.pkg](seen)).MethodByName(w.name())
	w.request = w.method.Type().In(1)
	e := w.first(t)
	request, ok := w.make(t, e)
	if !ok {
		return
	}
	if _, err := w.call(request); err != nil {
		reportCall(t, w, e, err)
		return
	}
	want := &wxpayimpl.Operation{
		Name: w.pkg + "." + w.name(), Method: w.verb, Path: w.path,
		Servers: w.servers, Repeatable: w.flag("x-repeatable"),
	}
	for _, a := range w.successes {
		want.Success = append(want.Success, a.status)
		want.Unsigned = want.Unsigned || a.flag("x-unsigned")
	}
	want.Echoes = w.echoes()
	for _, r := range w.failures {
		want.Errors = append(want.Errors, wxpayimpl.DocumentedError{Status: r.status, Code: wxpay.Code(r.code), Remedy: r.remedy, ChineseRemedy: r.chineseRemedy})
	}
	byStatus := func(a, b wxpayimpl.DocumentedError) int { return a.Status - b.Status }
	slices.SortStableFunc(want.Errors, byStatus)
	if diff := cmp.Diff(want, seen.operation); diff != "" {
		t.Errorf("%s: the operation differs (-spec +generated):\n%s", w.place(), diff)
	}
}
