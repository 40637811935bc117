package wxpay

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Wrong credentials are found when the client is made. Later would be too late: with a wrong
// number or serial WeChat Pay rejects each request, and with a wrong public key the responses
// to payments cannot be verified. Messages do not quote the values.

const publicKeyIDPrefix = "PUB_KEY_ID_"

// badCredentials lists the invalid numbers and keys of the SDK's signer and validator. It
// does not check signers and validators of other types.
func badCredentials(settings *core.DialSettings) []error {
	signer, _ := settings.Signer.(*signers.SHA256WithRSASigner)
	if signer == nil {
		signer = new(signers.SHA256WithRSASigner)
	}
	validator, _ := settings.Validator.(*validators.WechatPayResponseValidator)
	known, byPublicKey := sdkVerifier(validator)
	var problems []error
	problems = appendProblem(problems, badMerchantNumber(signer.MchID))
	id := ""
	if byPublicKey {
		id, _ = validator.GetAcceptSerial(context.Background())
	}
	if swapped(signer.CertificateSerialNo, id) {
		problems = append(problems, errors.New("the certificate serial and the public key id are swapped"))
	} else {
		problems = appendProblem(problems, badSerial(signer.CertificateSerialNo))
		if byPublicKey {
			problems = appendProblem(problems, badKeyID(id))
		}
	}
	if known && acceptsOwnSignature(signer, validator) {
		problems = append(problems, errors.New("the WeChat Pay public key or platform certificate is the merchant's own: use the public key "+
			"of the merchant platform (pub_key.pem with its PUB_KEY_ID_…), not the one of apiclient_cert.pem"))
	}
	return problems
}

// sdkVerifier reports whether the validator has one of the SDK's verifiers, and whether that
// verifier has a public key with an id. The field is private to the SDK. If it is renamed,
// nothing is checked, and a test fails.
func sdkVerifier(v *validators.WechatPayResponseValidator) (known, byPublicKey bool) {
	if v == nil {
		return false, false
	}
	field := reflect.ValueOf(v).Elem().FieldByName("verifier")
	if !field.IsValid() || field.Kind() != reflect.Interface || field.IsNil() || field.Elem().Kind() != reflect.Pointer || field.Elem().IsNil() {
		return false, false
	}
	switch field.Elem().Type() {
	case reflect.TypeFor[*verifiers.SHA256WithRSAPubkeyVerifier](), reflect.TypeFor[*verifiers.SHA256WithRSACombinedVerifier]():
		return true, true
	case reflect.TypeFor[*verifiers.SHA256WithRSAVerifier]():
		return true, false
	}
	return false, false
}

// acceptsOwnSignature reports whether the validator accepts a response that the merchant
// signed. It then has the merchant's public key or certificate in place of WeChat Pay's.
func acceptsOwnSignature(signer *signers.SHA256WithRSASigner, validator *validators.WechatPayResponseValidator) (accepts bool) {
	defer func() { _ = recover() }() // the SDK panics for keys and certificates that are not RSA
	ctx := context.Background()
	now := strconv.FormatInt(time.Now().Unix(), 10)
	result, err := signer.Sign(ctx, now+"\nnonce\n\n")
	if err != nil {
		return false // a missing key is reported elsewhere
	}
	id, _ := validator.GetAcceptSerial(ctx)
	for _, serial := range [...]string{id, signer.CertificateSerialNo} {
		header := http.Header{}
		header.Set("Wechatpay-Timestamp", now)
		header.Set("Wechatpay-Nonce", "nonce")
		header.Set("Wechatpay-Serial", serial)
		header.Set("Wechatpay-Signature", result.Signature)
		if validator.Validate(ctx, &http.Response{Header: header, Body: http.NoBody}) == nil {
			return true
		}
	}
	return false
}

func badMerchantNumber(id string) error {
	switch {
	case id == "": // reported as missing
		return nil
	case strings.TrimSpace(id) != id:
		return errors.New("the merchant number has spaces or line breaks around it: remove them")
	case strings.HasPrefix(id, "wx"):
		return errors.New("the merchant number is an appid: set mchID, the number that the certificate was issued to")
	case !ascii.Only(id, ascii.IsDigit):
		return errors.New("the merchant number has characters that are not digits: set mchID, the number that the certificate was issued to")
	}
	return nil
}

// longestSerial is the length of a serial of 20 bytes, the maximum of certificates, with a
// leading zero byte that some programs add.
const longestSerial = 42

func badSerial(serial string) error {
	const remedy = "set only the hexadecimal digits of the serial number of apiclient_cert.pem"
	switch bare := strings.TrimSpace(serial); {
	case bare == "": // reported as missing
		return nil
	case bare != serial:
		return errors.New("the certificate serial has spaces or line breaks around it: remove them")
	case strings.HasPrefix(serial, publicKeyIDPrefix):
		return errors.New("the certificate serial is the id of a public key: " + remedy)
	case strings.Contains(serial, "="):
		return errors.New("the certificate serial has a name before it, as in the output of openssl: " + remedy)
	case strings.Contains(serial, ":"):
		return errors.New("the certificate serial has colons: remove them")
	case strings.ContainsAny(serial, "\"'“”"):
		return errors.New("the certificate serial has quotes: remove them")
	case !ascii.Only(serial, ascii.IsHex):
		return errors.New("the certificate serial has characters that are not hexadecimal digits: " + remedy)
	case len(serial) > longestSerial:
		return errors.New("the certificate serial is longer than a serial number, such as a fingerprint: " + remedy)
	}
	return nil
}

func badKeyID(id string) error {
	rest, ok := strings.CutPrefix(id, publicKeyIDPrefix)
	switch {
	case id == "":
		return errors.New("no public key id: set the id that the merchant platform shows with the WeChat Pay public key, PUB_KEY_ID_ and digits")
	case strings.TrimSpace(id) != id:
		return errors.New("the public key id has spaces or line breaks around it: remove them")
	case !ok:
		return errors.New("the public key id does not begin with PUB_KEY_ID_: set the complete id that the merchant platform shows")
	case rest == "" || !ascii.Only(rest, func(c byte) bool { return ascii.IsWord(c) && c != '_' }):
		return errors.New("the public key id is not PUB_KEY_ID_ and digits: set the id that the merchant platform shows")
	}
	return nil
}

// swapped reports whether serial has the form of a key id and keyID that of a serial.
func swapped(serial, keyID string) bool {
	return strings.HasPrefix(strings.TrimSpace(serial), publicKeyIDPrefix) && keyID != "" && ascii.Only(strings.TrimSpace(keyID), ascii.IsHex)
}
