package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"
)

// Fault damages a response. Pass faults to [Response.WithFaults], [Gateway.InjectFaults] or [Route.InjectFaults]. Several faults are
// applied in the order gateway, route, response. The zero value is no fault.
//
// With [HTMLErrorPage], [Redirect], [DropBeforeEffect], [FailBeforeEffect] and [TooManyRequests] the request does not take effect:
// the function of the response is not called, and, if the fault was injected, the next response of the route is not used up.
// With all other faults the request takes effect, and its response is damaged.
type Fault struct {
	name  string
	front bool
	twice bool // the request takes effect twice
	apply func(*outgoing)
	err   error
	wait  time.Duration // that the admin API asked for
}

// String returns the name of the function that made the fault.
func (f Fault) String() string { return f.name }

// WrongSignature signs another text, with the right key.
func WrongSignature() Fault {
	return Fault{name: "WrongSignature", apply: func(r *outgoing) { r.Wrong = true }}
}

// OtherKey signs with an unknown key under the serial number of the right key.
func OtherKey() Fault {
	return Fault{name: "OtherKey", apply: func(r *outgoing) { r.Signer.Key = r.keys.Stranger().Key }}
}

// OtherSerial signs correctly with the platform's other key: with the certificate if the request names the public key, and the
// reverse.
func OtherSerial() Fault {
	return Fault{name: "OtherSerial", apply: func(r *outgoing) {
		if r.Signer.Serial == r.keys.PublicKey.Serial {
			r.Signer = r.keys.Certificate()
		} else {
			r.Signer = r.keys.PublicKey
		}
	}}
}

// UnknownSerial signs with an unknown key under an unknown serial number.
func UnknownSerial() Fault {
	return Fault{name: "UnknownSerial", apply: func(r *outgoing) { r.Signer = r.keys.Stranger() }}
}

// MissingSignature omits the signature and its header fields.
func MissingSignature() Fault {
	return Fault{name: "MissingSignature", apply: func(r *outgoing) { r.Unsigned = true }}
}

// SignTest puts WECHATPAY/SIGNTEST/ in front of the signature, as WeChat Pay does in its probes. Such a signature is invalid.
func SignTest() Fault {
	return Fault{name: "SignTest", apply: func(r *outgoing) { r.Prefix = "WECHATPAY/SIGNTEST/" }}
}

// StaleTimestamp signs correctly with a time stamp of ten minutes ago.
func StaleTimestamp() Fault {
	f := ClockOff(-10 * time.Minute)
	f.name = "StaleTimestamp"
	return f
}

// ClockOff signs correctly with a time stamp that differs by d from the clock; a negative d is in the past.
func ClockOff(d time.Duration) Fault {
	return Fault{name: "ClockOff", apply: func(r *outgoing) { r.Time = r.Time.Add(d) }}
}

// Redirect responds with an unsigned redirect to location, with a status from 300 to 399. The request does not take effect.
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

// HTMLErrorPage responds with the unsigned error page of a proxy, such as 502. The request does not take effect.
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

// DropBeforeEffect breaks the connection in place of a response. The request does not take effect. The first lines of a header are
// sent before: an HTTP client may silently retry a GET on a connection that ends without a byte. Go's client returns an
// unexpected EOF.
func DropBeforeEffect() Fault {
	return Fault{name: "DropBeforeEffect", front: true, apply: func(r *outgoing) { r.Drop = wire.DropNow }}
}

// DropAfterEffect lets the request take effect, and breaks the connection in place of a response.
func DropAfterEffect() Fault {
	return Fault{name: "DropAfterEffect", apply: func(r *outgoing) { r.Drop = wire.DropNow }}
}

// DropMidBody breaks the connection after half of the body. A response without a body is not sent.
func DropMidBody() Fault {
	return Fault{name: "DropMidBody", apply: func(r *outgoing) { r.Drop = wire.DropMidBody }}
}

// SlowHeaders waits for d before the response. The request takes effect before.
func SlowHeaders(d time.Duration) Fault {
	return Fault{name: "SlowHeaders", apply: func(r *outgoing) { r.HeaderDelay = d }}
}

// SlowBody sends the head at once and the body in parts over the time d.
func SlowBody(d time.Duration) Fault {
	return Fault{name: "SlowBody", apply: func(r *outgoing) { r.BodyDelay = d }}
}

// HugeBody appends spaces to the body up to n bytes, correctly signed; JSON stays valid. Together with [Gzip], a small response
// decompresses to a huge one. It takes no memory.
func HugeBody(n int64) Fault {
	return Fault{name: "HugeBody", apply: func(r *outgoing) { r.Pad = max(0, n-int64(len(r.Body))) }}
}

// TruncatedJSON omits the second half of the body; the length and the signature are correct.
func TruncatedJSON() Fault {
	return Fault{name: "TruncatedJSON", apply: func(r *outgoing) { r.Body = r.Body[:len(r.Body)/2] }}
}

// ContentType sets another Content-Type; "" removes it.
func ContentType(value string) Fault {
	return Fault{name: "ContentType", apply: func(r *outgoing) {
		if value == "" {
			r.Header.Del("Content-Type")
		} else {
			r.Header.Set("Content-Type", value)
		}
	}}
}

// Gzip compresses the body after it was signed, as a proxy does, whether the client asked for it or not. Go's HTTP client asks for
// it and decompresses it by default.
func Gzip() Fault {
	return Fault{name: "Gzip", apply: func(r *outgoing) { r.Gzip = true }}
}

// CloseIdle closes the connection when it has been idle for that long after the response, whatever Keep-Alive says. WeChat Pay
// does so after 8 seconds. A request that is sent while the connection is being closed is lost, and its client does not know
// whether it took effect.
func CloseIdle(after time.Duration) Fault {
	f := Fault{name: "CloseIdle", apply: func(r *outgoing) { r.CloseIdle = after }}
	if after <= 0 {
		f.err = errors.New("the idle time must be above 0")
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
	left   int // -1: all further requests
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

// take returns the faults of the next request.
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

// hasFront reports whether a fault prevents the effect of the request.
func hasFront(faults []Fault) bool {
	for _, f := range faults {
		if f.front {
			return true
		}
	}
	return false
}
