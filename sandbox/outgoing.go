package sandbox

import (
	"net/http"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/wire"
)

// outgoing is a response that faults can change before it is sent.
type outgoing struct {
	wire.Response
	keys   *keyring.Keyring
	faults []string // the names of those applied
}

// outgoing makes the undamaged form of a response.
func (g *Gateway) outgoing(seen *Request, a Response) *outgoing {
	out := &outgoing{keys: g.keys}
	out.Status, out.Header, out.Body, out.Unsigned = a.status, a.header.Clone(), a.body, a.unsigned
	out.Stamp = signature.Stamp{Signer: g.responseSigner(seen), Time: g.settings.clock()}
	if out.Status == 0 {
		out.Status = http.StatusOK
	}
	if out.Header == nil {
		out.Header = make(http.Header)
	}
	wire.SetDefaults(out.Header, a.tail)
	return out
}

// responseSigner returns the key that the request names: the platform's public key, or, by default, its certificate.
func (g *Gateway) responseSigner(seen *Request) keyring.Signer {
	if seen.Header.Get("Wechatpay-Serial") == g.keys.PublicKey.Serial {
		return g.keys.PublicKey
	}
	return g.keys.Certificate()
}
