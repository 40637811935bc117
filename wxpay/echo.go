package wxpay

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// MismatchError says that a verified success does not repeat a value of the request, such as
// the order number, so that it may belong to another request. It always matches
// [ErrOutcomeUnknown].
type MismatchError struct {
	// Operation is the operation's name.
	Operation string
	// Member is the path of the response's member, with dots between names.
	Member string
	// Missing says that the member is missing, null or "". If it is false, the member has
	// another value than the request.
	Missing bool
	// RequestID is the Request-ID of the response.
	RequestID string
	// StatusCode, Header and Body are those of the response. The error's text does not quote
	// them.
	StatusCode int
	Header     http.Header
	Body       []byte
}

// Error returns the operation, the status and the member, and quotes no value.
func (e *MismatchError) Error() string {
	text := "wxpay: " + e.Operation + ": status " + strconv.Itoa(e.StatusCode) + ": outcome unknown: "
	if e.Missing {
		text += "the response lacks " + e.Member + ", which repeats the request"
	} else {
		text += "the response has another " + e.Member + " than the request"
	}
	return text + "; query the state before sending it again"
}

// Is reports whether target is [ErrOutcomeUnknown].
func (e *MismatchError) Is(target error) bool { return target == ErrOutcomeUnknown }

// matches compares the members of a success that repeat the request with the request. An
// optional value that was not sent is not compared.
func (x *call) matches(resp *Response) error {
	var came, sent map[string]json.RawMessage
	for i := range x.op.Echoes {
		e := &x.op.Echoes[i]
		if e.Status != resp.StatusCode && slices.Contains(x.op.Success, resp.StatusCode) {
			continue
		}
		if came == nil {
			came, sent = jsonvalue.Members(resp.Body), jsonvalue.Members(x.signed)
		}
		want := x.sentValue(e, sent)
		if want == nil {
			continue
		}
		got := jsonvalue.Member(came, e.Member)
		missing := len(got) == 0 || jsonvalue.IsNull(got) || string(got) == `""`
		if missing && e.Optional || !missing && sameScalar(want, got) {
			continue
		}
		return &MismatchError{
			Operation: x.op.Name, Member: e.Member, Missing: missing, RequestID: x.requestID,
			StatusCode: resp.StatusCode, Header: resp.Header, Body: resp.Body,
		}
	}
	return nil
}

// sentValue returns the value of a request as JSON, nil if it was not sent or is
// not a scalar.
func (x *call) sentValue(e *request.Echo, body map[string]json.RawMessage) json.RawMessage {
	text, ok := "", false
	switch e.In {
	case request.InPath:
		text, ok = x.request.PathValue(e.Name)
	case request.InQuery:
		text, ok = x.request.QueryValue(e.Name)
	case request.InHeader:
		text = x.header.Get(e.Name)
		ok = text != ""
	default:
		return jsonvalue.Scalar(jsonvalue.Member(body, e.Name))
	}
	if !ok {
		return nil
	}
	raw, _ := jsonvalue.Marshal(text)
	return raw
}

// sameScalar reports whether two scalars are equal. A number equals the string with that
// number, since parameters are sent as text.
func sameScalar(want, got json.RawMessage) bool {
	if jsonvalue.Scalar(got) == nil {
		return false
	}
	a, b := jsonvalue.PlainText(want), jsonvalue.PlainText(got)
	if a == b {
		return true
	}
	isText := func(raw json.RawMessage) bool { return raw[0] == '"' }
	return (!isText(want) || !isText(got)) && jsonvalue.CanonicalNumber(json.Number(a)) == jsonvalue.CanonicalNumber(json.Number(b))
}
