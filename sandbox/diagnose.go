package sandbox

// diagnose says why a signature does not fit.
func (g *Gateway) diagnose(_ *Request, _ authorization, _ []byte) string {
	return "the signature does not fit the request: sign method, path with query as sent, timestamp, nonce and body, " +
		"each followed by a line feed, with the merchant's private key"
}
