package sandbox

import (
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/notify"
)

// NotifyOptions controls how notifications are sent to the merchant. The zero value sends each once, signed with the platform's
// public key, and retries on the documented schedule while the merchant refuses it.
type NotifyOptions struct {
	// SignWith is SignPublicKey, SignCertificate, SignMixed or SignOldCertificate; "" is SignPublicKey.
	SignWith string `json:"sign_with"`
	// Share is the share of notifications, from 0 to 1, that SignMixed signs with the public key. The others are signed with
	// the certificate, as during WeChat Pay's migration.
	Share float64 `json:"share"`
	// Duplicates is how often each notification is sent again, even if it was accepted; at most 100.
	Duplicates int `json:"duplicates"`
	// Reorder delays each notification until the next one was sent, at most for 15 seconds.
	Reorder bool `json:"reorder"`
	// Probe sends before each notification one whose signature begins with WECHATPAY/SIGNTEST/. A receiver must refuse it.
	Probe bool `json:"probe"`
	// BaseURL, such as http://127.0.0.1:8080, replaces the scheme and the host of all notify URLs, so that requests can have
	// the URL that they have in production.
	BaseURL string `json:"base_url"`
	// DefaultURL is where notifications are sent that no request has an address for: the address that is set on the merchant
	// platform, as with profit sharing.
	DefaultURL string `json:"default_url"`
	// Hold stops the sending of notifications, except by [Gateway.Advance] and [Gateway.DeliverNotifications].
	Hold bool `json:"hold"`
}

// The keys that sign notifications.
const (
	SignPublicKey      = "public-key"
	SignCertificate    = "certificate"
	SignMixed          = "mixed"
	SignOldCertificate = "old-certificate"
)

// WithNotifyOptions sets the initial options of notifications; see [Gateway.SetNotifyOptions].
func WithNotifyOptions(o NotifyOptions) Option {
	return func(s *settings) { s.notifyOptions = o }
}

// WithNotifyHosts allows notifications to these hosts. By default they are sent to loopback addresses only, so that no test
// sends to a server on the network.
func WithNotifyHosts(hosts ...string) Option {
	return func(s *settings) { s.notifyHosts = append(s.notifyHosts, hosts...) }
}

// SetNotifyOptions sets how notifications are sent from now on. It returns an error if an option is invalid.
func (g *Gateway) SetNotifyOptions(o NotifyOptions) error {
	options := notify.Options(o)
	if err := options.Check(g.settings.notifyHosts); err != nil {
		return err
	}
	g.notifier.SetOptions(options)
	return nil
}

// Delivery is a notification and the attempts to send it.
type Delivery struct {
	// ID is the ID of the notification. Its retries and duplicates have the same ID.
	ID string `json:"id"`
	// Event is its event_type.
	Event string `json:"event"`
	// Resource is the ID of the resource that it is about.
	Resource string `json:"resource"`
	// URL is where it is sent.
	URL     string    `json:"url"`
	Created time.Time `json:"created"`
	// Attempts lists the newest 100 attempts, the oldest first.
	Attempts []Attempt `json:"attempts"`
	// Next is the time of the next attempt; zero if there is none.
	Next time.Time `json:"next"`
	// Accepted reports whether the merchant has accepted it.
	Accepted bool `json:"accepted"`
	// Problem says why it is not sent, or not retried.
	Problem string `json:"problem,omitempty"`
}

// Attempt is one request with a notification.
type Attempt struct {
	Time time.Time `json:"time"`
	// Serial names the key that signed it.
	Serial string `json:"serial"`
	// Probe and Duplicate say that it was sent in addition; see [NotifyOptions].
	Probe     bool `json:"probe,omitempty"`
	Duplicate bool `json:"duplicate,omitempty"`
	// Status is the HTTP status of the merchant's response, 0 if there was none.
	Status int `json:"status"`
	// Problem says what was wrong with the response.
	Problem string `json:"problem,omitempty"`
}

// Deliveries returns copies of the notifications, the oldest first. The newest 10,000 are kept at least, and the newest 10,000
// that are still to be sent, unless they take more than about 128 MiB in total.
func (g *Gateway) Deliveries() []Delivery {
	list := g.notifier.Deliveries()
	out := make([]Delivery, len(list))
	for i, d := range list {
		out[i] = Delivery{
			ID: d.ID, Event: d.Event, Resource: d.Resource, URL: d.URL, Created: d.Created,
			Next: d.Next, Accepted: d.Accepted, Problem: d.Problem,
		}
		for _, a := range d.Attempts {
			out[i].Attempts = append(out[i].Attempts, Attempt(a))
		}
	}
	return out
}

// DeliverNotifications sends the notifications that are due, and returns after the last response. Tests call it instead of
// waiting.
func (g *Gateway) DeliverNotifications() { g.notifier.Deliver(g.ctx) }

// Redeliver sends a notification again, named by its ID, whether it was accepted or not. It returns an error for an unknown ID.
func (g *Gateway) Redeliver(id string) error { return g.notifier.Redeliver(g.ctx, id) }
