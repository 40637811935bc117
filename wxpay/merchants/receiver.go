package merchants

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// maxBody limits the body that [Receiver.Handler] reads, in bytes, before the merchant's
// own receiver applies its limit.
const maxBody = 1 << 20

// Receiver receives the notifications of several merchants at one notify_url. It
// identifies the merchant of a notification by the key that signed it and, if several
// merchants have the same key, by the APIv3 key that decrypts it, since no member of the
// request names the merchant. The merchant's own [wxpay.Receiver] does the rest. A
// Receiver is safe for concurrent use. [NewReceiver] returns one.
//
// If every merchant has its own notify_url, no Receiver is needed: use the handler of the
// merchant's wxpay.Receiver for each path.
type Receiver struct {
	mu        sync.RWMutex
	receivers []named
	bySerial  map[string]int // an index of receivers: the last one that accepted a notification with the serial
}

type named struct {
	mchID    string
	receiver *wxpay.Receiver
}

// Dispatch handles a notification of a merchant. After an error WeChat Pay sends it
// again.
type Dispatch func(ctx context.Context, mchID string, n *wxpay.Notification) error

// NewReceiver combines the receivers of the merchants, by their numbers. Receivers that
// share a store for deduplication need different prefixes there.
func NewReceiver(receivers map[string]*wxpay.Receiver) (*Receiver, error) {
	r := &Receiver{bySerial: map[string]int{}}
	if len(receivers) == 0 {
		return nil, errors.New("merchants.NewReceiver: there are no merchants")
	}
	for mchID, receiver := range receivers {
		if receiver == nil {
			return nil, errors.New("merchants.NewReceiver: the receiver of merchant " + mchID + " is nil")
		}
		r.receivers = append(r.receivers, named{mchID, receiver})
	}
	return r, nil
}

// Set adds a merchant, or replaces its receiver after its keys have changed.
// Notifications that are being handled are not affected.
func (r *Receiver) Set(mchID string, receiver *wxpay.Receiver) error {
	if receiver == nil {
		return errors.New("merchants: the receiver of merchant " + mchID + " is nil")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.bySerial)
	r.receivers = slices.Clone(r.receivers) // running calls of find keep the old list
	for i := range r.receivers {
		if r.receivers[i].mchID == mchID {
			r.receivers[i].receiver = receiver
			return nil
		}
	}
	r.receivers = append(r.receivers, named{mchID, receiver})
	return nil
}

// Remove removes a merchant. Its notifications are rejected from then on.
func (r *Receiver) Remove(mchID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.bySerial)
	r.receivers = slices.DeleteFunc(slices.Clone(r.receivers), func(n named) bool { return n.mchID == mchID })
}

// Handler returns a handler for the shared notify_url; see [wxpay.Receiver.Handler].
// It reads at most 1 MiB. A nil dispatch is an error.
func (r *Receiver) Handler(dispatch Dispatch) (http.Handler, error) {
	if dispatch == nil {
		return nil, errors.New("merchants: the function for notifications is nil")
	}
	return r.handler(dispatch), nil
}

func (r *Receiver) handler(dispatch Dispatch) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var body []byte
		var err error
		if req.Method == http.MethodPost && req.Body != nil && req.ContentLength <= maxBody {
			body, err = io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
		}
		merchant, found := r.find(req.Context(), req.Header, body)
		if !found {
			http.Error(w, `{"code":"FAIL","message":"there are no merchants"}`, http.StatusInternalServerError)
			return
		}
		copied := req.Clone(req.Context())
		copied.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		handler, err := merchant.receiver.Handler(merchant.dispatch(dispatch))
		if err != nil { // never: both are set
			http.Error(w, `{"code":"FAIL","message":"not handled"}`, http.StatusInternalServerError)
			return
		}
		handler.ServeHTTP(w, copied)
	})
}

// failing is the end of a body. It returns the error of reading the body, which the
// merchant's receiver reports.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// Serve handles a notification given by its headers and body; see [wxpay.Receiver.Serve].
func (r *Receiver) Serve(ctx context.Context, header http.Header, body []byte, dispatch Dispatch) wxpay.NotificationResponse {
	merchant, found := r.find(ctx, header, body)
	if !found {
		return wxpay.NewNotificationResponse(errors.New("there are no merchants"))
	}
	return merchant.receiver.Serve(ctx, header, body, merchant.dispatch(dispatch))
}

func (n named) dispatch(dispatch Dispatch) func(context.Context, *wxpay.Notification) error {
	if dispatch == nil {
		return nil
	}
	return func(ctx context.Context, notification *wxpay.Notification) error {
		return dispatch(ctx, n.mchID, notification)
	}
}

// find returns the merchant whose keys verify and decrypt the notification. If there is
// none, it returns the merchant whose receiver came farthest, since its response and its
// observers describe the problem best. found is false without merchants.
func (r *Receiver) find(ctx context.Context, header http.Header, body []byte) (best named, found bool) {
	serial := header.Get("Wechatpay-Serial")
	r.mu.RLock()
	receivers := r.receivers
	first, known := r.bySerial[serial]
	r.mu.RUnlock()
	farthest := -1
	for i := range receivers {
		candidate := receivers[i]
		if known {
			candidate = receivers[(first+i)%len(receivers)]
		}
		_, err := candidate.receiver.Receive(ctx, header, body)
		if err == nil {
			r.learn(serial, candidate)
			return candidate, true
		}
		if d := distance(err); d > farthest {
			best, farthest = candidate, d
		}
		if farthest == final {
			break
		}
	}
	return best, farthest >= 0
}

// learn makes find try this merchant first for the next notification with a serial.
func (r *Receiver) learn(serial string, merchant named) {
	r.mu.RLock()
	index, known := r.bySerial[serial]
	current := known && index < len(r.receivers) && r.receivers[index] == merchant
	r.mu.RUnlock()
	if current {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.receivers, merchant); i >= 0 {
		r.bySerial[serial] = i // verified, so that nobody else can fill the map
	}
}

// final is the distance of an error that does not depend on the merchant's keys.
const final = 3

// distance returns how far a receiver processed a notification before it rejected it.
func distance(err error) int {
	var refused *wxpay.NotificationError
	if !errors.As(err, &refused) {
		return final
	}
	switch refused.Reason {
	case wxpay.NotificationUnknownSerial:
		return 0
	case wxpay.NotificationBadSignature:
		return 1
	case wxpay.NotificationUndecryptable:
		return 2
	default:
		return final
	}
}
