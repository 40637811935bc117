package invoke

import "testing"

// Expected: printf %s "$text" | openssl dgst -sha256 -hmac "$key", in upper case.
func TestSignV2(t *testing.T) {
	const key = "192006250b4c09247ec02edce69f6a2d"
	got := signV2(key, map[string]string{
		"service_id": "500001", "mch_id": "1230000109", "timestamp": "1530097563", "empty": "",
		"nonce_str": "zyx53Nkey8o4bHpxTQvd8m7e92nG5mG2", "sign_type": "HMAC-SHA256", "out_order_no": "1234323JKHDFE1243252",
	})
	if want := "7728BC2073CE1FFD01BC468229FABEC15F6051A8C6B771B0FE39CE5D74F6C58A"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
