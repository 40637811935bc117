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

// Wrong credentials are found when the client is made. Later it is too late: with a wrong
// number or serial WeChat Pay refuses each request, and with a wrong public key payments
// are made whose responses nobody can verify. No message quotes what it is about.

const publicKeyIDPrefix = "PUB_KEY_ID_"

// wrongCredentials lists what cannot be right about the numbers and keys of the SDK's
// signer and validator. A signer or validator of another type is not looked into.
func wrongCredentials(settings *core.DialSettings) []error {
	signer, _ := settings.Signer.(*signers.SHA256WithRSASigner)
	if signer == nil {
		signer = new(signers.SHA256WithRSASigner)
	}
	validator, _ := settings.Validator.(*validators.WechatPayResponseValidator)
	known, byPublicKey := verifierOfSDK(validator)
	var problems []error
	problems = appendProblem(problems, wrongMerchantNumber(signer.MchID))
	id := ""
	if byPublicKey {
		id, _ = validator.GetAcceptSerial(context.Background())
	}
	if swapped(signer.CertificateSerialNo, id) {
		problems = append(problems, errors.New("the certificate serial and the public key id are swapped: exchange the two"))
	} else {
		problems = appendProblem(problems, wrongSerial(signer.CertificateSerialNo))
		if byPublicKey {
			problems = appendProblem(problems, wrongKeyID(id))
		}
	}
	if known && acceptsOwnSignature(signer, validator) {
		problems = append(problems, errors.New("the WeChat Pay public key or platform certificate is the merchant's own: give the one that "+
			"the merchant platform has for verifying (pub_key.pem with its PUB_KEY_ID_…), not that of apiclient_cert.pem"))
	}
	return problems
}

// verifierOfSDK reports whether the validator has one of the SDK's verifiers, and
// whether that knows a public key by its id. The SDK hides it; should the field be
// renamed, nothing is checked, and a test fails.
func verifierOfSDK(v *validators.WechatPayResponseValidator) (known, byPublicKey bool) {
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

// acceptsOwnSignature reports whether a response that the merchant signed is taken
// for one of WeChat Pay's: because the merchant's public key or certificate was given
// in place of WeChat Pay's.
func acceptsOwnSignature(signer *signers.SHA256WithRSASigner, validator *validators.WechatPayResponseValidator) (accepts bool) {
	defer func() { _ = recover() }() // the SDK panics for keys and certificates that are not RSA's
	ctx := context.Background()
	now := strconv.FormatInt(time.Now().Unix(), 10)
	result, err := signer.Sign(ctx, now+"\nnonce\n\n")
	if err != nil {
		return false // no key, which is reported as such
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

func wrongMerchantNumber(id string) error {
	switch {
	case id == "": // reported as missing
		return nil
	case strings.TrimSpace(id) != id:
		return errors.New("the merchant number has blanks or line ends around it: remove them")
	case strings.HasPrefix(id, "wx"):
		return errors.New("the merchant number is an appid: give mchID, the number of digits that the certificate was issued to")
	case !ascii.Only(id, ascii.IsDigit):
		return errors.New("the merchant number has characters that are no digits: give mchID, the number that the certificate was issued to")
	}
	return nil
}

// longestSerial is that of 20 bytes, the most that a certificate may have, and of a
// zero byte that some programs put before.
const longestSerial = 42

func wrongSerial(serial string) error {
	const remedy = "give the hexadecimal digits of the serial number of apiclient_cert.pem alone"
	switch bare := strings.TrimSpace(serial); {
	case bare == "": // reported as missing
		return nil
	case bare != serial:
		return errors.New("the certificate serial has blanks or line ends around it: remove them")
	case strings.HasPrefix(serial, publicKeyIDPrefix):
		return errors.New("the certificate serial is the id of a public key: " + remedy)
	case strings.Contains(serial, "="):
		return errors.New("the certificate serial has a name before it, as in the output of openssl: " + remedy)
	case strings.Contains(serial, ":"):
		return errors.New("the certificate serial has colons: remove them")
	case strings.ContainsAny(serial, "\"'“”"):
		return errors.New("the certificate serial has quotes: remove them")
	case !ascii.Only(serial, ascii.IsHex):
		return errors.New("the certificate serial has characters that are no hexadecimal digits: " + remedy)
	case len(serial) > longestSerial:
		return errors.New("the certificate serial is longer than serial numbers are, as a fingerprint is: " + remedy)
	}
	return nil
}

func wrongKeyID(id string) error {
	rest, ok := strings.CutPrefix(id, publicKeyIDPrefix)
	switch {
	case id == "":
		return errors.New("no public key id: give the id that the merchant platform shows with the WeChat Pay public key, PUB_KEY_ID_ and digits")
	case strings.TrimSpace(id) != id:
		return errors.New("the public key id has blanks or line ends around it: remove them")
	case !ok:
		return errors.New("the public key id does not begin with PUB_KEY_ID_: give all of it, as the merchant platform shows it")
	case rest == "" || !ascii.Only(rest, func(c byte) bool { return ascii.IsWord(c) && c != '_' }):
		return errors.New("the public key id is not PUB_KEY_ID_ and digits: give it as the merchant platform shows it")
	}
	return nil
}

// swapped reports whether each of the two has the form of the other.
func swapped(serial, keyID string) bool {
	return strings.HasPrefix(strings.TrimSpace(serial), publicKeyIDPrefix) && keyID != "" && ascii.Only(strings.TrimSpace(keyID), ascii.IsHex)
}
