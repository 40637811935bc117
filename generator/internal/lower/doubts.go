package lower

import (
	"net/http"
	"regexp"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// doubts reports what can be generated but is most likely a mistake: an error in a
// document of the author's own, and a warning in others.
func (p *pass) doubts() {
	twins := twins{}
	for _, op := range p.model.Operations {
		p.doubt(getBody(op)...)
		p.doubt(eventWords(op)...)
		p.doubt(twins.add(op)...)
	}
	for _, c := range p.model.Callbacks {
		p.doubt(callWords(c)...)
	}
}

func (p *pass) doubt(list ...diag.Diagnostic) {
	for _, d := range list {
		p.log.Report(p.doc.Set.Doubt(d))
	}
}

// getBody reports the body of a method whose requests have none (RFC 9110, section
// 9.3.1).
func getBody(op *apimodel.Operation) []diag.Diagnostic {
	if op.Body == nil || op.Method != http.MethodGet && op.Method != http.MethodHead {
		return nil
	}
	return []diag.Diagnostic{
		diag.Warningf(op.Node.Key("requestBody"), "get-body", "%s has a body, which servers ignore or refuse", op.Method).
			Fix("describe its members as parameters with in: query, or correct the method"),
	}
}

// eventWords reports words of notifications on an operation that is called.
func eventWords(op *apimodel.Operation) []diag.Diagnostic {
	for _, word := range []string{"x-event-type", "x-event-key", "x-original-type"} {
		if op.Node.Get(word) != nil {
			return []diag.Diagnostic{
				diag.Warningf(op.Node.Key(word), "event-type", "%s is on the operation %s, which the merchant calls: nothing receives the notification", word, op.ID).
					Fix("describe the notification below callbacks of the operation, or below webhooks"),
			}
		}
	}
	return nil
}

// callWords reports words of calls on a notification.
func callWords(c *apimodel.Callback) []diag.Diagnostic {
	for _, word := range []string{"x-repeatable", "x-lifecycle"} {
		if c.Node.Get(word) != nil {
			return []diag.Diagnostic{
				diag.Warningf(c.Node.Key(word), "unknown-extension", "%s is on the notification %s, which WeChat Pay sends", word, diag.Quote(c.Name)).
					Fix("put it on the operation that the merchant calls, or remove it"),
			}
		}
	}
	return nil
}

// twins are the operations by their methods and their paths without the names of
// parameters. Paths that overlap in another way are nothing to report: WeChat Pay has
// /refunds/id/{refund_id} and /refunds/{refund_id}/return-advance.
type twins map[string]*apimodel.Operation

var parameterName = regexp.MustCompile(`\{[^{}]*\}`)

// add reports a path that is another one with other names of parameters.
func (t twins) add(op *apimodel.Operation) []diag.Diagnostic {
	key := op.Method + " " + parameterName.ReplaceAllString(op.Key, "{}")
	first := t[key]
	if first == nil {
		t[key] = op
		return nil
	}
	if first.Key == op.Key {
		return nil
	}
	return []diag.Diagnostic{
		diag.Warningf(op.PathPos, "path-repeated", "the paths %s and %s match the same requests, and both have %s", diag.Quote(first.Key), diag.Quote(op.Key), op.Method).
			See(first.PathPos).Fix("describe the operation once, with one name for the parameter"),
	}
}
