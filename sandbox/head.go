package sandbox

import (
	"fmt"
	"net/http"
	"strings"
)

// The bounds of a request's head. They are above what WeChat Pay's own servers take.
const (
	maxHead    = 64 << 10 // bytes of all of it
	maxURI     = 16 << 10 // bytes of path and query
	maxFields  = 200      // lines of header fields
	maxMembers = 1000     // of a query
)

// checkHead refuses a head that is out of bounds, which is not recorded. problem is "" if it is not.
func checkHead(r *http.Request) (status int, problem string) {
	if n := len(r.RequestURI); n > maxURI {
		return http.StatusRequestURITooLong, fmt.Sprintf("path and query have %d bytes, at most %d are read", n, maxURI)
	}
	if n := strings.Count(r.URL.RawQuery, "&") + 1; n > maxMembers {
		return http.StatusRequestURITooLong, fmt.Sprintf("the query has %d members, at most %d are read", n, maxMembers)
	}
	fields := 0
	for _, values := range r.Header {
		fields += len(values)
	}
	if fields > maxFields {
		return http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("the request has %d header fields, at most %d are read", fields, maxFields)
	}
	return 0, ""
}
