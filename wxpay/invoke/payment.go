package invoke

import (
	"context"
	"net/url"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
)

// signTypeRSA is the signType of APIv3. The signature does not cover it.
const signTypeRSA = "RSA"

// JSAPIPayment is the argument of WeixinJSBridge's getBrandWCPayRequest
// (JSAPI调起支付).
type JSAPIPayment struct {
	AppID     string `json:"appId"`
	TimeStamp string `json:"timeStamp"` // seconds since 1970, as text
	NonceStr  string `json:"nonceStr"`
	Package   string `json:"package"` // prepay_id=…
	SignType  string `json:"signType"`
	PaySign   string `json:"paySign"`
}

// JSAPI signs the payment of an order that was created with JSAPI.
//
// appID is the official account's (1 to 32 bytes), prepayID the prepay_id of the
// response (1 to 64 bytes, valid for 2 hours).
func JSAPI(ctx context.Context, s auth.Signer, appID, prepayID string) (JSAPIPayment, error) {
	var args arguments
	args.text("appID", appID, 32)
	args.prepayID(prepayID)
	if err := args.err(); err != nil {
		return JSAPIPayment{}, err
	}
	st, pkg := newStamp(), "prepay_id="+prepayID
	signature, err := sign(ctx, s, appID, st.timeStamp, st.nonce, pkg)
	if err != nil {
		return JSAPIPayment{}, err
	}
	return JSAPIPayment{
		AppID: appID, TimeStamp: st.timeStamp, NonceStr: st.nonce,
		Package: pkg, SignType: signTypeRSA, PaySign: signature,
	}, nil
}

// MiniProgramPayment is the argument of wx.requestPayment (小程序调起支付). The signature covers the
// appid of the mini program, which is not passed.
type MiniProgramPayment struct {
	TimeStamp string `json:"timeStamp"` // seconds since 1970, as text
	NonceStr  string `json:"nonceStr"`
	Package   string `json:"package"` // prepay_id=…
	SignType  string `json:"signType"`
	PaySign   string `json:"paySign"`
}

// MiniProgram signs the payment of an order that was created with JSAPI for a
// mini program. appID is the mini program's (1 to 32 bytes), prepayID the
// prepay_id of the response (1 to 64 bytes).
func MiniProgram(ctx context.Context, s auth.Signer, appID, prepayID string) (MiniProgramPayment, error) {
	p, err := JSAPI(ctx, s, appID, prepayID)
	if err != nil {
		return MiniProgramPayment{}, err
	}
	return MiniProgramPayment{
		TimeStamp: p.TimeStamp, NonceStr: p.NonceStr,
		Package: p.Package, SignType: p.SignType, PaySign: p.PaySign,
	}, nil
}

// AppPayment is the PayReq of the Android and HarmonyOS SDKs (APP调起支付).
type AppPayment struct {
	AppID        string `json:"appId"`
	PartnerID    string `json:"partnerId"`
	PrepayID     string `json:"prepayId"`
	PackageValue string `json:"packageValue"` // Sign=WXPay
	NonceStr     string `json:"nonceStr"`
	TimeStamp    string `json:"timeStamp"` // seconds since 1970, as text
	Sign         string `json:"sign"`
}

// App signs the payment of an order that was created for an app.
//
// appID is the appid of the app on the open platform (1 to 32 bytes). partnerID is the merchant
// for which the order was created (1 to 32 bytes): mchid, combine_mchid, or sub_mchid of a
// service provider's order. prepayID is the prepay_id of the response (1 to 64 bytes).
func App(ctx context.Context, s auth.Signer, appID, partnerID, prepayID string) (AppPayment, error) {
	var args arguments
	args.text("appID", appID, 32)
	args.text("partnerID", partnerID, 32)
	args.prepayID(prepayID)
	if err := args.err(); err != nil {
		return AppPayment{}, err
	}
	st := newStamp()
	signature, err := sign(ctx, s, appID, st.timeStamp, st.nonce, prepayID)
	if err != nil {
		return AppPayment{}, err
	}
	return AppPayment{
		AppID: appID, PartnerID: partnerID, PrepayID: prepayID, PackageValue: "Sign=WXPay",
		NonceStr: st.nonce, TimeStamp: st.timeStamp, Sign: signature,
	}, nil
}

// IOSPayment is the PayReq of the iOS SDK, where packageValue is called package.
type IOSPayment struct {
	AppID     string `json:"appId"`
	PartnerID string `json:"partnerId"`
	PrepayID  string `json:"prepayId"`
	Package   string `json:"package"` // Sign=WXPay
	NonceStr  string `json:"nonceStr"`
	TimeStamp string `json:"timeStamp"` // seconds since 1970, as text; the SDK takes a UInt32
	Sign      string `json:"sign"`
}

// IOS returns the same payment with the names of the iOS SDK. The signature remains valid.
func (p AppPayment) IOS() IOSPayment {
	return IOSPayment{
		AppID: p.AppID, PartnerID: p.PartnerID, PrepayID: p.PrepayID, Package: p.PackageValue,
		NonceStr: p.NonceStr, TimeStamp: p.TimeStamp, Sign: p.Sign,
	}
}

// H5 returns h5URL with the URL to which WeChat redirects the browser after the payment,
// successful or not. The URL must be on the H5 domain that is configured for the merchant. Its
// page must query the order, since it receives no result. With an empty redirectURL the result
// is h5URL.
func H5(h5URL, redirectURL string) (string, error) {
	var args arguments
	u, err := url.Parse(h5URL)
	if err != nil || u.Host == "" {
		args.add("h5URL", "is not an absolute URL; use the h5_url of the response")
	}
	if redirectURL != "" {
		if r, err := url.Parse(redirectURL); err != nil || r.Host == "" {
			args.add("redirectURL", "is not an absolute URL")
		}
	}
	if err := args.err(); err != nil || redirectURL == "" {
		return h5URL, err
	}
	// The rest of the query is not changed.
	separator := "&"
	if u.RawQuery == "" {
		separator = ""
	}
	u.RawQuery += separator + "redirect_url=" + url.QueryEscape(redirectURL)
	return u.String(), nil
}
