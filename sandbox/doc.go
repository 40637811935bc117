// Package sandbox is a local WeChat Pay APIv3 gateway to develop and to test against: an HTTP server on
// 127.0.0.1, with keys of its own, which verifies what it is sent and signs what it answers as WeChat Pay does.
//
//	func TestCancel(t *testing.T) {
//		gw := sandbox.New(t)
//		gw.Handle("POST /v3/payscore/serviceorder/{out_order_no}/cancel",
//			sandbox.Refuse(400, "ORDER_DONE", "订单已完成"))
//
//		client, err := wxpay.NewClient(gw.Options()...) // or core.NewClient(ctx, gw.Options()...)
//		…
//	}
//
// # Requests
//
// A request must bear an Authorization of the scheme WECHATPAY2-SHA256-RSA2048, with its five items in any order, whose
// signature fits the method, the path and query as they came over the wire, the time stamp, at most 5 minutes off,
// the nonce and the body; of an upload, its part "meta". Anything else is answered 401 SIGN_ERROR, and
// the answer's message, the test's log and [Request.Verdict] say what failed; where the signature is the merchant's but was
// made over something else, they say over what, if it is a known mistake. None of them holds the body, a key or a signature.
//
// A replayed nonce is accepted and marked, or refused with [RefuseReplays].
//
// # Answers
//
// [Gateway.Handle] sets what answers a route: [JSON], [NoContent], [Refuse], [Raw], [Func] for what depends on the
// request, [Handler] for an http.Handler that serves many routes, and several of them one after the other. All
// answers are signed, 204 and refusals too, unless [Answer.Unsigned]. The key is the one that the request's
// Wechatpay-Serial asks for: the platform's public key by its id; otherwise, or without that field, the platform certificate.
//
// # Misbehaviour
//
// A [Fault] spoils an answer ([Answer.With]), the next exchanges of a route ([Route.Misbehave]) or of the gateway
// ([Gateway.Misbehave]): a wrong signature, a stale time stamp, a redirect, a huge body, an error page of a
// proxy, a connection that breaks before or after the request took effect, and more.
//
// # Clients
//
// [Gateway.Options] and [Gateway.CertificateOptions] are all that a client of wechatpay-go, or of wxpay, needs. Their HTTP client
// ends at the gateway whatever host is asked for, so that no test reaches the network; the host that
// was wanted is recorded. Other clients are pointed at [Gateway.URL] with the keys that the gateway's methods return.
package sandbox
