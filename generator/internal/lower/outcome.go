package lower

import "net/http"

// leavesOutcomeUnknown reports whether an error of the runtime with this status is
// wxpay.ErrOutcomeUnknown. Whoever reads 500 in a list of refusals would take it
// for one, and pay again.
func leavesOutcomeUnknown(status int) bool {
	return status < 400 || status >= 500 || status == http.StatusRequestTimeout
}
