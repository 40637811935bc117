package wxpay

// NotSent returns the error of a [Caller] that wraps a client and does not pass a call on,
// such as a circuit breaker, a rate limiter or a failed audit: a [*NotSentError] with the
// cause err. opts are the options of the call. If [WithEarlierError] says that the outcome of
// an earlier attempt is unknown, the error also matches [ErrOutcomeUnknown]. NotSent clears
// the response of [WithResponse].
func NotSent(req *Request, err error, opts ...CallOption) error {
	var settings callSettings
	for _, opt := range opts {
		if opt != nil {
			opt.applyCall(&settings)
		}
	}
	return settle(&NotSentError{Operation: req.Operation(), Err: err}, settings.unknownBefore, req.built().Operation())
}
