// Package sandbox is a WeChat Pay APIv3 on your own machine, to develop and to test against: an HTTP server on
// 127.0.0.1, with keys of its own, which verifies what it is sent, signs what it answers, and keeps orders as WeChat Pay does.
//
//	func TestCancel(t *testing.T) {
//		gw := sandbox.New(t)
//		client, err := wxpay.NewClient(gw.Options()...) // or core.NewClient(ctx, gw.Options()...)
//		…
//		_, err = orders.CreateServiceOrder(ctx, …)
//		_, err = gw.Trigger("userConfirms", "order-1") // play the user; the notification goes out
//		_, err = orders.CancelServiceOrder(ctx, …)
//	}
//
// `wxpaygen sandbox` runs the same for programs in any language.
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
// # Orders and other resources
//
// A request that no route of [Gateway.Handle] matches is for an operation of the project's specs, or of those given by
// [WithSpecs]. It is held to the document, in WeChat Pay's order: signature, format (PARAM_ERROR with the field in
// its detail), permission, business. An operation with an x-lifecycle then does what that says, to a resource that is kept:
// repetitions, wrong states and unknown numbers have their documented answers. Others are answered from the request, the
// document's examples and its schemas. [Request.Outcome] says what became of a request, [Gateway.Resources] what is kept.
//
// [Gateway.Trigger] plays the user, [Gateway.Advance] moves the clock, and [Gateway.SetPolicy] turns the switches that
// stand where the sources disagree or where something decides that a caller cannot know. What was made is kept until a
// reset; of exchanges and callbacks, the newest.
//
// # Callbacks
//
// Notifications go to the notify URL of the request, encrypted and signed, and come again on the documented schedule as long
// as they are refused. [Gateway.SetNotifyOptions] has them signed with other keys, doubled, reordered or probed, and sent to a
// server of the test whatever the URL's host. They go to this machine alone unless [WithNotifyHosts] says otherwise.
// [Gateway.Deliveries] tells what became of them.
//
// # Answers
//
// [Gateway.Handle] sets what answers a route: [JSON], [NoContent], [Refuse], [Raw], [Func] for what depends on the
// request, [Handler] for an http.Handler that serves many routes, and several of them one after the other. All
// answers are signed, 204 and refusals too, unless [Response.Unsigned]. The key is the one that the request's
// Wechatpay-Serial asks for: the platform's public key by its id; otherwise, or without that field, the platform certificate.
//
// # Misbehaviour
//
// A [Fault] spoils an answer ([Response.WithFaults]), the next exchanges of a route ([Route.InjectFaults]; [Gateway.Operation] is the
// route of an operation) or of the gateway ([Gateway.InjectFaults]), or strikes by seeded chance ([Gateway.InjectRandomFaults]): a
// wrong signature, a stale time stamp, a redirect, a huge body, an error page of a proxy, a connection that breaks before or
// after the request took effect or closes when it is idle, and more.
//
// # Clients
//
// [Gateway.Options] and [Gateway.CertificateOptions] are all that a client of wechatpay-go, or of wxpay, needs. Their HTTP client
// ends at the gateway whatever host is asked for, so that no test reaches the network; the host that
// was wanted is recorded. Other clients are pointed at [Gateway.URL] with the keys that the gateway's methods return.
//
// # The console
//
// At [AdminPath] the gateway shows exchanges, resources and callbacks in a browser, and has the payer's buttons. Below
// api/ a program in any language does the same, unsigned and from this machine alone:
//
//	GET  state, exchanges?after=N, diagram?kind=payscore.serviceOrder&state=paying
//	POST events     {"event": "userPays", "resource": "order-1"}
//	POST clock      {"advance": "720h"}
//	POST policies   {"name": "payscore.cancelServiceOrder.whilePaying", "value": "deny"}
//	POST faults  {"operation": "payscore.cancelServiceOrder", "fault": "DropAfterEffect", "times": 1}
//	POST clear-faults     {"operation": "payscore.cancelServiceOrder"}: what misbehave has set, and has not struck yet, is off
//	POST random-faults     {"seed": 1, "faults": [{"operation": "", "fault": "FailAfterEffect", "rate": 0.1}]}
//	POST notify-options  {"sign_with": "mixed", "share": 0.5, "duplicates": 1}
//	POST deliveries {"id": "…"}: again; {}: what is due
//	POST reset      {}: resources, policies, the clock, faults and exchanges; not the callbacks' settings
//
// SlowHeaders, SlowBody, CloseIdle and TooManyRequests of misbehave and faults take a "wait" such as "40s".
package sandbox
