package wxpay

import (
	"net/http"
	"net/url"
)

// withoutRedirects returns a copy of given that does not follow redirects: a redirected POST
// would become a GET, or have the signature of another path.
func withoutRedirects(given *http.Client) (*http.Client, lenientTransport) {
	var own http.Client
	if given != nil {
		own = *given
	}
	base := lenientTransport{own.Transport}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Transport = base
	return &own, base
}

// lenientTransport hides an invalid Location. net/http parses it before it calls
// CheckRedirect, and would drop the response.
type lenientTransport struct{ base http.RoundTripper }

// hiddenLocation is not canonical, so that net/http never uses it.
const hiddenLocation = "location"

// transport returns the base, or [defaultTransport] if there is none.
func (t lenientTransport) transport() http.RoundTripper {
	if t.base == nil {
		return defaultTransport()
	}
	return t.base
}

// isNetHTTP reports whether the base is a transport of net/http.
func (t lenientTransport) isNetHTTP() bool {
	_, ok := t.transport().(*http.Transport)
	return ok
}

// RoundTrip sends r with the base.
func (t lenientTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.transport().RoundTrip(r)
	if err != nil || resp == nil || resp.StatusCode < 300 || resp.StatusCode >= 400 {
		return resp, err
	}
	if !isReference(resp.Header.Get("Location")) {
		resp.Header[hiddenLocation] = resp.Header["Location"]
		delete(resp.Header, "Location")
	}
	return resp, nil
}

// showLocation restores the Location that lenientTransport has hidden.
func showLocation(h http.Header) {
	//lint:ignore SA1008 not canonical on purpose
	if hidden, ok := h[hiddenLocation]; ok {
		h["Location"] = hidden
		delete(h, hiddenLocation)
	}
}

func isReference(text string) bool {
	_, err := url.Parse(text)
	return err == nil
}
