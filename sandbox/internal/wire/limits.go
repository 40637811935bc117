package wire

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// MaxHead limits the head of a request, in bytes.
const MaxHead = 64 << 10

// The limits of parts of the head. They are above those of WeChat Pay's servers.
const (
	maxURI     = 16 << 10 // bytes of path and query
	maxFields  = 200      // header field lines
	maxMembers = 1000     // of a query
)

// CheckHead checks the head of a request against the limits. problem is "" if it is within them.
func CheckHead(r *http.Request) (status int, problem string) {
	if n := len(r.RequestURI); n > maxURI {
		return http.StatusRequestURITooLong, fmt.Sprintf("path and query have %d bytes, at most %d are allowed", n, maxURI)
	}
	if n := strings.Count(r.URL.RawQuery, "&") + 1; n > maxMembers {
		return http.StatusRequestURITooLong, fmt.Sprintf("the query has %d members, at most %d are allowed", n, maxMembers)
	}
	fields := 0
	for _, values := range r.Header {
		fields += len(values)
	}
	if fields > maxFields {
		return http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("the request has %d header fields, at most %d are allowed", fields, maxFields)
	}
	return 0, ""
}

// ReadBody reads a body of at most limit bytes; ok is false if there are more.
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, ok bool, err error) {
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return nil, false, nil
	}
	return body, true, err
}
