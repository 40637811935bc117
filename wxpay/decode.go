package wxpay

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/fieldpath"
)

// Unread is a member of a response or a notification that could not be read,
// because its type is not the documented one. It has its zero value in Go, as if it
// were missing: nil or "" if it is optional, but 0 or false if it is a required
// number or boolean. An element of a list or an entry of a map is left out.
// Everything else was read.
type Unread struct {
	// Path is the member in the API's own names: "promotion_detail[0].amount". Keys
	// of maps are data and appear as "[key]".
	Path string `json:"path"`
	// Problem says what is wrong: "is a string, not an integer". It never quotes
	// the value.
	Problem string `json:"problem"`
}

// String returns path and problem.
func (u Unread) String() string {
	if u.Path == "" {
		return "the value " + u.Problem
	}
	return u.Path + " " + u.Problem
}

// Unmarshal decodes JSON into out, a pointer, as the runtime decodes responses and
// notifications. Member names match exactly: a field without a json tag has the
// name that it has in Go. A member of an unexpected type is
// left absent and listed in unread, up to 100 of them; everything else is decoded.
// The error is for data that is not JSON, or whose outermost value does not fit
// out: it quotes no value.
//
// Use it, not json.Unmarshal, to decode the Resource of a [Notification] or the
// Body of a [Response] into a generated type: such types return an error from
// UnmarshalJSON for a member that cannot be read, after which encoding/json reads
// no further.
func Unmarshal(data []byte, out any) (unread []Unread, err error) {
	unread, _, err = unmarshal(data, out)
	if err != nil {
		return nil, errors.New("wxpay: " + decodeReason(err, "the value"))
	}
	return unread, nil
}

// unmarshal is Unmarshal with the error as it is. decisive is the first member
// without which the value must not be used, or nil.
func unmarshal(data []byte, out any) (unread []Unread, decisive *fieldpath.Error, err error) {
	err = decode.JSON(data, out)
	part := (*decode.Partial)(nil)
	if !errors.As(err, &part) {
		return nil, nil, err
	}
	for _, f := range part.Faults {
		unread = append(unread, Unread{f.Path, f.Problem})
		if f.Decisive && decisive == nil {
			decisive = &fieldpath.Error{Path: f.Path, Problem: f.Problem}
		}
	}
	return unread, decisive, nil
}

// undecided is the error of a value that was read without a member by which the
// caller decides, such as the state of an order.
type undecided struct{ field *fieldpath.Error }

func (e *undecided) Error() string { return e.field.Error() }
func (e *undecided) Unwrap() error { return e.field }

// listUnread writes the members that could not be read in one line.
func listUnread(unread []Unread) string {
	texts := make([]string, len(unread))
	for i, u := range unread {
		texts[i] = u.String()
	}
	return strings.Join(texts, "; ")
}

var errEmptyBody = errors.New("the body is empty")

// decodeReason says why a value could not be decoded, without quoting it. whole
// is what the value is called.
func decodeReason(err error, whole string) string {
	var syntax *json.SyntaxError
	var unfit *decode.Unfit
	switch {
	case errors.Is(err, errEmptyBody):
		return errEmptyBody.Error()
	case errors.As(err, &syntax):
		return "not JSON (offset " + itoa(syntax.Offset) + ")"
	case errors.As(err, &unfit):
		return whole + " " + unfit.Problem
	}
	if safe := (*fieldpath.Error)(nil); errors.As(err, &safe) {
		return safe.Error()
	}
	return "it does not fit the documented form"
}
