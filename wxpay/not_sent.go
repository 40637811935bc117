package wxpay

// NotSent returns the error with which a [Caller] in front of a client ends a call that
// it does not pass on: a [*NotSentError] with the reason err. A breaker, a limiter or an
// audit that fails does so. opts are those of the call: after an earlier attempt whose
// outcome is unknown, as [WithEarlierError] says, the outcome remains unknown, and
// errors.Is(…, [ErrOutcomeUnknown]) holds for the error. It empties what [WithResponse]
// stores into.
func NotSent(req *Request, err error, opts ...CallOption) error {
	var settings callSettings
	for _, opt := range opts {
		if opt != nil {
			opt.applyCall(&settings)
		}
	}
	return settle(&NotSentError{Operation: req.Operation(), Err: err}, settings.unknownBefore, req.built().Operation())
}
