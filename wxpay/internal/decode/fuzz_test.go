package decode_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
)

// FuzzJSON compares with encoding/json: whatever that decodes without an error is
// decoded alike, unless it repeats a member or changes a name's case; and what is
// not JSON to the one is not to the other.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"id":"\ud800\u0041\"","items":[null,{"total":1.0}],"pair":[],"any":"x"}`))
	f.Add([]byte(` [ { "id" : null } ] `))
	f.Add([]byte(`{"data":"-_8","amount":{"total":"1"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want order
		err := decode.JSON(data, &got)
		if syntax := errors.As(err, new(*json.SyntaxError)); syntax == json.Valid(data) {
			t.Fatalf("valid is %v, error %v", json.Valid(data), err)
		}
		if json.Unmarshal(data, &want) != nil || !hasPlainNames(data) {
			return
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(order{}, base{})); diff != "" || err != nil {
			t.Fatalf("unlike encoding/json: %v (-want +got)\n%s", err, diff)
		}
	})
}

// hasPlainNames reports whether no object has a name twice, in whatever case, and
// all names are in the case in which they are declared.
func hasPlainNames(data []byte) bool {
	declared := map[string]bool{"Plain": true}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	return plainNames(dec, declared)
}

func plainNames(dec *json.Decoder, declared map[string]bool) bool {
	token, err := dec.Token()
	if err != nil {
		return false
	}
	open, nested := token.(json.Delim)
	if !nested {
		return true
	}
	seen := map[string]bool{}
	for dec.More() {
		if open == '{' {
			token, err := dec.Token()
			name, _ := token.(string)
			if err != nil || seen[name] || name != strings.ToLower(name) && !declared[name] || name == "plain" || strings.ContainsRune(name, 'ſ') {
				return false
			}
			seen[name] = true
		}
		if !plainNames(dec, declared) {
			return false
		}
	}
	_, err = dec.Token()
	return err == nil
}
