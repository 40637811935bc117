// Package sandbox is a WeChat Pay APIv3 on your own machine, for development and tests: an HTTP server on 127.0.0.1 with its own
// keys. It verifies requests, signs responses, keeps orders as WeChat Pay does, and sends notifications.
//
//	func TestCancel(t *testing.T) {
//		gw := sandbox.New(t)
//		client, err := wxpay.NewClient(gw.Options()...) // or core.NewClient(ctx, gw.Options()...)
//		…
//		_, err = orders.CreateServiceOrder(ctx, …)
//		_, err = gw.Trigger("userConfirms", "order-1") // play the user; a notification is sent
//		_, err = orders.CancelServiceOrder(ctx, …)
//	}
//
// The command `wxpaygen sandbox` runs the same server for programs in any language.
//
// # Requests
//
// A request needs an Authorization header field of the scheme WECHATPAY2-SHA256-RSA2048. Its signature must be over the method,
// the path and query as sent, the time stamp, which may differ from the clock by 5 minutes, the nonce and the body; for an
// upload, over the part "meta" in place of the body. Any other request gets 401 SIGN_ERROR. The message of the response, the
// test's log and [Request.Verdict] say what failed and, for known mistakes, which text was signed instead. They contain no
// body, no key and no signature.
//
// A replayed nonce is accepted and marked, or refused with [RefuseReplays].
//
// # Operations and resources
//
// A request that matches no route of [Gateway.Handle] is served by an operation of the project's specs, of [WithSpecs] or of [WithSpecFiles]. It is
// validated in WeChat Pay's order: signature, format (PARAM_ERROR, with the field in the detail), permission, business rules.
// An operation with an x-lifecycle then creates or changes a resource, such as an order, or returns the documented error for a
// repeated request, a wrong state or an unknown number. The responses of other operations are invented, from the request, the
// examples and the schemas, and have the header field [InventedHeader]; what they create is remembered. [Request.Outcome] says what a request did; [Gateway.Resources] lists the resources.
//
// [Gateway.Trigger] plays the user, [Gateway.Advance] moves the clock, and [Gateway.SetPolicy] chooses between behaviours where
// the sources on WeChat Pay disagree, or where the result depends on something that a caller cannot know. Resources are kept
// until a reset; of requests and notifications, the newest are kept.
//
// # Notifications
//
// Notifications are sent to the notify URL of the request, encrypted and signed, and again on the documented schedule until
// they are accepted. [Gateway.SetNotifyOptions] chooses the key, adds duplicates and probes, reorders them, and replaces the
// host of the notify URL. They are sent to this machine only, unless [WithNotifyHosts] allows other hosts.
// [Gateway.Deliveries] lists them with their attempts.
//
// # The client
//
// [Gateway.OpenCashier] plays the client that opens an h5_url or scans a code_url, or that gets the parameters of package invoke,
// whose signatures it verifies. The user then accepts, refuses, or lets the order expire. At [CashierPath] a person does the same
// in a browser; the h5_url of a response leads there.
//
// # Responses
//
// [Gateway.Handle] sets the responses of a route: [JSON], [NoContent], [Error], [Raw], [Func] for responses that depend on the
// request, or [Handler] for an http.Handler that serves many routes. All responses are signed, including 204 and errors, unless
// [Response.Unsigned] is used. The key is the one that the request names in Wechatpay-Serial: the platform's public key by its
// ID; by default, the platform certificate.
//
// # Faults
//
// A [Fault] damages a response. Faults apply to one response ([Response.WithFaults]), to the next requests of a route
// ([Route.InjectFaults]; [Gateway.Operation] returns the route of an operation) or of the gateway ([Gateway.InjectFaults]), or at
// random with a seed ([Gateway.InjectRandomFaults]). There are invalid signatures, wrong time stamps, redirects, huge bodies,
// error pages of proxies, connections that break before or after the request took effect, and more.
//
// # Clients
//
// [Gateway.Options] and [Gateway.CertificateOptions] configure a client of wechatpay-go or wxpay. Their HTTP client sends every
// request to the gateway, whatever its host, so that no test reaches the network; the gateway records the host. Other clients
// use [Gateway.URL] and the keys that the gateway's methods return.
//
// # Scenarios
//
// [Play] plays files that create, trigger, advance, inject faults and expect; `wxpaygen play` does the same.
//
// # The console
//
// At [AdminPath] the gateway shows requests, resources and notifications in a browser, and lets you play the user. The same is
// available over HTTP below api/, unsigned: from this machine only, or with the token of [WithToken].
//
//	GET  openapi.yaml, which describes everything, keys, example?operation=…, export
//	GET  rows?q=…, requests/N, resources?q=…, resources/ID, events, kinds, deliveries, clock, stream
//	GET  cashier?code_url=…, qr?text=…
//	GET  state, requests?after=N, diagram?kind=payscore.serviceOrder&state=paying
//	POST events         {"event": "userPays", "resource": "order-1"}
//	POST cashier        {"start": "weixin://…", "do": "accept"}: or refuse, or expire
//	POST clock          {"advance": "720h"}
//	POST policies       {"name": "payscore.cancelServiceOrder.whilePaying", "value": "deny"}
//	POST faults         {"operation": "payscore.cancelServiceOrder", "fault": "DropAfterEffect", "times": 1}
//	POST clear-faults   {"operation": "payscore.cancelServiceOrder"}: removes queued faults
//	POST random-faults  {"seed": 1, "faults": [{"operation": "", "fault": "FailAfterEffect", "rate": 0.1}]}
//	POST notify-options {"sign_with": "mixed", "share": 0.5, "duplicates": 1}
//	POST deliveries     {"id": "…"}: sends it again; {}: sends what is due
//	POST send           {"method": "GET", "uri": "/v3/…"}: signs and sends a request
//	POST import         an exported state
//	POST reset          {}: resets all but the notify options; {"forget": "payscore.serviceOrder"}
//
// The faults SlowHeaders, SlowBody, CloseIdle and TooManyRequests take a "wait" such as "40s".
package sandbox
