package wxpay

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// apiV3KeySize is the size of an APIv3 key, in bytes.
const apiV3KeySize = 32

// newAEAD returns the cipher of an APIv3 key.
func newAEAD(apiV3Key string) (cipher.AEAD, error) {
	if len(apiV3Key) != apiV3KeySize {
		return nil, fmt.Errorf("the APIv3 key has %d bytes, not %d: use the key that is set on the merchant platform",
			len(apiV3Key), apiV3KeySize)
	}
	block, err := aes.NewCipher([]byte(apiV3Key))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// envelope is the JSON that WeChat Pay posts. Informational members are raw, so that one
// with an unexpected type does not lose the event.
type envelope struct {
	ID           json.RawMessage    `json:"id"`
	CreateTime   json.RawMessage    `json:"create_time"`
	EventType    json.RawMessage    `json:"event_type"`
	ResourceType json.RawMessage    `json:"resource_type"`
	Summary      json.RawMessage    `json:"summary"`
	Resource     *encryptedResource `json:"resource"`
}

// encryptedResource is a resource before decryption.
type encryptedResource struct {
	Algorithm      string          `json:"algorithm"`
	Ciphertext     string          `json:"ciphertext"`
	Nonce          string          `json:"nonce"`
	AssociatedData string          `json:"associated_data"`
	OriginalType   json.RawMessage `json:"original_type"`
}

const aeadAlgorithm = "AEAD_AES_256_GCM"

// open parses a verified body and decrypts its resource.
func (r *Receiver) open(body []byte) (*Notification, error) {
	var e envelope
	if unread, _, err := unmarshal(body, &e); err != nil {
		return nil, malformed(decodeReason(err, "the message"), err)
	} else if len(unread) > 0 {
		return nil, malformed(unread[0].String(), nil)
	}
	n := &Notification{
		ID: jsonvalue.Text(e.ID), CreateTime: DateTime(jsonvalue.Text(e.CreateTime)), EventType: jsonvalue.Text(e.EventType),
		ResourceType: jsonvalue.Text(e.ResourceType), Summary: jsonvalue.Text(e.Summary),
	}
	switch {
	case n.EventType == "":
		return nil, malformed("event_type is missing", nil)
	case e.Resource == nil:
		return nil, malformed("resource is missing", nil)
	}
	n.OriginalType = jsonvalue.Text(e.Resource.OriginalType)
	plain, err := r.decrypt(e.Resource)
	if err != nil {
		return nil, err
	}
	switch {
	case !json.Valid(plain):
		return nil, malformed("the resource is not JSON", nil)
	case bytes.Equal(bytes.TrimSpace(plain), []byte("null")): // null would decode without an error and set nothing
		return nil, malformed("the resource is null", nil)
	}
	n.Resource = plain
	return n, nil
}

func malformed(detail string, err error) error {
	return &NotificationError{Reason: NotificationMalformed, detail: detail, Err: err}
}

func (r *Receiver) decrypt(s *encryptedResource) ([]byte, error) {
	if s.Algorithm != aeadAlgorithm {
		return nil, &NotificationError{
			Reason: NotificationUndecryptable,
			detail: "the algorithm is " + strconv.Quote(ascii.OneLine(s.Algorithm, 40)) + ", not " + aeadAlgorithm,
		}
	}
	if len(s.Nonce) != r.keys[0].NonceSize() { // Open panics otherwise
		return nil, malformed(fmt.Sprintf("the resource's nonce has %d bytes, not %d", len(s.Nonce), r.keys[0].NonceSize()), nil)
	}
	ciphertext, err := decode.Base64(s.Ciphertext)
	if err != nil {
		return nil, malformed("the resource's ciphertext is not Base64", nil)
	}
	for _, key := range r.keys {
		var plain []byte
		if plain, err = key.Open(nil, []byte(s.Nonce), ciphertext, []byte(s.AssociatedData)); err == nil {
			return plain, nil
		}
	}
	return nil, &NotificationError{Reason: NotificationUndecryptable, Err: err}
}
