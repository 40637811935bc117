package sandbox

import (
	"bytes"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Outcome is what an operation of a spec did with a request.
type Outcome struct {
	// Operation is the name of the operation, such as payscore.cancelServiceOrder.
	Operation string `json:"operation"`
	// Problems lists how the request violates the spec; the response has the first.
	Problems []string `json:"problems"`
	// Fields has, for each of the problems, the place of the member: a JSON pointer in the body, such as /amount/total, or the name of
	// a parameter.
	Fields []string `json:"fields"`
	// Code and Message are those of the error response, or "".
	Code    string `json:"code"`
	Message string `json:"message"`
	// Resource is the ID of the resource, From and To are its states before and after. They are "" if there is no resource.
	Resource string `json:"resource"`
	From     string `json:"from"`
	To       string `json:"to"`
	// Repeated reports whether the request had taken effect before and got the same response again.
	Repeated bool `json:"repeated"`
	// Invented reports whether the response was invented, because the operation has no x-lifecycle. The response then has the
	// header field [InventedHeader].
	Invented bool `json:"invented"`
}

// InventedHeader is the header field of a response that was invented: from the request, the examples and the schemas of the spec,
// which do not say how WeChat Pay responds. WeChat Pay does not send it.
const InventedHeader = "Sandbox-Invented"

const maxShown = 16 << 10

// conclude records the response.
func (r *Request) conclude(out *outgoing) {
	r.concluded = true
	r.ResponseHeader, r.Duration = out.Header.Clone(), time.Since(r.started)
	r.Status, r.Faults, r.responseSize = out.ShownStatus(), out.faults, len(out.Body)
	r.ResponseBody = bytes.Clone(out.Body[:min(len(out.Body), maxShown)]) // a copy, so that the rest can be freed
}

func (r *Request) operation() string {
	if r.operationName == "" {
		return r.Pattern
	}
	return r.operationName
}

func newOutcome(result *engine.Result) *Outcome {
	o := &Outcome{
		Operation: result.Operation.Name(), Code: result.Code, Message: result.Message,
		Resource: result.Resource, From: result.From, To: result.To, Repeated: result.Repeated, Invented: result.Invented,
	}
	for _, f := range result.Violations {
		o.Problems = append(o.Problems, f.Message)
		o.Fields = append(o.Fields, f.Field)
	}
	return o
}
