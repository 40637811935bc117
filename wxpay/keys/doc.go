// Package keys reads the keys and certificates of a merchant from a file, an environment
// variable or text. It accepts PEM (PKCS#8, PKCS#1), DER and base64 of either, with CRLF or
// literal \n line breaks, on one line, indented, quoted, or with a byte order mark. A private
// key may also be a [crypto.Signer], so that it stays in an HSM or KMS.
//
// [Config] is an option of wxpay.NewClient:
//
//	client, err := wxpay.NewClient(keys.Config{
//		MchID:       "1900000001",
//		Certificate: keys.File("apiclient_cert.pem"),
//		PrivateKey:  keys.Env("WECHATPAY_PRIVATE_KEY"),
//		PublicKeyID: "PUB_KEY_ID_0114232134912410000000000000",
//		PublicKey:   keys.File("pub_key.pem"),
//	})
//
// Errors say what a text looks like ("this is a certificate, not a private key") and never
// quote it.
package keys
