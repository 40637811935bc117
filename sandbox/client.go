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

// Options returns all that a client needs to talk to the gateway in public-key mode: the merchant
// number, its keys, the platform's public key and an HTTP client that ends here whatever host is
// asked for. They suit core.NewClient of wechatpay-go and wxpay.NewClient alike.
func (g *Gateway) Options() []core.ClientOption {
	return []core.ClientOption{
		option.WithWechatPayPublicKeyAuthCipher(
			g.settings.mchID, g.keys.Merchant.Serial, g.keys.Merchant.Key,
			g.keys.PublicKey.Serial, g.PublicKey(),
		),
		option.WithHTTPClient(g.client),
	}
}

// CertificateOptions is [Gateway.Options] for the platform-certificate mode.
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

// Verifier returns what verifies the gateway's callbacks, for wxpay.NewReceiver and for the SDK's notify.NewRSANotifyHandler: it
// knows the platform's public key and its certificate, as receivers have to while WeChat Pay changes from the one to the other.
func (g *Gateway) Verifier() auth.Verifier {
	certificates := core.NewCertificateMapWithList([]*x509.Certificate{g.PlatformCertificate()})
	return verifiers.NewSHA256WithRSACombinedVerifier(certificates, g.keys.PublicKey.Serial, *g.PublicKey())
}

// HTTPClient returns the client that [Gateway.Options] hands out. Whatever host a URL names, over http or
// https, the request ends at this gateway, which records that host; no other address can be
// reached through it, by a redirect either. It has no timeout and signs nothing.
func (g *Gateway) HTTPClient() *http.Client { return g.client }

// URL returns the base URL, such as http://127.0.0.1:43210, for clients that [Gateway.Options] do not suit.
func (g *Gateway) URL() string { return "http://" + g.localAddr() }

// localAddr is where this machine reaches the gateway.
func (g *Gateway) localAddr() string {
	addr := g.listener.Addr().String()
	host, port, err := net.SplitHostPort(addr)
	if err == nil && net.ParseIP(host).IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}

// MchID returns the merchant number, which is the service provider's in the partner modes.
func (g *Gateway) MchID() string { return g.settings.mchID }

// MerchantSerial returns the serial number of the merchant's API certificate, 40 upper-case hexadecimal digits.
func (g *Gateway) MerchantSerial() string { return g.keys.Merchant.Serial }

// MerchantKey returns the merchant's private key. All gateways of a process share it; do not change it.
func (g *Gateway) MerchantKey() *rsa.PrivateKey { return g.keys.Merchant.Key }

// MerchantCertificate returns the merchant's API certificate, signed by itself.
func (g *Gateway) MerchantCertificate() *x509.Certificate { return g.keys.Merchant.Cert }

// PublicKeyID returns the name of the platform's public key, PUB_KEY_ID_ and digits.
func (g *Gateway) PublicKeyID() string { return g.keys.PublicKey.Serial }

// PublicKey returns the platform's public key.
func (g *Gateway) PublicKey() *rsa.PublicKey { return &g.keys.PublicKey.Key.PublicKey }

// PlatformSerial returns the serial number of the platform certificate, 40 upper-case hexadecimal digits.
func (g *Gateway) PlatformSerial() string { return g.keys.Certificate.Serial }

// PlatformCertificate returns the platform certificate, signed by itself.
func (g *Gateway) PlatformCertificate() *x509.Certificate { return g.keys.Certificate.Cert }

// APIv3Key returns the merchant's APIv3 key, 32 letters and digits, which seals callbacks and certificates.
func (g *Gateway) APIv3Key() string { return g.keys.APIv3Key }

func newClient(addr string) (*http.Transport, *http.Client) {
	transport := &http.Transport{
		// No proxy, and one address to dial whatever is asked for.
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", addr)
		},
		MaxIdleConnsPerHost: 16,
	}
	return transport, &http.Client{Transport: &redirector{addr: addr, next: transport}}
}

// redirector sends every request to one address and leaves the wanted host in the Host header.
type redirector struct {
	addr string
	next *http.Transport
}

func (d *redirector) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper must
		}
		return nil, fmt.Errorf("sandbox: the gateway speaks http and https, not %q", r.URL.Scheme)
	}
	out := r.Clone(r.Context())
	if out.Host == "" {
		out.Host = r.URL.Host
	}
	out.URL.Scheme = "http"
	out.URL.Host = d.addr
	return d.next.RoundTrip(out)
}

// CloseIdleConnections lets [http.Client.CloseIdleConnections] through.
func (d *redirector) CloseIdleConnections() { d.next.CloseIdleConnections() }
