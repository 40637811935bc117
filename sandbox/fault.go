package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"
)

// Fault is a way to misbehave. Give faults to [Response.WithFaults], to [Gateway.InjectFaults] or to [Route.InjectFaults]; several
// at once are applied in the order of gateway, route, answer. The zero value is no fault.
//
// [HTMLErrorPage], [Redirect], [DropBeforeEffect], [FailBeforeEffect] and [TooManyRequests] strike first: nothing takes
// effect. An answer's function is then not called, and when such a fault comes from Misbehave, the route's next answer
// is still due. With all other faults the answer is made as usual and spoiled on its way.
type Fault struct {
	name  string
	front bool
	twice bool // the request takes effect twice
	apply func(*outgoing)
	err   error
	wait  time.Duration // as the API has asked for it
}

// String returns the name of the function that made the fault.
func (f Fault) String() string { return f.name }

// WrongSignature signs something else than what is sent, with the right key.
func WrongSignature() Fault {
	return Fault{name: "WrongSignature", apply: func(r *outgoing) { r.Wrong = true }}
}

// OtherKey signs with a key that nobody knows and names the serial of the right one.
func OtherKey() Fault {
	return Fault{name: "OtherKey", apply: func(r *outgoing) { r.Signer.Key = r.keys.Stranger.Key }}
}

// OtherSerial signs properly with the platform's other key: the certificate's where the client
// asks for the public key, and the reverse.
func OtherSerial() Fault {
	return Fault{name: "OtherSerial", apply: func(r *outgoing) {
		if r.Signer.Serial == r.keys.PublicKey.Serial {
			r.Signer = r.keys.Certificate
		} else {
			r.Signer = r.keys.PublicKey
		}
	}}
}

// UnknownSerial signs with a key that nobody knows, under a serial that nobody knows.
func UnknownSerial() Fault {
	return Fault{name: "UnknownSerial", apply: func(r *outgoing) { r.Signer = r.keys.Stranger }}
}

// MissingSignature leaves out the signature and all its header fields.
func MissingSignature() Fault {
	return Fault{name: "MissingSignature", apply: func(r *outgoing) { r.Unsigned = true }}
}

// SignTest puts WECHATPAY/SIGNTEST/ before the signature, as WeChat Pay does in its probes; such a
// signature must not verify.
func SignTest() Fault {
	return Fault{name: "SignTest", apply: func(r *outgoing) { r.Prefix = "WECHATPAY/SIGNTEST/" }}
}

// StaleTimestamp signs properly with a time stamp of ten minutes ago.
func StaleTimestamp() Fault {
	f := ClockOff(-10 * time.Minute)
	f.name = "StaleTimestamp"
	return f
}

// ClockOff signs properly with a time stamp that is off by d, in the past if d is negative.
func ClockOff(d time.Duration) Fault {
	return Fault{name: "ClockOff", apply: func(r *outgoing) { r.Time = r.Time.Add(d) }}
}

// Redirect answers with a redirect of status 300 to 399 to location, unsigned. Nothing takes effect.
func Redirect(status int, location string) Fault {
	f := Fault{name: "Redirect", front: true, apply: func(r *outgoing) {
		r.Replace(status, "text/html", nil)
		r.Header.Set("Location", location)
	}}
	if status < 300 || status > 399 {
		f.err = fmt.Errorf("status %d: a redirect has a status from 300 to 399", status)
	}
	return f
}

// HTMLErrorPage answers with an error page of a proxy, such as 502, unsigned. Nothing takes effect.
func HTMLErrorPage(status int) Fault {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	f := Fault{name: "HTMLErrorPage", front: true, apply: func(r *outgoing) {
		r.Replace(status, "text/html", []byte(page))
	}}
	if status < 400 || status > 599 {
		f.err = fmt.Errorf("status %d: an error page has a status from 400 to 599", status)
	}
	return f
}

// DropBeforeEffect breaks the connection instead of answering; nothing takes effect. The first lines of a header are
// sent before, because an HTTP client may silently repeat a GET on a connection that ends without a byte; Go's
// client then reports an unexpected EOF.
func DropBeforeEffect() Fault {
	return Fault{name: "DropBeforeEffect", front: true, apply: func(r *outgoing) { r.Drop = wire.DropNow }}
}

// DropAfterEffect lets the request take effect and then breaks the connection instead of answering.
func DropAfterEffect() Fault {
	return Fault{name: "DropAfterEffect", apply: func(r *outgoing) { r.Drop = wire.DropNow }}
}

// DropMidBody breaks the connection after half of the body. An answer without a body is not sent at all.
func DropMidBody() Fault {
	return Fault{name: "DropMidBody", apply: func(r *outgoing) { r.Drop = wire.DropMidBody }}
}

// SlowHeaders waits for d before it answers; the request has taken effect by then.
func SlowHeaders(d time.Duration) Fault {
	return Fault{name: "SlowHeaders", apply: func(r *outgoing) { r.HeaderDelay = d }}
}

// SlowBody sends the headers at once and the body in pieces over the time d.
func SlowBody(d time.Duration) Fault {
	return Fault{name: "SlowBody", apply: func(r *outgoing) { r.BodyDelay = d }}
}

// HugeBody makes the body as long as n bytes with spaces after it, properly signed: JSON stays valid. Together with [Gzip] it
// is a small answer that unpacks to a huge one. It takes no memory.
func HugeBody(n int64) Fault {
	return Fault{name: "HugeBody", apply: func(r *outgoing) { r.Pad = max(0, n-int64(len(r.Body))) }}
}

// TruncatedJSON leaves out the second half of the body, with a proper length and signature.
func TruncatedJSON() Fault {
	return Fault{name: "TruncatedJSON", apply: func(r *outgoing) { r.Body = r.Body[:len(r.Body)/2] }}
}

// ContentType sends the body under another Content-Type; with "" there is none.
func ContentType(value string) Fault {
	return Fault{name: "ContentType", apply: func(r *outgoing) {
		if value == "" {
			r.Header.Del("Content-Type")
		} else {
			r.Header.Set("Content-Type", value)
		}
	}}
}

// Gzip compresses the body after it was signed, as a proxy does, whether the client asked for it or not. Go's own HTTP
// client asks for it and unpacks it unless told otherwise.
func Gzip() Fault {
	return Fault{name: "Gzip", apply: func(r *outgoing) { r.Gzip = true }}
}

// CloseIdle closes the connection when it has been idle for that long after the response, whatever Keep-Alive says. WeChat Pay
// does so after 8 seconds. A request that is sent while the connection is being closed is lost, and its client does not know
// whether it took effect.
func CloseIdle(after time.Duration) Fault {
	f := Fault{name: "CloseIdle", apply: func(r *outgoing) { r.CloseIdle = after }}
	if after <= 0 {
		f.err = errors.New("give the time that a connection may be idle, above 0")
	}
	return f
}

// Always makes InjectFaults apply its faults to all further requests.
const Always = -1

// InjectFaults applies faults to the next n requests that have a valid signature and a route, or to all further requests with
// [Always]. Calls are queued: the faults of the second call apply after those of the first. [Gateway.ClearFaults] empties the
// queue. InjectFaults returns an error if n or a fault is invalid, or the queue is full; in a gateway made with [New], an
// error also ends the test.
func (g *Gateway) InjectFaults(n int, faults ...Fault) error {
	if g.tb != nil {
		g.tb.Helper()
	}
	if err := g.faults.add(n, faults); err != nil {
		return g.setupError(fmt.Errorf("inject faults: %w", err))
	}
	return nil
}

// ClearFaults removes the faults of [Gateway.InjectFaults] that were not applied yet. Faults of routes remain.
func (g *Gateway) ClearFaults() { g.faults.clear() }

// InjectFaults is like [Gateway.InjectFaults] for the requests of one route.
func (rt *Route) InjectFaults(n int, faults ...Fault) error {
	if rt.gateway.tb != nil {
		rt.gateway.tb.Helper()
	}
	if err := rt.faults.add(n, faults); err != nil {
		return rt.gateway.setupError(fmt.Errorf("inject faults into %q: %w", rt.pattern, err))
	}
	return nil
}

// ClearFaults removes the faults of [Route.InjectFaults] that were not applied yet.
func (rt *Route) ClearFaults() { rt.faults.clear() }

// maxQueued limits the calls of InjectFaults in a queue.
const maxQueued = 1000

type faultQueue struct {
	mu    sync.Mutex
	queue []queuedFaults
}

type queuedFaults struct {
	left   int // negative: without end
	faults []Fault
}

func (q *faultQueue) add(n int, faults []Fault) error {
	errs := []error{checkFaults(faults)}
	if n == 0 || n < Always {
		errs = append(errs, fmt.Errorf("%d requests: give at least 1, or sandbox.Always", n))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.queue) >= maxQueued {
		return fmt.Errorf("%d calls are queued already; clear them first", maxQueued)
	}
	q.queue = append(q.queue, queuedFaults{n, append([]Fault(nil), faults...)})
	return nil
}

func (q *faultQueue) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.queue = nil
}

// take returns the faults of the next exchange.
func (q *faultQueue) take() []Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.queue) == 0 {
		return nil
	}
	head := &q.queue[0]
	faults := head.faults
	if head.left > 0 {
		head.left--
	}
	if head.left == 0 {
		q.queue = q.queue[1:]
	}
	return faults
}

func checkFaults(faults []Fault) error {
	var errs []error
	for _, f := range faults {
		if f.err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.name, f.err))
		}
	}
	return errors.Join(errs...)
}

// inFront reports whether a fault keeps the request from taking effect.
func hasFront(faults []Fault) bool {
	for _, f := range faults {
		if f.front {
			return true
		}
	}
	return false
}
