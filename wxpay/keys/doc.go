// Package keys reads the keys and certificates of a merchant in the forms in which
// they are kept: PEM (PKCS#8, PKCS#1), DER, base64 of either, with CRLF or literal
// \n line ends, on one line, indented, quoted, with a byte order mark; from a
// file, an environment variable or text; or a private key that stays in an HSM or
// KMS as a [crypto.Signer].
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
// Errors say what a text looks like ("this is a certificate, not a private key")
// and contain nothing of it.
package keys
