package tradebill

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// sealedFile is a file of a bill that is encrypted for the merchant.
type sealedFile struct {
	Sequence   int    `json:"bill_sequence"`
	Address    string `json:"download_url"`
	EncryptKey string `json:"encrypt_key"`
	HashType   string `json:"hash_type"`
	HashValue  string `json:"hash_value"`
	Nonce      string `json:"nonce"`
}

// applySealed answers an application for the fund-flow bill of a sub-merchant: one file, compressed if the call says so and then
// encrypted with AES-256-GCM. The hash is that of the text.
func (b *Bills) applySealed(call Call, e *engine.Engine, result *engine.Result) {
	day, ok := dayOf(call, result)
	if !ok {
		return
	}
	list := flowsOn(call, call.Query.Get("sub_mchid"), e, day, result)
	if len(list) == 0 {
		return
	}
	text := list.write()
	sum := sha1.Sum(text)
	key, nonce := rand.Text()+rand.Text(), rand.Text()[:12]
	key = key[:32]
	sealed, err := call.Encrypt(key)
	if err != nil {
		refuse(result, "SYSTEM_ERROR", err.Error())
		return
	}
	if call.Query.Get("tar_type") == "GZIP" {
		text = zip(text)
	}
	address := "https://api.mch.weixin.qq.com/v3/billdownload/file?token=" + b.keep(call, seal(key, nonce, text))
	result.Body, _ = json.Marshal(map[string]any{ // always marshals
		"download_bill_count": 1,
		"download_bill_list":  []sealedFile{{1, address, sealed, "SHA1", hex.EncodeToString(sum[:]), nonce}},
	})
}

func seal(key, nonce string, content []byte) []byte {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has the block size of GCM
	}
	return gcm.Seal(nil, []byte(nonce), content, nil)
}
