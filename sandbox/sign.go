package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"
)

// authorize signs a request as a merchant does.
func (g *Gateway) authorize(m *Merchant, method, uri string, body []byte) (string, error) {
	timestamp, nonce := strconv.FormatInt(g.settings.clock().Unix(), 10), keyring.RandomText(32)
	sum := sha256.Sum256([]byte(method + "\n" + uri + "\n" + timestamp + "\n" + nonce + "\n" + string(body) + "\n"))
	signed, err := rsa.SignPKCS1v15(rand.Reader, m.Key(), crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s mchid=%q,nonce_str=%q,timestamp=%q,serial_no=%q,signature=%q",
		signature.Scheme, m.id, nonce, timestamp, m.Serial(), base64.StdEncoding.EncodeToString(signed)), nil
}
