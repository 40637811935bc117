package wxpay

import (
	"net/http"
	"net/textproto"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// CallOption changes one call. All are made by this package.
type CallOption interface {
	applyCall(*callSettings)
}

type callOption func(*callSettings)

func (f callOption) applyCall(s *callSettings) { f(s) }

// callSettings is what the options of one call say.
type callSettings struct {
	header   http.Header
	problems []error
	capture  *Response
	hash     *wantedHash

	unknownBefore bool // the outcome of an earlier call with this request is unknown
}

// WithHeader sets a header of one call, over what the operation sets; Accept,
// User-Agent and Wechatpay-Serial can be set too. The headers that say how the
// request is signed and sent (Authorization, Content-Type, Content-Length,
// Transfer-Encoding, Host, Connection, Accept-Encoding) and values with control
// characters are refused: nothing is sent then.
func WithHeader(name, value string) CallOption {
	return callOption(func(s *callSettings) {
		if err := request.CheckHeader(name, value); err != nil {
			s.problems = append(s.problems, err)
			return
		}
		if s.header == nil {
			s.header = make(http.Header, 2)
		}
		s.header[textproto.CanonicalMIMEHeaderKey(name)] = []string{value}
	})
}

// WithResponse stores the last answer of the call in into: status, headers with
// the request id, the body, which may hold personal data, and the members of it that
// could not be read. It is stored for successes and refusals alike; verified or not is for the call's error to say.
// into is emptied when the call begins; a request that breaks a documented limit
// begins none and leaves it as it was. It must not be shared by concurrent calls.
func WithResponse(into *Response) CallOption {
	return callOption(func(s *callSettings) {
		if into != nil {
			*into = Response{}
			s.capture = into
		}
	})
}
