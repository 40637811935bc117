// Package invoke builds what a client is started with after an order was
// created: the parameters with which a page, a mini program or an app opens the
// cashier (调起支付), the confirmation of a WeChat Pay Score order (支付分) or of a
// transfer (用户确认收款).
//
// The parameters are signed on the server, with the key of the merchant's API
// certificate, and marshalled with [encoding/json] as they are: the member names
// are those that the client's API documents.
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
// Functions are safe for concurrent use. An argument that is missing, too long
// or contains a control character is an [*ArgumentError], which lists all faults.
package invoke
