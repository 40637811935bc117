package wxpay

import (
	"encoding/json"
	"errors"
	"net/http"
)

// NotificationReason says why a notification is not taken.
type NotificationReason string

// The reasons, with the status of the answer. After any of them WeChat Pay sends
// the notification again.
const (
	NotificationMethod        NotificationReason = "method"         // 405: it was not posted
	NotificationUnreadable    NotificationReason = "unreadable"     // 400: its body broke off, or was read before
	NotificationTooLarge      NotificationReason = "too_large"      // 413: its body is above the limit
	NotificationUnsigned      NotificationReason = "unsigned"       // 401: a header of the signature is missing or no such header
	NotificationStale         NotificationReason = "stale"          // 401: its timestamp is too far from the receiver's time
	NotificationUnknownSerial NotificationReason = "unknown_serial" // 401: the verifier has no key of its serial
	NotificationBadSignature  NotificationReason = "bad_signature"  // 401: the signature is wrong
	NotificationProbe         NotificationReason = "probe"          // 401: WeChat Pay tests whether wrong signatures are refused
	NotificationMalformed     NotificationReason = "malformed"      // 400: it is verified, and not of the documented form
	NotificationUndecryptable NotificationReason = "undecryptable"  // 500: the APIv3 key does not open the resource
	NotificationUndecodable   NotificationReason = "undecodable"    // 500: the resource is unusable, and there is no Other
	NotificationUnhandled     NotificationReason = "unhandled"      // 500: there is no function for its event
	NotificationBusy          NotificationReason = "busy"           // 500: it is being handled already
	NotificationFailed        NotificationReason = "failed"         // 500: a function or the deduplicator failed
)

// refusals has for each reason the status and message of the answer, and the
// error's text with what to check.
var refusals = map[NotificationReason]struct {
	status        int
	message, text string
}{
	NotificationMethod:     {http.StatusMethodNotAllowed, "use POST", "it was not posted; WeChat Pay sends POST alone"},
	NotificationUnreadable: {http.StatusBadRequest, "the body is incomplete", "its body cannot be read"},
	NotificationTooLarge:   {http.StatusRequestEntityTooLarge, "the body is too large", "its body is too large; see wxpay.WithMaxNotification"},
	NotificationUnsigned:   {http.StatusUnauthorized, unverified, "it is not signed as WeChat Pay signs; check that a proxy leaves the headers alone"},
	NotificationStale:      {http.StatusUnauthorized, unverified, "its timestamp is too far from the time here; check the clock"},
	NotificationUnknownSerial: {
		http.StatusUnauthorized, unverified,
		"there is no key of its serial; give the verifier the WeChat Pay public key and the platform certificates",
	},
	NotificationBadSignature: {
		http.StatusUnauthorized, unverified,
		"its signature is wrong; check the WeChat Pay public key or platform certificate, and that the body is passed on byte for byte",
	},
	NotificationProbe: {
		http.StatusUnauthorized, unverified,
		"its signature is a test of WeChat Pay's, to be refused as it was; nothing is wrong",
	},
	NotificationMalformed:     {http.StatusBadRequest, "not a notification", "it is not of the documented form"},
	NotificationUndecryptable: {http.StatusInternalServerError, failed, "its resource cannot be decrypted; check the APIv3 key"},
	NotificationUndecodable:   {http.StatusInternalServerError, failed, "its resource does not have the documented form; set Other to take such events"},
	NotificationUnhandled:     {http.StatusInternalServerError, failed, "there is no function for its event; set one, or Other"},
	NotificationBusy:          {http.StatusInternalServerError, "being handled", "it is being handled already"},
	NotificationFailed:        {http.StatusInternalServerError, failed, "it could not be handled"},
}

const (
	unverified = "the signature is not verified"
	failed     = "not handled"
)

// NotificationError says why a notification is not taken. Its text quotes nothing
// of the body but, once that is verified, the event's type and the algorithm.
type NotificationError struct {
	// Reason says what is the matter.
	Reason NotificationReason
	// Err is the cause, or nil. Its text is the verifier's, the function's or the
	// deduplicator's own, and is not part of Error's.
	Err error

	detail string
}

// Error gives what is the matter, and what to check.
func (e *NotificationError) Error() string {
	text := refusals[e.Reason].text
	if text == "" {
		text = "refused"
	}
	if e.detail != "" {
		text += " (" + e.detail + ")"
	}
	return "wxpay: notification: " + text
}

// Unwrap returns the cause.
func (e *NotificationError) Unwrap() error { return e.Err }

// NotificationResponse is what to answer WeChat Pay with.
type NotificationResponse struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Body is JSON, to be sent as application/json; empty after a success.
	Body []byte
}

// NewNotificationResponse makes the answer to a notification: 204 without a body when
// err is nil; the status of the reason for a [*NotificationError]; and 500 for
// any other error. A refusal has the code FAIL, so that WeChat Pay sends the
// notification again, and a message of this package's own: err's text does not
// go out.
func NewNotificationResponse(err error) NotificationResponse {
	if err == nil {
		return NotificationResponse{StatusCode: http.StatusNoContent}
	}
	refusal := refusals[reasonOf(err)]
	body, _ := json.Marshal(struct { // two strings are always JSON
		Code    string `json:"code"`
		Message string `json:"message"`
	}{"FAIL", refusal.message})
	return NotificationResponse{StatusCode: refusal.status, Body: body}
}

// reasonOf returns a known reason for any error, "" for none.
func reasonOf(err error) NotificationReason {
	if err == nil {
		return ""
	}
	var refused *NotificationError
	if errors.As(err, &refused) && refused != nil {
		if _, known := refusals[refused.Reason]; known {
			return refused.Reason
		}
	}
	return NotificationFailed
}
