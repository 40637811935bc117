package sandbox

import "github.com/wxpaygen/wxpaygen/sandbox/internal/signature"

// Verdict is the result of verifying the signature of a request.
type Verdict struct {
	// OK reports whether the request was accepted.
	OK bool
	// Problem says what failed and what to do about it; "" if OK.
	Problem string
	// MchID, Serial, Nonce and Timestamp (Unix seconds) are from the Authorization header field. Unless OK, they are only
	// claims of the client.
	MchID, Serial, Nonce string
	Timestamp            int64
	// Message is the text that the signature was compared with: five lines, the last of which has the length and the SHA-256
	// of the body in place of the body. It is "" if the check did not get so far.
	Message string
	// Signed is the text that the client signed instead, if it is one that clients sign by mistake, and Expected the text that should
	// have been signed; otherwise they are "". Unlike Message, they have the body.
	Signed, Expected string
	// Replayed reports whether the nonce was used before.
	Replayed bool

	illFormed bool // the Authorization header field cannot be parsed
}

func (g *Gateway) verify(r *Request) Verdict {
	v := g.verifier.Verify(&signature.Request{
		Method: r.Method, Host: r.Host, URI: r.URI, Header: r.Header, Body: r.Body, Path: r.Path, Query: r.Query,
	})
	return Verdict{
		OK: v.OK, Problem: v.Problem, MchID: v.MchID, Serial: v.Serial, Nonce: v.Nonce, Timestamp: v.Timestamp,
		Message: v.Message, Signed: v.Signed, Expected: v.Expected, Replayed: v.Replayed, illFormed: v.IllFormed,
	}
}
