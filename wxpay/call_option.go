package wxpay

import (
	"net/http"
	"net/textproto"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// CallOption is an option of one call. Only this package implements it.
type CallOption interface {
	WaitOption
	applyCall(*callSettings)
}

type callOption func(*callSettings)

func (f callOption) applyCall(s *callSettings) { f(s) }

// callSettings has the settings of one call.
type callSettings struct {
	header   http.Header
	problems []error
	capture  *Response
	hash     *wantedHash

	credentials []request.Credential

	unknownBefore    bool // the outcome of an earlier call with this request is unknown
	mustBeRepeatable bool // another operation is not sent
}

// WithHeader sets a header of one call. It overrides the header of the operation, and
// Accept, User-Agent and Wechatpay-Serial. The headers that describe how the request is
// signed and sent (Authorization, Content-Type, Content-Length, Transfer-Encoding, Host,
// Connection, Accept-Encoding) and values with control characters are an error, and nothing
// is sent.
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

// WithResponse stores the last response of the call in into, also after an error: status,
// headers with the request id, the body, which may have personal data, and the members that
// could not be read. The call's error says whether the response was verified. into is
// cleared when the call begins; a [*ValidationError] leaves it unchanged. Concurrent calls
// must not share it.
func WithResponse(into *Response) CallOption {
	return callOption(func(s *callSettings) {
		if into != nil {
			*into = Response{}
			s.capture = into
		}
	})
}
