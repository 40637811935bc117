package sandbox

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Forty requests of a megabyte of tiny header fields, or of ten thousand members of a query, took a gigabyte of memory.
func TestTinyHeaderMemory(t *testing.T) {
	g, err := Start(WithLog(func(string) {}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	var fields, members strings.Builder
	for i := 0; fields.Len() < 1_000_000; i++ {
		fmt.Fprintf(&fields, "%s:\r\n", strconv.FormatInt(int64(i), 36))
	}
	for i := range 9900 {
		fmt.Fprintf(&members, "%s&", strconv.FormatInt(int64(i), 36))
	}
	for _, test := range []struct {
		name, request string
		status        int
	}{
		{"fields", "GET /v3/x HTTP/1.1\r\nHost: x\r\n" + fields.String() + "\r\n", 431},
		{"a few fields", "GET /v3/x HTTP/1.1\r\nHost: x\r\n" + lines(fields.String(), 4000) + "\r\n", 431},
		{"members", "GET /v3/x?" + members.String() + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
		{"members of a shorter query", "GET /v3/x?" + members.String()[:9000] + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
		{"path", "GET /v3/" + strings.Repeat("x", 20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
		{"in bounds", "GET /v3/x?" + members.String()[:1000] + " HTTP/1.1\r\nHost: x\r\n" + lines(fields.String(), 800) + "\r\n", 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := heap()
			for range 40 {
				if status := sendRaw(t, g, test.request); status != test.status {
					t.Fatalf("status %d, want %d", status, test.status)
				}
			}
			if grown := heap() - before; grown > 32<<20 {
				t.Errorf("the heap has grown by %d bytes", grown)
			}
		})
	}
	if n := len(g.Requests()); n != 40 {
		t.Errorf("%d requests are recorded, want those in bounds", n)
	}
}

// lines are the first lines of a text, about so many bytes.
func lines(text string, bytes int) string { return text[:strings.LastIndexByte(text[:bytes], '\n')+1] }

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// sendRaw sends a request as it is and returns the status of the response.
func sendRaw(t *testing.T, g *Gateway, request string) int {
	t.Helper()
	conn, err := net.Dial("tcp", g.localAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	go func() { _, _ = conn.Write([]byte(request)) }() // it may be refused before it is read
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode
}

// What a request makes of small parts weighs as much as it takes.
func TestRecordSmallParts(t *testing.T) {
	var rec record
	for range 3 {
		r := newRequest(httptest.NewRequest(http.MethodGet, "/v3/x?"+strings.Repeat("&a=", 100), nil), nil, time.Now(), nil)
		for i := range 100 {
			r.Header[strconv.Itoa(i)] = []string{""}
		}
		rec.add(r)
		r.Outcome = &Outcome{Problems: make([]string, 100)}
		rec.reweigh(r)
	}
	if least := 3 * 400 * entryWeight; rec.bytes < least {
		t.Errorf("they weigh %d bytes, want at least %d", rec.bytes, least)
	}
	rec.clear()
	if rec.bytes != 0 {
		t.Errorf("nothing weighs %d bytes", rec.bytes)
	}
}

// A request that was dropped from the record while it was answered takes nothing from the weight of the others.
func TestRecordDropped(t *testing.T) {
	var rec record
	r := new(Request)
	rec.add(r)
	rec.clear()
	r.Body = make([]byte, 100)
	rec.reweigh(r)
	if rec.bytes != 0 || len(rec.list) != 0 {
		t.Errorf("%d are recorded, with %d bytes", len(rec.list), rec.bytes)
	}
}

func TestFaultQueueLimit(t *testing.T) {
	var q faultQueue
	for range maxQueued {
		if err := q.add(1, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.add(1, nil); err == nil || len(q.queue) != maxQueued {
		t.Errorf("%d wait, the error is %v", len(q.queue), err)
	}
}
