package sandbox

import (
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
)

// WithMerchants adds merchants to that of [WithMerchant]. Each has an API certificate and an APIv3 key of its own, and sees only its own
// orders; see [Gateway.Merchant]. With [WithKeyDir] their keys are in directories of the key directory that are named after them.
func WithMerchants(mchIDs ...string) Option {
	return func(s *settings) { s.others = append(s.others, mchIDs...) }
}

// WithSubMerchants names the sub-merchants of a service provider, which is a merchant of the sandbox. Requests of the service provider
// for another sub_mchid get NO_AUTH. Without this option a service provider may use any sub-merchant.
func WithSubMerchants(mchID string, subMchIDs ...string) Option {
	return func(s *settings) {
		if s.subMerchants == nil {
			s.subMerchants = make(map[string][]string)
		}
		s.subMerchants[mchID] = append(s.subMerchants[mchID], subMchIDs...)
	}
}

// checkMerchants checks the numbers of all merchants.
func (s *settings) checkMerchants() (errs []error) {
	all := append([]string{s.mchID}, s.others...)
	for i, id := range all {
		switch {
		case !isMchID(id) && i == 0:
			errs = append(errs, errors.New("WithMerchant: a merchant number is 1 to 32 digits"))
		case !isMchID(id):
			errs = append(errs, errors.New("WithMerchants: a merchant number is 1 to 32 digits"))
		case slices.Contains(all[:i], id):
			errs = append(errs, fmt.Errorf("WithMerchants: %s is named twice", id))
		}
	}
	for id, subs := range s.subMerchants {
		if !slices.Contains(all, id) {
			errs = append(errs, fmt.Errorf("WithSubMerchants: %q is no merchant of the sandbox; add it with WithMerchants", id))
		}
		if slices.ContainsFunc(subs, func(sub string) bool { return !isMchID(sub) }) {
			errs = append(errs, errors.New("WithSubMerchants: the number of a sub-merchant is 1 to 32 digits"))
		}
	}
	return errs
}

func isMchID(id string) bool { return isDigits(id) && len(id) <= 32 }

// Merchant is a merchant of a gateway, with its keys.
type Merchant struct {
	gateway *Gateway
	id      string
	account *keyring.Account
}

// Merchants returns the numbers of all merchants, that of [WithMerchant] first.
func (g *Gateway) Merchants() []string {
	return append([]string{g.settings.mchID}, g.settings.others...)
}

// Merchant returns a merchant of [WithMerchant] or [WithMerchants]. It returns an error for another number; in a gateway made with
// [New], an error also ends the test.
func (g *Gateway) Merchant(mchID string) (*Merchant, error) {
	if g.tb != nil {
		g.tb.Helper()
	}
	if !g.verifier.Knows(mchID) {
		return nil, g.setupError(fmt.Errorf("there is no merchant %q; the merchants are %s", mchID, strings.Join(g.Merchants(), ", ")))
	}
	return &Merchant{g, mchID, g.keys.Of(mchID)}, nil
}

// Options is like [Gateway.Options] for the merchant.
func (m *Merchant) Options() []core.ClientOption {
	g := m.gateway
	return []core.ClientOption{
		option.WithWechatPayPublicKeyAuthCipher(m.id, m.Serial(), m.Key(), g.keys.PublicKey.Serial, g.PublicKey()),
		option.WithHTTPClient(g.client),
	}
}

// MchID returns the merchant number.
func (m *Merchant) MchID() string { return m.id }

// Serial returns the serial number of the merchant's API certificate.
func (m *Merchant) Serial() string { return m.account.Merchant.Serial }

// Key returns the merchant's private key. Do not change it.
func (m *Merchant) Key() *rsa.PrivateKey { return m.account.Merchant.Key }

// Certificate returns the merchant's API certificate, which is self-signed.
func (m *Merchant) Certificate() *x509.Certificate { return m.account.Merchant.Cert }

// APIv3Key returns the merchant's APIv3 key, which encrypts its notifications and certificates.
func (m *Merchant) APIv3Key() string { return m.account.APIv3Key }

// Verifier returns [Gateway.Verifier]: all merchants get notifications with the same signatures.
func (m *Merchant) Verifier() auth.Verifier { return m.gateway.Verifier() }
