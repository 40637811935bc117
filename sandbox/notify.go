package sandbox

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// NotifyOptions controls how notifications are sent. The zero value sends each once, signed with the platform's
// public key, and again on the documented schedule while it is refused.
type NotifyOptions struct {
	// SignWith is SignPublicKey, SignCertificate, SignMixed or SignOldCertificate; "" is the first.
	SignWith string `json:"sign_with"`
	// Share is how many of mixed callbacks are signed with the public key, from 0 to 1; the rest is signed with the
	// certificate, as in the days of WeChat Pay's switch.
	Share float64 `json:"share"`
	// Duplicates is how many more times each callback is sent, even if it was taken.
	Duplicates int `json:"duplicates"`
	// Reorder holds each callback back until the next one was sent, for 15 seconds at most.
	Reorder bool `json:"reorder"`
	// Probe sends before each callback one whose signature begins with WECHATPAY/SIGNTEST/, which a receiver must refuse.
	Probe bool `json:"probe"`
	// Base, such as http://127.0.0.1:8080, takes the place of scheme and host of all notify URLs, so that requests can keep
	// the URL that they will have in earnest.
	BaseURL string `json:"base_url"`
	// DefaultURL is where notifications go that no request has an address for: the address that is set on the merchant platform,
	// as with profit sharing.
	DefaultURL string `json:"default_url"`
	// Hold keeps callbacks from being sent until [Gateway.Advance] or [Gateway.DeliverNotifications].
	Hold bool `json:"hold"`
}

// The keys that callbacks can be signed with.
const (
	SignPublicKey      = "public-key"
	SignCertificate    = "certificate"
	SignMixed          = "mixed"
	SignOldCertificate = "old-certificate"
)

// check refuses settings that cannot be; hosts may be written to besides this machine.
func (c NotifyOptions) check(hosts []string) error {
	var errs []error
	if !slices.Contains([]string{"", SignPublicKey, SignCertificate, SignMixed, SignOldCertificate}, c.SignWith) {
		errs = append(errs, fmt.Errorf("notify options: SignWith is %q; it is public-key, certificate, mixed or old-certificate", c.SignWith))
	}
	if !(c.Share >= 0 && c.Share <= 1) { // not a number, too
		errs = append(errs, errors.New("notify options: Share is from 0 to 1"))
	}
	if c.Duplicates < 0 || c.Duplicates > 100 {
		errs = append(errs, errors.New("notify options: Duplicates are 0 to 100"))
	}
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		switch {
		case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "http" && u.Scheme != "https":
			errs = append(errs, errors.New("notify options: BaseURL is a URL such as http://127.0.0.1:8080"))
		case !mayReach(u.Hostname(), hosts):
			errs = append(errs, fmt.Errorf("notify options: BaseURL: %s is not on this machine; allow the host with WithNotifyHosts", u.Hostname()))
		}
	}
	if u, err := url.Parse(c.DefaultURL); c.DefaultURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		errs = append(errs, errors.New("notify options: DefaultURL is a URL such as http://127.0.0.1:8080/notify"))
	}
	return errors.Join(errs...)
}

// WithNotifyOptions sets the initial options of notifications; see [Gateway.SetNotifyOptions].
func WithNotifyOptions(c NotifyOptions) Option {
	return func(s *settings) { s.notifyOptions = c }
}

// WithNotifyHosts lets callbacks go to these hosts too. Without it they go to loopback addresses alone, so that no
// test writes to a server on the network.
func WithNotifyHosts(hosts ...string) Option {
	return func(s *settings) { s.notifyHosts = append(s.notifyHosts, hosts...) }
}

// SetNotifyOptions sets how notifications are sent from now on. It returns an error if an option is invalid.
func (g *Gateway) SetNotifyOptions(c NotifyOptions) error {
	if err := c.check(g.settings.notifyHosts); err != nil {
		return err
	}
	g.post.set(c)
	return nil
}

// Delivery is a notification on its way to the merchant, or there.
type Delivery struct {
	// ID is the notification's, which repetitions of it keep.
	ID string `json:"id"`
	// Event is its event_type.
	Event string `json:"event"`
	// Resource is the ID of what it tells of.
	Resource string `json:"resource"`
	// URL is where it goes.
	URL     string    `json:"url"`
	Created time.Time `json:"created"`
	// Attempts lists what was sent so far.
	Attempts []Attempt `json:"attempts"`
	// Next is when it is sent next; zero when it is done.
	Next time.Time `json:"next"`
	// Taken tells that the merchant has taken it.
	Accepted bool `json:"accepted"`
	// Problem says why it is not sent at all, or not any more.
	Problem string `json:"problem,omitempty"`
}

// Attempt is one sending of a notification.
type Attempt struct {
	Time time.Time `json:"time"`
	// Serial names the key that signed it.
	Serial string `json:"serial"`
	// Probe and Duplicate tell that it was not the notification itself.
	Probe     bool `json:"probe,omitempty"`
	Duplicate bool `json:"duplicate,omitempty"`
	// Status is the HTTP status of the merchant's answer, 0 if there was none.
	Status int `json:"status"`
	// Problem says what was wrong with the answer.
	Problem string `json:"problem,omitempty"`
}

// Deliveries returns the notifications so far, the oldest first, with the newest 100 attempts of each. The newest 10,000 are kept
// at least, and the newest 10,000 that are still to be sent, unless they take more than about 128 MiB in all.
func (g *Gateway) Deliveries() []Delivery {
	g.post.mu.Lock()
	defer g.post.mu.Unlock()
	list := make([]Delivery, len(g.post.list))
	for i, p := range g.post.list {
		list[i] = p.Delivery
		list[i].Attempts = slices.Clone(p.Attempts)
	}
	return list
}

// DeliverNotifications sends the notifications that are due, and returns after the last response. Tests call it instead of
// waiting.
func (g *Gateway) DeliverNotifications() { g.post.deliver(g.ctx) }

// Redeliver sends a notification again, named by its ID, whether it was accepted or not. It returns an error for an unknown ID.
func (g *Gateway) Redeliver(id string) error {
	g.post.mu.Lock()
	var found *parcel
	for _, p := range g.post.list {
		if p.ID == id {
			found = p
		}
	}
	g.post.mu.Unlock()
	if found == nil {
		return fmt.Errorf("there is no callback %q", id)
	}
	g.post.send(g.ctx, found, sending{duplicate: true})
	return nil
}

// resends are the documented pauses after a refusal: 15 repetitions over a day.
var resends = []time.Duration{
	15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute,
	30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 60 * time.Minute,
	3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
}
