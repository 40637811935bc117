package wxpay

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Echo is a member of a success response that repeats what the request says, so
// that it shows which request the response belongs to.
type Echo struct {
	// Status is the status of the response that has the member.
	Status int
	// Member is the member, with dots between names: "out_trade_no", "amount.total".
	Member string
	// In is where the request has the value, and Name is its name there: that of a
	// parameter, or of a member of the JSON body with dots between names.
	In   Place
	Name string
	// Optional says that the response need not have the member.
	Optional bool
}

// Place is a part of a request.
type Place uint8

// The parts of a request.
const (
	InPath Place = iota
	InQuery
	InHeader
	InBody
)

// MismatchError says that a verified success does not repeat what the request
// says, so that it may belong to another request, such as one for another order.
// It is always [ErrOutcomeUnknown].
type MismatchError struct {
	// Operation is the operation's name.
	Operation string
	// Member is the response's member, with dots between names.
	Member string
	// Missing says that the response lacks the member, or that it is null or "". If
	// it is false, the member has another value than the request.
	Missing bool
	// RequestID is the response's Request-ID.
	RequestID string
	// StatusCode, Header and Body are the response. The error's text quotes nothing
	// of them.
	StatusCode int
	Header     http.Header
	Body       []byte
}

// Error gives the operation, the status and the member, and neither value.
func (e *MismatchError) Error() string {
	text := "wxpay: " + e.Operation + ": status " + strconv.Itoa(e.StatusCode) + ": outcome unknown: "
	if e.Missing {
		text += "the response lacks " + e.Member + ", which repeats the request"
	} else {
		text += "the response has another " + e.Member + " than the request"
	}
	return text + "; query the state before sending it again"
}

// Is reports true for [ErrOutcomeUnknown].
func (e *MismatchError) Is(target error) bool { return target == ErrOutcomeUnknown }

// matches compares what a success repeats with what was sent. What was not sent,
// because it is optional, is not compared.
func (x *exchange) matches(resp *Response) error {
	var came, sent map[string]json.RawMessage
	for i := range x.op.Echoes {
		e := &x.op.Echoes[i]
		if e.Status != resp.StatusCode && slices.Contains(x.op.Success, resp.StatusCode) {
			continue
		}
		if came == nil {
			came, sent = objectOf(resp.Body), objectOf(x.signed)
		}
		want := x.sentValue(e, sent)
		if want == nil {
			continue
		}
		got := memberOf(came, e.Member)
		missing := len(got) == 0 || isNull(got) || string(got) == `""`
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
// not a single value.
func (x *exchange) sentValue(e *Echo, body map[string]json.RawMessage) json.RawMessage {
	text, ok := "", false
	switch e.In {
	case InPath:
		text, ok = x.request.pathValue(e.Name)
	case InQuery:
		query, _ := url.ParseQuery(string(x.request.query))
		if ok = len(query[e.Name]) == 1; ok {
			text = query[e.Name][0]
		}
	case InHeader:
		text = x.header.Get(e.Name)
		ok = text != ""
	default:
		return single(memberOf(body, e.Name))
	}
	if !ok {
		return nil
	}
	raw, _ := marshal(text)
	return raw
}

// single returns raw if it is neither an object nor an array nor null.
func single(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || isNested(raw) || isNull(raw) {
		return nil
	}
	return raw
}

// objectOf returns the members of a JSON object; of anything else there are none.
func objectOf(text []byte) map[string]json.RawMessage {
	members := map[string]json.RawMessage{}
	_ = json.Unmarshal(text, &members)
	return members
}

// memberOf returns the member at a path of names with dots between them, nil if
// there is none.
func memberOf(object map[string]json.RawMessage, path string) json.RawMessage {
	name, rest, more := strings.Cut(path, ".")
	raw := object[name]
	if !more || raw == nil {
		return raw
	}
	return memberOf(objectOf(raw), rest)
}

// sameScalar reports whether two JSON values are the same. A number equals the
// text of that number, since a parameter is sent as text.
func sameScalar(want, got json.RawMessage) bool {
	if single(got) == nil {
		return false
	}
	a, b := plainText(want), plainText(got)
	if a == b {
		return true
	}
	isText := func(raw json.RawMessage) bool { return raw[0] == '"' }
	return (!isText(want) || !isText(got)) && canonicalNumber(json.Number(a)) == canonicalNumber(json.Number(b))
}
