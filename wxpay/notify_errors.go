package wxpay

import (
	"encoding/json"
	"errors"
	"net/http"
)

// NotificationReason says why a notification was not acknowledged.
type NotificationReason string

// The reasons, with the status of the response. After any of them WeChat Pay sends the
// notification again.
const (
	NotificationMethod        NotificationReason = "method"         // 405: the method is not POST
	NotificationUnreadable    NotificationReason = "unreadable"     // 400: the body is incomplete, or was read before
	NotificationTooLarge      NotificationReason = "too_large"      // 413: the body is larger than the limit
	NotificationUnsigned      NotificationReason = "unsigned"       // 401: a header of the signature is missing or malformed
	NotificationStale         NotificationReason = "stale"          // 401: the timestamp is too far from the receiver's time
	NotificationUnknownSerial NotificationReason = "unknown_serial" // 401: the verifier has no key with its serial
	NotificationBadSignature  NotificationReason = "bad_signature"  // 401: the signature does not match
	NotificationProbe         NotificationReason = "probe"          // 401: WeChat Pay tests whether wrong signatures are rejected
	NotificationMalformed     NotificationReason = "malformed"      // 400: verified, but not of the documented form
	NotificationUndecryptable NotificationReason = "undecryptable"  // 500: the APIv3 key does not decrypt the resource
	NotificationUndecodable   NotificationReason = "undecodable"    // 500: the resource is unusable, and Other is nil
	NotificationUnhandled     NotificationReason = "unhandled"      // 500: there is no function for the event
	NotificationBusy          NotificationReason = "busy"           // 500: the event is being handled
	NotificationFailed        NotificationReason = "failed"         // 500: a function or the deduplicator failed
)

// reasons has the status and message of the response and the error's text for each
// reason.
var reasons = map[NotificationReason]struct {
	status        int
	message, text string
}{
	NotificationMethod:     {http.StatusMethodNotAllowed, "use POST", "the method is not POST"},
	NotificationUnreadable: {http.StatusBadRequest, "the body is incomplete", "the body cannot be read"},
	NotificationTooLarge:   {http.StatusRequestEntityTooLarge, "the body is too large", "the body is too large; see wxpay.WithMaxNotification"},
	NotificationUnsigned:   {http.StatusUnauthorized, unverified, "the headers of the signature are missing or malformed; check that no proxy changes headers"},
	NotificationStale:      {http.StatusUnauthorized, unverified, "the timestamp is too far from the current time; check the clock"},
	NotificationUnknownSerial: {
		http.StatusUnauthorized, unverified,
		"the verifier has no key with its serial; configure the WeChat Pay public key and the platform certificates",
	},
	NotificationBadSignature: {
		http.StatusUnauthorized, unverified,
		"the signature is wrong; check the WeChat Pay public key or platform certificate, and that the body is passed on byte for byte",
	},
	NotificationProbe: {
		http.StatusUnauthorized, unverified,
		"WeChat Pay sent a wrong signature as a test, which was correctly rejected; nothing is wrong",
	},
	NotificationMalformed:     {http.StatusBadRequest, "not a notification", "the message does not have the documented form"},
	NotificationUndecryptable: {http.StatusInternalServerError, failed, "the resource cannot be decrypted; check the APIv3 key"},
	NotificationUndecodable:   {http.StatusInternalServerError, failed, "the resource does not have the documented form; set Other to handle such events"},
	NotificationUnhandled:     {http.StatusInternalServerError, failed, "there is no function for the event; set one, or Other"},
	NotificationBusy:          {http.StatusInternalServerError, "being handled", "the event is being handled already"},
	NotificationFailed:        {http.StatusInternalServerError, failed, "the event could not be handled"},
}

const (
	unverified = "the signature is not verified"
	failed     = "not handled"
)

// NotificationError says why a notification was not acknowledged. After verification its
// text may quote the event's type and the algorithm, and never anything else of the body.
type NotificationError struct {
	// Reason is the kind of problem.
	Reason NotificationReason
	// Err is the cause, or nil: an error of the verifier, of a function or of the
	// deduplicator. Error does not contain its text.
	Err error

	detail string
}

// Error returns the problem and what to check.
func (e *NotificationError) Error() string {
	text := reasons[e.Reason].text
	if text == "" {
		text = "not acknowledged"
	}
	if e.detail != "" {
		text += " (" + e.detail + ")"
	}
	return "wxpay: notification: " + text
}

// Unwrap returns the cause.
func (e *NotificationError) Unwrap() error { return e.Err }

// NotificationResponse is a response to WeChat Pay.
type NotificationResponse struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Body is JSON, to be sent as application/json. It is empty after a success.
	Body []byte
}

// NewNotificationResponse returns the response to a notification: 204 without a body if
// err is nil; the status of its Reason for a [*NotificationError]; and 500 for any other
// error. Except for 204, the code in the body is FAIL, so that WeChat Pay sends the
// notification again, and the message is one of this package: it never contains the text
// of err.
func NewNotificationResponse(err error) NotificationResponse {
	if err == nil {
		return NotificationResponse{StatusCode: http.StatusNoContent}
	}
	reason := reasons[reasonOf(err)]
	body, _ := json.Marshal(struct { // two strings are always JSON
		Code    string `json:"code"`
		Message string `json:"message"`
	}{"FAIL", reason.message})
	return NotificationResponse{StatusCode: reason.status, Body: body}
}

// reasonOf returns a known reason for any error, "" for none.
func reasonOf(err error) NotificationReason {
	if err == nil {
		return ""
	}
	var failure *NotificationError
	if errors.As(err, &failure) && failure != nil {
		if _, known := reasons[failure.Reason]; known {
			return failure.Reason
		}
	}
	return NotificationFailed
}
