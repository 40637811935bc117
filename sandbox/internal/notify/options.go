package notify

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
)

// Options controls how notifications are sent. The fields are those of sandbox.NotifyOptions.
type Options struct {
	SignWith   string  `json:"sign_with"`
	Share      float64 `json:"share"`
	Duplicates int     `json:"duplicates"`
	Reorder    bool    `json:"reorder"`
	Probe      bool    `json:"probe"`
	BaseURL    string  `json:"base_url"`
	DefaultURL string  `json:"default_url"`
	Hold       bool    `json:"hold"`
}

// The values of Options.SignWith; "" is SignPublicKey.
const (
	SignPublicKey      = "public-key"
	SignCertificate    = "certificate"
	SignMixed          = "mixed"
	SignOldCertificate = "old-certificate"
)

// Check validates the options. Notifications may be sent to hosts in addition to this machine.
func (o Options) Check(hosts []string) error {
	var errs []error
	if !slices.Contains([]string{"", SignPublicKey, SignCertificate, SignMixed, SignOldCertificate}, o.SignWith) {
		errs = append(errs, fmt.Errorf("SignWith is %q; it must be public-key, certificate, mixed or old-certificate", o.SignWith))
	}
	if !(o.Share >= 0 && o.Share <= 1) { // also refuses NaN
		errs = append(errs, errors.New("the Share must be from 0 to 1"))
	}
	if o.Duplicates < 0 || o.Duplicates > 100 {
		errs = append(errs, errors.New("the Duplicates must be from 0 to 100"))
	}
	if o.BaseURL != "" {
		u, err := url.Parse(o.BaseURL)
		switch {
		case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "http" && u.Scheme != "https":
			errs = append(errs, errors.New("the BaseURL must be a URL such as http://127.0.0.1:8080"))
		case !mayReach(u.Hostname(), hosts):
			errs = append(errs, fmt.Errorf("BaseURL: %s is not on this machine; allow the host with -notify-host (WithNotifyHosts)", u.Hostname()))
		}
	}
	if u, err := url.Parse(o.DefaultURL); o.DefaultURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		errs = append(errs, errors.New("the DefaultURL must be a URL such as http://127.0.0.1:8080/notify"))
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("notify options: %w", errors.Join(errs...))
}
