package wxpay

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/fieldpath"
)

// Unread is a member of a response or notification that could not be read, since its type
// is not the documented one. It has the zero value, as if it were missing: nil or "" if it is
// optional, but 0 or false if it is a required number or boolean. An element of a list and
// an entry of a map are dropped. Everything else was read.
type Unread struct {
	// Path is the path of the member in names of the API: "promotion_detail[0].amount".
	// Keys of maps are data and appear as "[key]".
	Path string `json:"path"`
	// Problem is the problem: "is a string, not an integer". It never quotes the value.
	Problem string `json:"problem"`
}

// String returns the path and the problem.
func (u Unread) String() string {
	if u.Path == "" {
		return "the value " + u.Problem
	}
	return u.Path + " " + u.Problem
}

// Unmarshal decodes JSON into out, a pointer, by the rules for responses and notifications.
// Member names match exactly; the name of a field without a json tag is its name in Go. A
// member of an unexpected type is left absent and listed in unread, which has 100 members at
// most; everything else is decoded. The error says that data is not JSON, or that its
// outermost value does not fit out. It quotes no value.
//
// Use Unmarshal, and not json.Unmarshal, to decode the Resource of a [Notification] or the
// Body of a [Response] into a generated type: UnmarshalJSON methods of generated types
// return an error for a member that could not be read, after which encoding/json stops.
func Unmarshal(data []byte, out any) (unread []Unread, err error) {
	unread, _, err = unmarshal(data, out)
	if err != nil {
		return nil, errors.New("wxpay: " + decodeReason(err, "the value"))
	}
	return unread, nil
}

// unmarshal is Unmarshal with the original error. decisive is the first unread member
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

// undecided is the error for a value without a member by which the caller decides, such as
// the state of an order.
type undecided struct{ field *fieldpath.Error }

func (e *undecided) Error() string { return e.field.Error() }
func (e *undecided) Unwrap() error { return e.field }

// listUnread returns the members that could not be read in one line.
func listUnread(unread []Unread) string {
	texts := make([]string, len(unread))
	for i, u := range unread {
		texts[i] = u.String()
	}
	return strings.Join(texts, "; ")
}

var errEmptyBody = errors.New("the body is empty")

// decodeReason returns why a value could not be decoded, without quoting it. name is the
// name of the value in the result.
func decodeReason(err error, name string) string {
	var syntax *json.SyntaxError
	var unfit *decode.Unfit
	switch {
	case errors.Is(err, errEmptyBody):
		return errEmptyBody.Error()
	case errors.As(err, &syntax):
		return "not JSON (offset " + itoa(syntax.Offset) + ")"
	case errors.As(err, &unfit):
		return name + " " + unfit.Problem
	}
	if safe := (*fieldpath.Error)(nil); errors.As(err, &safe) {
		return safe.Error()
	}
	return "it does not have the documented form"
}
