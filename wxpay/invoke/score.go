package invoke

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Business types of openBusinessView (wx.openBusinessView, WXOpenBusinessView).
const (
	BusinessScoreConfirm = "wxpayScoreUse"
	BusinessScoreDetail  = "wxpayScoreDetail"
	BusinessScoreEnable  = "wxpayScoreEnable"
)

// ScoreConfirmation is the extraData with which a user confirms a WeChat Pay Score order
// ([BusinessScoreConfirm]). The merchant signs nothing in it.
type ScoreConfirmation struct {
	Package string `json:"package"`
}

// ScoreConfirm returns the confirmation for the package of the response that created the order
// (1 to 300 bytes).
func ScoreConfirm(pkg string) (ScoreConfirmation, error) {
	var args arguments
	args.text("pkg", pkg, 300)
	return ScoreConfirmation{Package: pkg}, args.err()
}

// QueryString returns the parameters as queryString (JSAPI) or query (app).
func (c ScoreConfirmation) QueryString() string { return query("package", c.Package) }

// ScoreDetails is the extraData that shows a WeChat Pay Score order to the user
// ([BusinessScoreDetail]).
type ScoreDetails struct {
	MchID      string `json:"mch_id"`
	ServiceID  string `json:"service_id"`
	OutOrderNo string `json:"out_order_no"`
	Timestamp  string `json:"timestamp"` // seconds since 1970, as text
	NonceStr   string `json:"nonce_str"`
	SignType   string `json:"sign_type"` // HMAC-SHA256
	Sign       string `json:"sign"`
}

// ScoreDetail returns the details, signed with HMAC-SHA256 and the APIv2 key (32 bytes), since
// this call of the client still uses signatures of APIv2. mchID, serviceID and outOrderNo (1
// to 32 bytes each) identify the order.
func ScoreDetail(apiV2Key, mchID, serviceID, outOrderNo string) (ScoreDetails, error) {
	var args arguments
	if len(apiV2Key) != 32 {
		args.add("apiV2Key", "must be 32 bytes, has "+strconv.Itoa(len(apiV2Key)))
	}
	args.text("mchID", mchID, 32)
	args.text("serviceID", serviceID, 32)
	args.text("outOrderNo", outOrderNo, 32)
	if err := args.err(); err != nil {
		return ScoreDetails{}, err
	}
	d := ScoreDetails{
		MchID: mchID, ServiceID: serviceID, OutOrderNo: outOrderNo,
		Timestamp: strconv.FormatInt(time.Now().Unix(), 10), NonceStr: randomHex(), SignType: "HMAC-SHA256",
	}
	d.Sign = signV2(apiV2Key, d.members())
	return d, nil
}

func (d ScoreDetails) members() map[string]string {
	return map[string]string{
		"mch_id": d.MchID, "service_id": d.ServiceID, "out_order_no": d.OutOrderNo,
		"timestamp": d.Timestamp, "nonce_str": d.NonceStr, "sign_type": d.SignType,
	}
}

// QueryString returns the parameters as queryString (JSAPI) or query (app).
func (d ScoreDetails) QueryString() string {
	return query("mch_id", d.MchID, "service_id", d.ServiceID, "out_order_no", d.OutOrderNo,
		"timestamp", d.Timestamp, "nonce_str", d.NonceStr, "sign_type", d.SignType, "sign", d.Sign)
}

// ScoreEnabling is the extraData with which a user authorises WeChat Pay Score for a service
// ([BusinessScoreEnable]). The merchant signs nothing in it.
type ScoreEnabling struct {
	ApplyPermissionsToken string `json:"apply_permissions_token"`
}

// ScoreEnable returns the authorisation for the apply_permissions_token of the response (1 to
// 2048 bytes, valid for 1 hour).
func ScoreEnable(applyPermissionsToken string) (ScoreEnabling, error) {
	var args arguments
	args.text("applyPermissionsToken", applyPermissionsToken, 2048)
	return ScoreEnabling{ApplyPermissionsToken: applyPermissionsToken}, args.err()
}

// QueryString returns the parameters as queryString (JSAPI) or query (app).
func (e ScoreEnabling) QueryString() string {
	return query("apply_permissions_token", e.ApplyPermissionsToken)
}

// signV2 returns the signature of APIv2 in upper-case hexadecimal. It covers the members that
// are not empty, sorted by name and joined as k=v&…, followed by the key.
func signV2(key string, members map[string]string) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if members[name] != "" {
			text.WriteString(name + "=" + members[name] + "&")
		}
	}
	text.WriteString("key=" + key)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text.String()))
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
}

// query encodes pairs of name and value in their order.
func query(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(pairs[i] + "=" + url.QueryEscape(pairs[i+1]))
	}
	return b.String()
}
