package sandbox

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
)

// adminKeys are the keys of a merchant in the admin API, for programs that do not share a disk with the sandbox. They open nothing but
// the sandbox.
type adminKeys struct {
	Merchant            string `json:"merchant"`
	Serial              string `json:"serial"`
	PrivateKey          string `json:"private_key"`
	Certificate         string `json:"certificate"`
	APIv3Key            string `json:"apiv3_key"`
	APIv2Key            string `json:"apiv2_key"`
	PublicKeyID         string `json:"public_key_id"`
	PublicKey           string `json:"public_key"`
	PlatformSerial      string `json:"platform_serial"`
	PlatformCertificate string `json:"platform_certificate"`
}

// adminKeys returns the keys of ?merchant=, which is the first merchant by default.
func (g *Gateway) adminKeys(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("merchant")
	if id == "" {
		id = g.MchID()
	}
	if !g.verifier.Knows(id) {
		writeError(w, http.StatusNotFound, adminError{Code: "NOT_FOUND", Problem: "there is no such merchant"})
		return
	}
	m := &Merchant{g, id, g.keys.Of(id)}
	private, err := x509.MarshalPKCS8PrivateKey(m.Key())
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	public, err := x509.MarshalPKIXPublicKey(g.PublicKey())
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	writeJSON(w, http.StatusOK, adminKeys{
		Merchant: id, Serial: m.Serial(), PrivateKey: pemText("PRIVATE KEY", private), Certificate: pemText("CERTIFICATE", m.Certificate().Raw),
		APIv3Key: m.APIv3Key(), APIv2Key: m.account.APIv2Key(), PublicKeyID: g.PublicKeyID(), PublicKey: pemText("PUBLIC KEY", public),
		PlatformSerial: g.PlatformSerial(), PlatformCertificate: pemText("CERTIFICATE", g.PlatformCertificate().Raw),
	})
}

func pemText(kind string, data []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
}
