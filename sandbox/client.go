package sandbox

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher/decryptors"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher/encryptors"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
)

// Options returns the options of a client in public-key mode: the merchant number, its keys, the platform's public key and an
// HTTP client that sends every request to the gateway. They are for core.NewClient of wechatpay-go and for wxpay.NewClient.
func (g *Gateway) Options() []core.ClientOption {
	return []core.ClientOption{
		option.WithWechatPayPublicKeyAuthCipher(
			g.settings.mchID, g.keys.Merchant.Serial, g.keys.Merchant.Key,
			g.keys.PublicKey.Serial, g.PublicKey(),
		),
		option.WithHTTPClient(g.client),
	}
}

// CertificateOptions is like [Gateway.Options] for the platform-certificate mode.
func (g *Gateway) CertificateOptions() []core.ClientOption {
	certificates := []*x509.Certificate{g.PlatformCertificate()}
	return []core.ClientOption{
		option.WithMerchantCredential(g.settings.mchID, g.keys.Merchant.Serial, g.keys.Merchant.Key),
		option.WithWechatPayCertificate(certificates),
		option.WithWechatPayCipher(
			encryptors.NewWechatPayEncryptor(core.NewCertificateMapWithList(certificates)),
			decryptors.NewWechatPayDecryptor(g.keys.Merchant.Key),
		),
		option.WithHTTPClient(g.client),
	}
}

// Verifier returns a verifier of the gateway's notifications, for wxpay.NewReceiver and for the SDK's notify.NewRSANotifyHandler.
// It accepts the platform's public key and its certificate, as receivers must during WeChat Pay's migration.
func (g *Gateway) Verifier() auth.Verifier {
	certificates := core.NewCertificateMapWithList([]*x509.Certificate{g.PlatformCertificate()})
	return verifiers.NewSHA256WithRSACombinedVerifier(certificates, g.keys.PublicKey.Serial, *g.PublicKey())
}

// HTTPClient returns the client of [Gateway.Options]. It sends every http and https request to the gateway, which records the host
// of the URL. No other address can be reached through it, not even by a redirect. It has no timeout and signs nothing.
func (g *Gateway) HTTPClient() *http.Client { return g.client }

// URL returns the base URL, such as http://127.0.0.1:43210, for clients that do not use [Gateway.Options].
func (g *Gateway) URL() string { return "http://" + g.localAddr() }

// localAddr returns the address at which this machine reaches the gateway.
func (g *Gateway) localAddr() string {
	addr := g.listener.Addr().String()
	host, port, err := net.SplitHostPort(addr)
	if err == nil && net.ParseIP(host).IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}

// MchID returns the merchant number; for service providers it is the service provider's number.
func (g *Gateway) MchID() string { return g.settings.mchID }

// MerchantSerial returns the serial number of the merchant's API certificate, 40 upper-case hexadecimal digits.
func (g *Gateway) MerchantSerial() string { return g.keys.Merchant.Serial }

// MerchantKey returns the merchant's private key. All gateways of a process share it; do not change it.
func (g *Gateway) MerchantKey() *rsa.PrivateKey { return g.keys.Merchant.Key }

// MerchantCertificate returns the merchant's API certificate, which is self-signed.
func (g *Gateway) MerchantCertificate() *x509.Certificate { return g.keys.Merchant.Cert }

// PublicKeyID returns the ID of the platform's public key, PUB_KEY_ID_ and digits.
func (g *Gateway) PublicKeyID() string { return g.keys.PublicKey.Serial }

// PublicKey returns the platform's public key.
func (g *Gateway) PublicKey() *rsa.PublicKey { return &g.keys.PublicKey.Key.PublicKey }

// PlatformSerial returns the serial number of the platform certificate, 40 upper-case hexadecimal digits.
func (g *Gateway) PlatformSerial() string { return g.keys.Certificate().Serial }

// PlatformCertificate returns the platform certificate, which is self-signed.
func (g *Gateway) PlatformCertificate() *x509.Certificate { return g.keys.Certificate().Cert }

// APIv3Key returns the merchant's APIv3 key, 32 letters and digits, which encrypts notifications and certificates.
func (g *Gateway) APIv3Key() string { return g.keys.APIv3Key }

// APIv2Key returns the merchant's APIv2 key, 32 letters and digits, with which invoke.ScoreDetail signs.
func (g *Gateway) APIv2Key() string { return g.keys.Own().APIv2Key() }

func newClient(addr string) (*http.Transport, *http.Client) {
	transport := &http.Transport{
		// No proxy, and one address for all hosts.
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", addr)
		},
		MaxIdleConnsPerHost: 16,
	}
	return transport, &http.Client{Transport: &redirector{addr: addr, next: transport}}
}

// redirector sends every request to one address. The Host header field keeps the host of the URL.
type redirector struct {
	addr string
	next *http.Transport
}

func (d *redirector) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper must close it
		}
		return nil, fmt.Errorf("sandbox: the gateway serves http and https, not %q", r.URL.Scheme)
	}
	out := r.Clone(r.Context())
	if out.Host == "" {
		out.Host = r.URL.Host
	}
	out.URL.Scheme = "http"
	out.URL.Host = d.addr
	return d.next.RoundTrip(out)
}

// CloseIdleConnections serves [http.Client.CloseIdleConnections].
func (d *redirector) CloseIdleConnections() { d.next.CloseIdleConnections() }
