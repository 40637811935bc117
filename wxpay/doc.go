// Package wxpay is the runtime of WeChat Pay APIv3 packages that wxpaygen generates: the
// client that sends their requests, its errors and options, and the receiver of
// notifications.
//
// [NewClient] takes the options of the official SDK (keys, signer, validator, cipher and
// HTTP client) and those of this package in one list. The [Client] signs each attempt,
// verifies each response before decoding it, limits the size of responses, follows no
// redirects, gives each attempt a deadline, and retries operations that may be repeated if
// [WithRetry] is given.
//
// # Errors
//
// A call returns one of these errors; use [errors.As] and [errors.Is] to tell them apart:
//
//   - [*ValidationError]: the request breaks a documented limit. Nothing was sent.
//   - [*NotSentError]: the request did not reach WeChat Pay, for example without a cipher,
//     with a cancelled context or after a refused connection.
//   - [*Error]: WeChat Pay returned an error, or did not report success. It has the status,
//     the code and the documented remedy, and matches the generated codes with errors.Is.
//   - [*NoResponseError]: there is no complete response.
//   - [*SignatureError]: the response has no valid signature.
//   - [*MismatchError]: the response belongs to another request, since its order number,
//     for example, is missing or different.
//   - [*DecodeError]: the call succeeded, but its verified response is not JSON or not of
//     the documented type. If a state could not be read, the outcome is unknown.
//
// If errors.Is(err, [ErrOutcomeUnknown]) is true, nobody knows whether WeChat Pay carried
// out the request: query the state, or send the same request again if the operation may be
// repeated. This is so for [*NoResponseError], [*SignatureError] and [*MismatchError], and
// for an [*Error] that does not say that the request was rejected, such as one with status
// 500 or above; see [Error.Is].
//
// # Decoding
//
// Member names match exactly. A member of an unexpected type is left absent, is not an
// error, and is listed in the field Unread of [Response], [Event], [Notification] and
// [NotificationEvent]. [Unmarshal] decodes by the same rules.
//
// # Notifications
//
// [NewReceiver] returns a [Receiver] for the APIv3 key and a verifier of the official SDK.
// It handles what WeChat Pay posts to a notify_url: it limits the size, verifies the
// signature before parsing, decrypts, has each event handled once if it has a
// [Deduplicator], and responds so that WeChat Pay sends an event again if it was not
// handled. The type Notifications of a generated package has a typed function for each
// event.
//
// # Personal data
//
// Error texts, events and String methods of this package never quote the value of a field.
// Error.Message is WeChat Pay's own text.
package wxpay
