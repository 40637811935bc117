package request

import (
	"net/http"
	"strings"
)

// CookieParam adds a cookie. Names that a header cannot have are problems, and
// values are escaped as those of a query are (OpenAPI's style form).
func (r *Request) CookieParam(name, value string) {
	if err := CheckHeader(name, ""); err != nil {
		r.problem("cookie %q cannot be sent: its name has a character that is invalid in cookies", name)
		return
	}
	r.cookie(name, string(appendEscaped(nil, value, escapeAll)))
}

// cookie adds a cookie whose value is already escaped.
func (r *Request) cookie(name, value string) {
	for _, text := range []string{name, value} {
		if HasControl(text) || strings.ContainsRune(text, ';') {
			r.problem("cookie %q cannot be sent: it has a semicolon or a control character", name)
			return
		}
	}
	if r.header == nil {
		r.header = make(http.Header, 4)
	}
	pair := name + "=" + value
	if earlier := r.header.Get("Cookie"); earlier != "" {
		pair = earlier + "; " + pair
	}
	r.header["Cookie"] = []string{pair}
}
