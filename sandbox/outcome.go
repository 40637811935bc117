package sandbox

import (
	"bytes"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Outcome is what an operation of a spec made of a request.
type Outcome struct {
	// Operation is its name, such as payscore.cancelServiceOrder.
	Operation string `json:"operation"`
	// Problems lists what in the request breaks the spec; the first of them is answered.
	Problems []string `json:"problems"`
	// Code is that of the refusal, "" if there is none, and Message its text.
	Code    string `json:"code"`
	Message string `json:"message"`
	// Resource is the ID of the resource that the request was about, From and To its states before and after. They
	// are "" when it was about none.
	Resource string `json:"resource"`
	From     string `json:"from"`
	To       string `json:"to"`
	// Repeated tells that the request had taken effect before and was answered the same again.
	Repeated bool `json:"repeated"`
}

const maxShown = 16 << 10

// conclude records the response.
func (r *Request) conclude(out *outgoing) {
	r.Status, r.Faults, r.responseSize = out.ShownStatus(), out.faults, len(out.Body)
	r.ResponseBody = bytes.Clone(out.Body[:min(len(out.Body), maxShown)]) // the rest is not kept alive
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
		Resource: result.Resource, From: result.From, To: result.To, Repeated: result.Repeated,
	}
	for _, f := range result.Faults {
		o.Problems = append(o.Problems, f.Message)
	}
	return o
}
