package request

import "net/http"

// CookieParam adds a cookie. Names that a header cannot have are problems, and
// values are escaped as those of a query are (OpenAPI's style form).
func (r *Request) CookieParam(name, value string) {
	if err := CheckHeader(name, ""); err != nil {
		r.problem("cookie %q cannot be sent: its name has a character that no cookie has", name)
		return
	}
	if r.header == nil {
		r.header = make(http.Header, 4)
	}
	var pairs []byte
	if earlier := r.header.Get("Cookie"); earlier != "" {
		pairs = append(append(pairs, earlier...), "; "...)
	}
	pairs = append(append(pairs, name...), '=')
	r.header["Cookie"] = []string{string(appendEscaped(pairs, value, false))}
}
