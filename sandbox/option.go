package sandbox

import (
	"errors"
	"fmt"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/notify"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Option changes how a gateway is set up; give it to [New] or [Start].
type Option func(*settings)

type settings struct {
	mchID         string
	clock         func() time.Time
	log           func(string)
	maxBody       int64
	maxResources  int64
	refuseReplays bool

	addr          string
	seed          uint64
	keyDir        string
	stateFile     string
	observe       func(*Request)
	onlyHandled   bool
	documents     []documents
	notifyHosts   []string
	notifyOptions NotifyOptions
}

const (
	defaultMchID = "1230000109"
	// DefaultMaxBody is how many bytes the body of a request may have unless [WithMaxBody] says otherwise.
	DefaultMaxBody = 32 << 20
)

func defaultSettings() settings {
	return settings{mchID: defaultMchID, clock: time.Now, maxBody: DefaultMaxBody, maxResources: engine.DefaultMost, addr: "127.0.0.1:0", seed: 1}
}

func (s *settings) check() error {
	var errs []error
	if !isDigits(s.mchID) || len(s.mchID) > 32 {
		errs = append(errs, errors.New("WithMerchant: a merchant number is 1 to 32 digits"))
	}
	if s.clock == nil {
		errs = append(errs, errors.New("WithClock: the clock is nil; give a function such as time.Now"))
	} else if err := checkMoment(s.clock()); err != nil {
		errs = append(errs, fmt.Errorf("WithClock: %w", err))
	}
	if s.maxBody < 1 {
		errs = append(errs, fmt.Errorf("WithMaxBody: %d bytes; give at least 1", s.maxBody))
	}
	if s.maxResources < 1 {
		errs = append(errs, fmt.Errorf("WithMaxResources: %d bytes; give at least 1", s.maxResources))
	}
	return errors.Join(append(errs, notify.Options(s.notifyOptions).Check(s.notifyHosts))...)
}

// WithMerchant sets the merchant number, 1 to 32 digits, that the gateway knows. In the partner modes
// it is the service provider's.
func WithMerchant(mchID string) Option {
	return func(s *settings) { s.mchID = mchID }
}

// WithClock sets the clock that time stamps of requests are compared with and that answers are
// stamped by, in place of [time.Now]. It must be safe for concurrent use, and stay within the years 2000 to 2200.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.clock = now }
}

// WithAddr sets the address to listen on, host and port, in place of a free port on 127.0.0.1. The console answers this
// machine alone, whatever the address.
func WithAddr(addr string) Option {
	return func(s *settings) { s.addr = addr }
}

// WithLog sends what the gateway has to say about refused requests to log, a message a call, in
// place of the test's log. It must be safe for concurrent use. Messages hold no key, no signature and
// no body; they hold the request's path and query.
func WithLog(log func(message string)) Option {
	return func(s *settings) { s.log = log }
}

// WithObserver has observe called with each exchange, refused ones too, when its answer is made and not sent yet. The request is
// a copy. It must be safe for concurrent use.
func WithObserver(observe func(*Request)) Option {
	return func(s *settings) { s.observe = observe }
}

// WithMaxBody sets how many bytes the body of a request may have; a longer one is answered 413 and
// is not read to its end.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) { s.maxBody = bytes }
}

// WithMaxResources sets how many bytes of memory the orders and other resources may take in all, roughly, in place of 256 MiB. A
// quarter of them is kept for those that exist. A request that does not fit is answered 500 and has no effect.
func WithMaxResources(bytes int64) Option {
	return func(s *settings) { s.maxResources = bytes }
}

// RefuseReplays makes the gateway refuse a request whose nonce was used before, with 401. Without
// it a replay is accepted and marked in [Verdict.Replayed]: WeChat Pay documents no such refusal, and
// HTTP clients do send a request again, bytes and all, when a connection turns out to be dead.
func RefuseReplays() Option {
	return func(s *settings) { s.refuseReplays = true }
}

// WithKeyDir reads the keys from a directory. If the directory has none, new keys are written there; only the owner can read
// them. Without this option, the gateways of a process share keys that are not saved.
func WithKeyDir(dir string) Option {
	return func(s *settings) { s.keyDir = dir }
}

// The files of a key directory: the merchant's private key and its certificate, the platform's public key and its certificate,
// and the APIv3 key.
const (
	MerchantKeyFile         = keyring.MerchantKeyFile         // apiclient_key.pem
	MerchantCertificateFile = keyring.MerchantCertificateFile // apiclient_cert.pem
	PublicKeyFile           = keyring.PublicKeyFile           // pub_key.pem
	PlatformCertificateFile = keyring.PlatformCertificateFile // wechatpay_cert.pem
	APIv3KeyFile            = keyring.APIv3KeyFile            // apiv3_key.txt
)

func (s *settings) keys() (*keyring.Keyring, error) {
	if s.keyDir == "" {
		return keyring.Shared()
	}
	return keyring.Open(s.keyDir)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
