package cashier

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Keys are those of the merchant with which starts are signed.
type Keys struct {
	API   *rsa.PublicKey // of the merchant's API certificate
	APIv2 string
}

// verification checks a start against its resource.
type verification struct {
	keys   Keys
	values map[string]string
	r      *engine.Resource
}

// problem returns why the client refuses a start for a resource; "" if it does not.
func (s *Start) problem(keys Keys, r *engine.Resource) string {
	if s.way.check == nil {
		return ""
	}
	return s.way.check(&verification{keys: keys, values: s.values, r: r})
}

// first returns the first problem.
func first(problems ...string) string {
	for _, problem := range problems {
		if problem != "" {
			return problem
		}
	}
	return ""
}

func (v *verification) jsapi() string {
	apps := v.apps()
	if app := v.values["appId"]; app != "" {
		if problem := v.among("appId", apps); problem != "" {
			return problem
		}
		apps = []string{app}
	}
	pkg := v.values["package"]
	if !strings.HasPrefix(pkg, "prepay_id=") {
		return "package has to be prepay_id= and the prepay_id"
	}
	if signType := v.values["signType"]; signType != "RSA" {
		return fmt.Sprintf("signType is %q, and has to be RSA", signType)
	}
	return first(v.orderedAs("JSAPI"), v.stamp(), v.signed("paySign", apps, pkg, strings.TrimPrefix(pkg, "prepay_id=")))
}

func (v *verification) app() string {
	pkg := v.values["packageValue"] + v.values["package"] // Android and iOS
	if pkg != "Sign=WXPay" {
		return fmt.Sprintf("packageValue (package on iOS) is %q, and has to be Sign=WXPay", pkg)
	}
	id := v.values["prepayId"]
	return first(
		v.among("appId", v.apps()),
		v.among("partnerId", append(anyOf(v.r, "mchid", "sub_mchid", "sp_mchid", "combine_mchid"), v.r.Merchant)),
		v.orderedAs("APP"), v.stamp(),
		v.signed("sign", []string{v.values["appId"]}, id, "prepay_id="+id, pkg),
	)
}

// apps returns the applications that may open the cashier.
func (v *verification) apps() []string {
	return anyOf(v.r, "appid", "sub_appid", "sp_appid", "combine_appid")
}

func (v *verification) transfer() string {
	return first(v.among("mchId", append(anyOf(v.r, "mch_id", "mchid"), v.r.Merchant)), v.among("appId", v.apps()))
}

// among returns a problem if a member has none of the values.
func (v *verification) among(name string, values []string) string {
	if got := v.values[name]; !slices.Contains(values, got) {
		return fmt.Sprintf("%s is %q, and the order's is %s", name, got, strings.Join(slices.Compact(values), " or "))
	}
	return ""
}

// orderedAs returns a problem if the order is for another client.
func (v *verification) orderedAs(want string) string {
	if got := text(v.r.Members, "ordered_as"); got != "" && got != want {
		return fmt.Sprintf("the order is for %s, and the client is %s", got, want)
	}
	return ""
}

// stamp checks the members that make each signature different.
func (v *verification) stamp() string {
	at, nonce := v.values["timeStamp"], v.values["nonceStr"]
	switch {
	case len(at) != 10 || strings.Trim(at, "0123456789") != "":
		return fmt.Sprintf("timeStamp is %q, and has to be seconds since 1970, 10 digits", at)
	case nonce == "" || len(nonce) > 32:
		return fmt.Sprintf("nonceStr has %d characters, and has to have 1 to 32", len(nonce))
	}
	return ""
}

// signed verifies an RSA signature over an application, the stamp and the last line; others are last lines that are signed by mistake.
func (v *verification) signed(member string, apps []string, last string, others ...string) string {
	signature, err := base64.StdEncoding.DecodeString(v.values[member])
	if err != nil {
		return member + " is not Base64"
	}
	message := func(app, last string) string {
		return app + "\n" + v.values["timeStamp"] + "\n" + v.values["nonceStr"] + "\n" + last + "\n"
	}
	for _, app := range apps {
		if v.fits(message(app, last), signature) {
			return ""
		}
	}
	for _, app := range apps {
		for _, other := range append(others, last) {
			for _, tried := range []string{message(app, other), strings.TrimSuffix(message(app, other), "\n")} {
				if v.fits(tried, signature) {
					return fmt.Sprintf("%s is a signature of %q; sign %q", member, tried, message(app, last))
				}
			}
		}
	}
	wanted := ""
	if len(apps) > 0 {
		wanted = message(apps[0], last)
	}
	return fmt.Sprintf("%s is no signature of %q by the merchant's API certificate", member, wanted)
}

func (v *verification) fits(message string, signature []byte) bool {
	sum := sha256.Sum256([]byte(message))
	return rsa.VerifyPKCS1v15(v.keys.API, crypto.SHA256, sum[:], signature) == nil
}

// scoreDetail verifies a signature of APIv2.
func (v *verification) scoreDetail() string {
	if signType := v.values["sign_type"]; signType != "HMAC-SHA256" {
		return fmt.Sprintf("sign_type is %q, and has to be HMAC-SHA256", signType)
	}
	if problem := v.among("mch_id", []string{v.r.Merchant}); problem != "" {
		return problem
	}
	var message strings.Builder
	for _, name := range slices.Sorted(maps.Keys(v.values)) {
		if name != "sign" && v.values[name] != "" {
			message.WriteString(name + "=" + v.values[name] + "&")
		}
	}
	mac := hmac.New(sha256.New, []byte(v.keys.APIv2))
	mac.Write([]byte(message.String() + "key=" + v.keys.APIv2))
	if !hmac.Equal([]byte(strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))), []byte(v.values["sign"])) {
		return fmt.Sprintf("sign is no HMAC-SHA256 of %q, followed by key= and the APIv2 key, in upper-case hexadecimal", message.String())
	}
	return ""
}
