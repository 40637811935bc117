package wxpay

// Operation describes one operation of WeChat Pay. Generated code declares one
// per method and never changes it, so that all calls can share it.
type Operation struct {
	// Name is the package and method, such as "payscore.CancelServiceOrder". It
	// is used in errors and events.
	Name string
	// Method is the HTTP method.
	Method string
	// Path is the path's template, with parameters in braces, such as
	// "/v3/pay/{out_trade_no}". It begins with a slash and has no query. It is
	// shown in events in place of the real path.
	Path string
	// Servers are base URLs, such as "https://api.mch.weixin.qq.com". The first
	// is used; the second is where a repeated request goes after a network
	// failure. Both have a scheme and a host, no user, query or fragment.
	Servers []string
	// Repeatable says that sending the same request again is safe when the
	// outcome is unknown. Only such operations are repeated by [WithRetry].
	Repeatable bool
	// Unsigned says that successful answers carry no signature (downloads).
	// They are not verified then. Every other operation's are.
	Unsigned bool
	// Success lists the documented statuses of success. Empty means every 2xx.
	Success []int
	// Echoes lists the members of success responses that repeat the request.
	Echoes []Echo
	// Errors lists the documented error codes with their remedies.
	Errors []DocumentedError
}

// DocumentedError is one line of an operation's table of error codes.
type DocumentedError struct {
	Status int
	Code   Code
	Remedy string
}

// succeeds reports whether status is one of success.
func (o *Operation) succeeds(status int) bool {
	for _, s := range o.Success {
		if s == status {
			return true
		}
	}
	return len(o.Success) == 0 && status >= 200 && status < 300
}

// documents reports whether status is one of the documented errors.
func (o *Operation) documents(status int) bool {
	for _, e := range o.Errors {
		if e.Status == status {
			return true
		}
	}
	return false
}

// remedy finds the documented remedy of code, preferably under status, and
// reports whether the code is documented.
func (o *Operation) remedy(status int, code Code) (remedy string, documented bool) {
	for _, e := range o.Errors {
		if !code.Is(e.Code) {
			continue
		}
		if e.Status == status {
			return e.Remedy, true
		}
		if remedy == "" {
			remedy = e.Remedy
		}
		documented = true
	}
	return remedy, documented
}
