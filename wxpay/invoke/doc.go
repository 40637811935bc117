// Package invoke builds the parameters with which a client continues after an order was
// created: a page, a mini program or an app opens the cashier (调起支付), or the user confirms a
// WeChat Pay Score order (支付分) or a transfer (用户确认收款).
//
// The parameters are signed on the server with the key of the merchant's API certificate.
// Marshal them with [encoding/json]: the member names are those of the client's API.
//
//	payment, err := invoke.JSAPI(ctx, client.Signer(), appID, created.PrepayID)
//	…
//	json.NewEncoder(w).Encode(payment) // to WeixinJSBridge.invoke("getBrandWCPayRequest", …)
//
// # Which function
//
//   - JSAPI: [JSAPI], with the prepay_id of the response.
//   - Mini program: [MiniProgram], likewise.
//   - App: [App], likewise; [AppPayment.IOS] has the names of the iOS SDK.
//   - H5: nothing is signed. Send the browser to h5_url within 5 minutes; [H5]
//     adds the address to which WeChat returns afterwards.
//   - Native: nothing is signed. Show code_url as a QR code; it is valid for 2 hours.
//   - WeChat Pay Score: [ScoreConfirm], [ScoreDetail] and [ScoreEnable].
//   - Transfers: [TransferConfirm].
//
// For a combined order the application and the merchant are combine_appid and
// combine_mchid. For an order of a service provider with sub_appid, the
// application that opens the cashier is sub_appid; the signature is the service
// provider's.
//
// What the client reports afterwards (requestPayment:ok, errCode 0) is never
// proof of a payment: wait for the notification, or query the order.
//
// Functions are safe for concurrent use. If an argument is missing, is too long or contains a
// control character, the error is an [*ArgumentError] that lists all problems.
package invoke
