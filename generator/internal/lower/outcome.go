package lower

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// leavesOutcomeUnknown reports whether an error of the runtime with this status is
// wxpay.ErrOutcomeUnknown. A list of errors that has 500 without saying so would
// lead users to pay again.
func leavesOutcomeUnknown(status int) bool {
	return status < 400 || status >= 500 || status == http.StatusRequestTimeout
}

// responseDoc says what the type of the result does not say about a success.
func responseDoc(out *ir.Operation) ir.Doc {
	var doc ir.Doc
	if slices.Equal(out.Success, []int{http.StatusAccepted}) {
		doc = append(doc, ir.Para("Success is status 202 Accepted: the request may not have been carried out yet."))
	}
	if slices.ContainsFunc(out.Success, isRedirect) {
		doc = append(doc, ir.Para("Success is a redirect, which is not followed. Use [wxpay.WithResponse] to read its address in the header Location."))
	}
	if _, ok := out.Response.(ir.StreamResponse); ok {
		doc = append(doc, ir.Para("Read the download to its end and close it. [wxpay.WithChecksum] compares it with a hash."))
	}
	return doc
}

// responseHeaders returns the documented headers of success responses, in the
// document's order.
func responseHeaders(op *operation) []string {
	var list []string
	for _, r := range op.Responses {
		if !strings.HasPrefix(r.Status, "2") {
			continue
		}
		for _, name := range r.Headers {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// amongWhat is the name of a response in a list of errors.
func amongWhat(key string) string {
	if key == "default" {
		return "any other status"
	}
	return strings.ToUpper(key)
}

// codeList has the codes of each response, in the order of their status.
func codeList(errors []ir.DocumentedError) ir.List {
	listed := slices.Clone(errors)
	slices.SortStableFunc(listed, func(a, b ir.DocumentedError) int {
		return cmp.Or(cmp.Compare(uint(a.Status-1), uint(b.Status-1)), cmp.Compare(a.Among, b.Among), cmp.Compare(a.Code, b.Code)) // 0 is last
	})
	var list ir.List
	for i := 0; i < len(listed); {
		first, codes := listed[i], []string(nil)
		for ; i < len(listed) && listed[i].Among == first.Among; i++ {
			codes = append(codes, "["+listed[i].Code+"]")
		}
		item := first.Among + ": " + strings.Join(codes, ", ")
		switch {
		case first.Status == 0:
			item += "; also [wxpay.ErrOutcomeUnknown], depending on the status"
		case leavesOutcomeUnknown(first.Status):
			item += "; also [wxpay.ErrOutcomeUnknown]"
		}
		list = append(list, item)
	}
	return list
}
