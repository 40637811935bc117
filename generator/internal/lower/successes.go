package lower

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// success is a success response of the document.
type success struct {
	*apimodel.Response
	status int
}

// anySuccess is the status of the range 2XX.
const anySuccess = 299

// component returns the name of the response component, "" if it is none.
func (s success) component() string {
	if s.Ref == "" {
		return ""
	}
	return types.ComponentName(s.Ref)
}

func (s success) content() apimodel.Content {
	if s.Body == nil || !admitsBody(s.status) {
		return nil
	}
	return s.Body.Content
}

// admitsBody reports whether a response with a status is decoded: HTTP has no body with
// 204 and 205, and that of a redirect says where to go.
func admitsBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusResetContent && !isRedirect(status)
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }

// statusOf reads the key of a response: a status, a range, or default, whose
// status is 0.
func statusOf(r *apimodel.Response) (int, *diag.Diagnostic) {
	key := r.Status
	if key == "default" {
		return 0, nil
	}
	if len(key) == 3 && strings.EqualFold(key[1:], "XX") && key[0] >= '1' && key[0] <= '5' {
		if key[0] == '2' {
			return anySuccess, nil
		}
		return int(key[0]-'0') * 100, nil
	}
	status, err := strconv.Atoi(key)
	if err != nil || len(key) != 3 || status < 100 || status > 599 {
		d := diag.Warningf(r.Pos, "status", "%s is not an HTTP status, and the response is ignored", diag.Quote(key)).
			Fix("write a status such as 200, a range such as 4XX, or default")
		return 0, &d
	}
	return status, nil
}

// sortSuccesses orders successes by their status, and returns the statuses that
// are not a range.
func sortSuccesses(successes []success) []int {
	slices.SortStableFunc(successes, func(a, b success) int { return a.status - b.status })
	var statuses []int
	for _, s := range successes {
		if s.status != anySuccess {
			statuses = append(statuses, s.status)
		}
	}
	return statuses
}

// defaultSuccess returns the success of an operation that documents none: the
// default response, which describes every status that is not listed.
func (r *responses) defaultSuccess(op *operation) []success {
	fact := "the operation documents no success; any 2xx counts as one"
	var out []success
	i := slices.IndexFunc(op.Responses, func(listed *apimodel.Response) bool { return listed.Status == "default" })
	if i >= 0 && op.Responses[i].Body != nil && !op.Responses[i].ListsCodes() {
		fact += ", with the response that default describes"
		out = append(out, success{status: anySuccess, Response: op.Responses[i]})
	}
	r.log.Report(diag.Warningf(op.Node.Key("responses"), "no-success", "%s", fact).Fix("add the response 200 or 204"))
	return out
}

// checkBody reports a body that is not read.
func (r *responses) checkBody(s success) {
	if s.Body == nil || admitsBody(s.status) {
		return
	}
	s.Node.Get("content").Consume()
	if !isRedirect(s.status) {
		r.log.Report(diag.Warningf(s.Node.Key("content"), "status", "the response %s has content, which HTTP does not have with this status; it is ignored", s.Status).
			Fix("use another status, or remove the content"))
	}
}
