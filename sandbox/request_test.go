package sandbox

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"
)

// The record keeps the newest requests.
func TestRecordLimits(t *testing.T) {
	var rec record
	for range maxRecorded + 5 {
		rec.add(&Request{Body: []byte("x")})
	}
	if len(rec.list) != maxRecorded || rec.list[0].Number != 6 || rec.bytes != maxRecorded*(1+recordWeight) {
		t.Errorf("%d kept from number %d on, %d bytes", len(rec.list), rec.list[0].Number, rec.bytes)
	}
	rec.add(&Request{Body: make([]byte, maxRecordedBytes-2-3*recordWeight)})
	if len(rec.list) != 3 {
		t.Errorf("%d kept with a large one, want 3", len(rec.list))
	}
	rec.add(&Request{Body: make([]byte, maxRecordedBytes+1)})
	if len(rec.list) != 1 {
		t.Errorf("%d kept, want the newest alone even if it is too large", len(rec.list))
	}
}

func TestOriginForm(t *testing.T) {
	for uri, want := range map[string]string{
		"/a?b": "/a?b", "http://h/a%2F?b": "/a%2F?b", "http://h": "/", "http://h?b": "/?b", "*": "*", "/a?u=http://x/y": "/a?u=http://x/y",
	} {
		if got := originForm(uri); got != want {
			t.Errorf("originForm(%q) = %q, want %q", uri, got, want)
		}
	}
}

// Long headers count toward the memory limit of the record.
func TestRecordLongHeaders(t *testing.T) {
	var rec record
	for range 3 {
		rec.add(&Request{Header: map[string][]string{"X": {strings.Repeat("x", maxRecordedBytes/2)}}})
	}
	if len(rec.list) != 1 {
		t.Errorf("%d are kept, want 1", len(rec.list))
	}
}

// The record copies the part that it shows; a long response is not kept in memory.
func TestRecordLongResponse(t *testing.T) {
	var r Request
	r.conclude(&outgoing{Response: wire.Response{Body: make([]byte, 1<<20)}})
	if len(r.ResponseBody) != maxShown || cap(r.ResponseBody) > 2*maxShown {
		t.Errorf("%d bytes are kept, of %d", len(r.ResponseBody), cap(r.ResponseBody))
	}
}

// A text is cut between two characters.
func TestCutText(t *testing.T) {
	long := strings.Repeat("茶", maxShown)
	for text, want := range map[string]string{
		long:                               long[:maxShown-1], // one byte of a character would be left
		"x" + long:                         "x" + long[:maxShown-1],
		"xx" + long:                        "xx" + long[:maxShown-4], // two bytes would be left
		"😀" + long[:maxShown-7] + "😀":      "😀" + long[:maxShown-7],  // three bytes would be left
		"\xff\xfe":                         "(2 bytes)",
		strings.Repeat("\xff", maxShown+1): "(16385 bytes)",
		"茶":                                "茶",
	} {
		var r Request
		r.conclude(&outgoing{Response: wire.Response{Body: []byte(text)}})
		if got := printable(r.ResponseBody, r.responseSize); got != want {
			t.Errorf("%d bytes of an answer became %d", len(text), len(got))
		}
		if got := printable([]byte(text), len(text)); got != want {
			t.Errorf("%d bytes of a request became %d", len(text), len(got))
		}
	}
}
