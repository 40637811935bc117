package sandbox

import (
	"errors"
	"fmt"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/notify"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Option is an option of [New] and [Start].
type Option func(*settings)

type settings struct {
	mchID         string
	others        []string // further merchants
	subMerchants  map[string][]string
	token         string
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
	// DefaultMaxBody is the default of [WithMaxBody].
	DefaultMaxBody = 32 << 20
)

func defaultSettings() settings {
	return settings{mchID: defaultMchID, clock: time.Now, maxBody: DefaultMaxBody, maxResources: engine.DefaultMaxWeight, addr: "127.0.0.1:0", seed: 1}
}

func (s *settings) check() error {
	var errs []error
	errs = append(errs, s.checkMerchants()...)
	if s.token != "" && len(s.token) < MinToken {
		errs = append(errs, fmt.Errorf("WithToken: the token has %d bytes; use at least %d", len(s.token), MinToken))
	}
	if s.clock == nil {
		errs = append(errs, errors.New("WithClock: the clock is nil; use a function such as time.Now"))
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

// WithMerchant sets the merchant number, 1 to 32 digits. For service providers it is the service provider's number.
func WithMerchant(mchID string) Option {
	return func(s *settings) { s.mchID = mchID }
}

// WithClock sets the clock for the time stamps of requests and responses. The default is [time.Now]. The function must be safe for
// concurrent use, and its times must be within the years 2000 to 2200.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.clock = now }
}

// WithAddr sets the address to listen on, host and port; without a port it is [DefaultPort]. The default is a free port on 127.0.0.1.
// If other machines can reach the address, such as 0.0.0.0, the console and the admin API require a token; see [WithToken].
func WithAddr(addr string) Option {
	return func(s *settings) { s.addr = withPort(addr) }
}

// WithLog calls log with each message about a refused request, in place of the test's log. The function must be safe for
// concurrent use. Messages contain the path and the query of the request, but no key, no signature and no body.
func WithLog(log func(message string)) Option {
	return func(s *settings) { s.log = log }
}

// WithObserver calls observe with a copy of each request, including refused ones, before its response is sent. The function must
// be safe for concurrent use.
func WithObserver(observe func(*Request)) Option {
	return func(s *settings) { s.observe = observe }
}

// WithMaxBody sets the maximum size of a request body in bytes. A request with a larger body gets 413.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) { s.maxBody = bytes }
}

// WithMaxResources sets the approximate memory for all resources in bytes. The default is 256 MiB. A quarter of it is reserved for
// changes of existing resources. A request that does not fit gets 500 and has no effect.
func WithMaxResources(bytes int64) Option {
	return func(s *settings) { s.maxResources = bytes }
}

// RefuseReplays refuses requests whose nonce was used before, with 401. By default a replay is accepted and marked in
// [Verdict.Replayed]: WeChat Pay does not document a refusal, and HTTP clients send the same bytes again when a connection turns
// out to be closed.
func RefuseReplays() Option {
	return func(s *settings) { s.refuseReplays = true }
}

// WithKeyDir reads the keys from a directory. If the directory has none, new keys are written there; only the owner can read
// them. Without this option, the gateways of a process share keys that are not saved.
func WithKeyDir(dir string) Option {
	return func(s *settings) { s.keyDir = dir }
}

// The files of a key directory: the merchant's private key and its certificate, the platform's public key and its certificate,
// and the APIv3 and APIv2 keys.
const (
	MerchantKeyFile         = keyring.MerchantKeyFile         // apiclient_key.pem
	MerchantCertificateFile = keyring.MerchantCertificateFile // apiclient_cert.pem
	PublicKeyFile           = keyring.PublicKeyFile           // pub_key.pem
	PlatformCertificateFile = keyring.PlatformCertificateFile // wechatpay_cert.pem
	APIv3KeyFile            = keyring.APIv3KeyFile            // apiv3_key.txt
	APIv2KeyFile            = keyring.APIv2KeyFile            // apiv2_key.txt
)

func (s *settings) keys() (*keyring.Keyring, error) {
	open := keyring.Shared
	if s.keyDir != "" {
		open = func() (*keyring.Keyring, error) { return keyring.Open(s.keyDir) }
	}
	ring, err := open()
	if err != nil || len(s.others) == 0 {
		return ring, err
	}
	return ring.WithAccounts(s.keyDir, s.others)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
