package sandbox

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

func TestTheRecordKeepsTheNewestWithinItsBounds(t *testing.T) {
	var rec record
	for range maxRecorded + 5 {
		rec.add(&Request{Body: []byte("x")})
	}
	if len(rec.list) != maxRecorded || rec.list[0].Number != 6 || rec.bytes != maxRecorded*(1+recordWeight) {
		t.Errorf("%d kept from number %d on, %d bytes", len(rec.list), rec.list[0].Number, rec.bytes)
	}
	rec.add(&Request{Body: make([]byte, maxRecordedBytes-2-3*recordWeight)})
	if len(rec.list) != 3 {
		t.Errorf("%d kept beside a large one, want 3", len(rec.list))
	}
	rec.add(&Request{Body: make([]byte, maxRecordedBytes+1)})
	if len(rec.list) != 1 {
		t.Errorf("%d kept, want the newest alone even if it is too large", len(rec.list))
	}
}

func TestNoncesAreForgottenWhenTheirTimeStampsAreTooOld(t *testing.T) {
	var m nonceMemory
	now := time.Unix(1_700_000_000, 0)
	if m.seen("a", now) || !m.seen("a", now.Add(9*time.Minute)) {
		t.Error("a is not known for nine minutes")
	}
	m.seen("b", now.Add(12*time.Minute))
	m.seen("c", now.Add(24*time.Minute))
	if len(m.younger)+len(m.older) != 2 {
		t.Errorf("%d nonces are kept, want 2", len(m.younger)+len(m.older))
	}
}

func TestNoMoreThanSoManyNoncesAreKept(t *testing.T) {
	var m nonceMemory
	now := time.Unix(1_700_000_000, 0)
	for i := range 3*maxNonces + 5 {
		m.seen(strconv.Itoa(i), now)
	}
	if n := len(m.younger) + len(m.older); n != maxNonces+5 {
		t.Errorf("%d nonces are kept, want %d", n, maxNonces+5)
	}
	if !m.seen(strconv.Itoa(3*maxNonces-1), now) || m.seen("0", now) {
		t.Error("the newest are not known, or the oldest are")
	}
}

func TestOriginFormTakesPathAndQueryOfAURL(t *testing.T) {
	for uri, want := range map[string]string{
		"/a?b": "/a?b", "http://h/a%2F?b": "/a%2F?b", "http://h": "/", "http://h?b": "/?b", "*": "*", "/a?u=http://x/y": "/a?u=http://x/y",
	} {
		if got := originForm(uri); got != want {
			t.Errorf("originForm(%q) = %q, want %q", uri, got, want)
		}
	}
}

func TestRandomTextUsesLettersAndDigits(t *testing.T) {
	seen := make(map[string]bool)
	for range 100 {
		text := randomText(32)
		for _, c := range text {
			if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				t.Fatalf("%q", text)
			}
		}
		seen[text] = len(text) == 32
	}
	if len(seen) != 100 {
		t.Errorf("%d of 100 differ", len(seen))
	}
}

func TestClosingWaitsForExchangesWithALimit(t *testing.T) {
	var busy inflight
	if !busy.enter() {
		t.Fatal("nothing may begin")
	}
	if n := busy.wait(time.Millisecond); n != 1 {
		t.Errorf("%d exchanges still run, want 1", n)
	}
	if busy.enter() {
		t.Error("something begins after closing")
	}
	busy.leave()
}

func TestLongHeadersWeighInTheRecord(t *testing.T) {
	var rec record
	for range 3 {
		rec.add(&Request{Header: map[string][]string{"X": {strings.Repeat("x", maxRecordedBytes/2)}}})
	}
	if len(rec.list) != 1 {
		t.Errorf("%d are kept, want 1", len(rec.list))
	}
}

func TestALongAnswerIsNotKeptAlive(t *testing.T) {
	var r Request
	r.conclude(&reply{body: make([]byte, 1<<20)})
	if len(r.ResponseBody) != maxShown || cap(r.ResponseBody) > 2*maxShown {
		t.Errorf("%d bytes are kept, of %d", len(r.ResponseBody), cap(r.ResponseBody))
	}
}

func TestATextIsCutBetweenCharacters(t *testing.T) {
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
		r.conclude(&reply{body: []byte(text)})
		if got := printable(r.ResponseBody, r.responseSize); got != want {
			t.Errorf("%d bytes of an answer became %d", len(text), len(got))
		}
		if got := printable([]byte(text), len(text)); got != want {
			t.Errorf("%d bytes of a request became %d", len(text), len(got))
		}
	}
}

func TestACallbackThatIsStillToBeSentIsNotForgotten(t *testing.T) {
	gw := New(t, WithNotifyOptions(NotifyOptions{Hold: true}))
	waiting := &parcel{Delivery: Delivery{ID: "waiting", Next: gw.Now().Add(time.Hour)}}
	gw.post.list, gw.post.open = []*parcel{waiting}, []*parcel{waiting}
	for range 2*maxDeliveries + 1 {
		gw.post.list = append(gw.post.list, new(parcel))
	}
	for range 3 {
		gw.post.add(engine.Notice{URL: "http://127.0.0.1:1/notify", Plain: []byte("{}")})
	}
	if list := gw.Deliveries(); len(list) > maxDeliveries+10 || list[0].ID != "waiting" {
		t.Errorf("%d are kept, the oldest is %q", len(list), list[0].ID)
	}
}
