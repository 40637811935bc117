// Package wxpay is what generated WeChat Pay APIv3 packages call.
//
// [NewClient] takes the official SDK's options (its keys, signer, validator,
// cipher and HTTP client) and this package's own in one list, and performs the
// exchange itself: it signs each attempt, verifies each answer before decoding
// it, bounds the answer's size, follows no redirect, gives every attempt a
// deadline and, when asked to by [WithRetry], repeats what may be repeated.
//
// # Errors
//
// A call ends in one of these, told apart by [errors.As] and [errors.Is]:
//
//   - [*ValidationError]: the request breaks a documented limit; nothing was sent.
//   - [*NotSentError]: the request did not reach WeChat Pay (no cipher, a
//     cancelled context, a refused connection).
//   - [*Error]: WeChat Pay refused, or did not say that it succeeded; it has the
//     status, the code and the documented remedy, and errors.Is works with the
//     generated codes.
//   - [*NoResponseError], [*SignatureError]: there is no answer, or none that can
//     be believed.
//   - [*MismatchError]: a success that belongs to another request, as far as it
//     shows: its number of the order is missing or another one.
//   - [*DecodeError]: the call succeeded, and its verified response is not JSON
//     or not of the documented type. With a state that cannot be read, the
//     outcome is unknown.
//
// After any error for which errors.Is(err, [ErrOutcomeUnknown]) holds, nobody
// knows whether WeChat Pay acted: ask for the state, or send the same request
// again when the operation may be repeated. It holds for [*NoResponseError],
// for [*SignatureError], for [*MismatchError] and for an [*Error] that is neither a success nor a refusal:
// one with a status of 500 and above, for example. [Error.Is] has all of them.
//
// # Decoding
//
// Names of members match exactly. A member of an unexpected type is left absent,
// is no error, and is listed under Unread of [Response], [Event], [Notification]
// and [NotificationEvent]. [Unmarshal] decodes by the same rules.
//
// # Notifications
//
// [NewReceiver] makes a [Receiver] of the APIv3 key and one of the official
// SDK's verifiers. It takes what WeChat Pay posts to a notify_url: bounds it,
// verifies its signature before anything is parsed, decrypts it, has each event
// handled once when it is given a [Deduplicator], and answers so that what was
// not handled comes again. The Notifications of a generated package have a typed
// function for each event.
//
// No error text, event or String method of this package quotes the value of a
// field. Texts that WeChat Pay sends as an error's message are passed on.
package wxpay
