package wiretest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// echoName returns the name of the request's member that a response member repeats, or "".
func echoName(schema node, path string) string {
	switch name := schema.get("x-echo").text(); name {
	case "true":
		return path
	case "false":
		return ""
	default:
		return name
	}
}

// asked returns the names of the operation's path parameters, which a response always repeats.
func (op *operation) asked() []string {
	var names []string
	for _, p := range op.parameters {
		if p.get("in").text() == "path" {
			names = append(names, p.get("name").text())
		}
	}
	return names
}

// echo sets the members of a response that repeat the request to the values of e.
func (e *example) echo(body *value) {
	body.walk(func(v *value) {
		if name := echoName(v.schema, v.path); name != "" && !strings.Contains(v.path, "[") { // lists are not compared
			if sent := e.find(name); sent != nil {
				v.scalar, v.echoed = sent.scalar, true
			}
		}
	})
}

// repeats reports whether a value, or one in it, repeats the request.
func (v *value) repeats() (found bool) {
	v.walk(func(part *value) { found = found || part.echoed })
	return found
}

func (e *example) find(name string) *value {
	for _, p := range e.params {
		if p.name == name {
			return p
		}
	}
	if e.body != nil {
		return e.body.find(name)
	}
	return nil
}

// echoes returns the members of responses that repeat the request, according to the spec.
func (op *operation) echoes() []wxpayimpl.Echo {
	var list []wxpayimpl.Echo
	for _, a := range op.successes {
		op.echoesIn(a.media.get("schema"), "", false, func(e wxpayimpl.Echo) {
			e.Status = a.status
			list = append(list, e)
		})
	}
	return list
}

func (op *operation) echoesIn(schema node, path string, optional bool, found func(wxpayimpl.Echo)) {
	for name, property := range schema.properties() {
		member, optional := join(path, name), optional || !schema.requires(name)
		echo := echoName(property, member)
		if echo == "" {
			op.echoesIn(property, member, optional, found)
			continue
		}
		e := wxpayimpl.Echo{Member: member, Name: echo, In: wxpayimpl.InBody, Optional: optional}
		i := slices.IndexFunc(op.parameters, func(p node) bool { return p.get("name").text() == echo })
		switch {
		case i >= 0:
			e.In = map[string]wxpayimpl.Place{"path": wxpayimpl.InPath, "query": wxpayimpl.InQuery, "header": wxpayimpl.InHeader}[op.parameters[i].get("in").text()]
			e.Optional = optional && e.In != wxpayimpl.InPath
		case !op.body.get("schema").has(echo):
			continue
		}
		found(e)
	}
}

// has reports whether a schema has a property; the path has dots between names.
func (n node) has(path string) bool {
	first, rest, more := strings.Cut(path, ".")
	for name, property := range n.properties() {
		if name == first {
			return !more || property.has(rest)
		}
	}
	return false
}

// A response to another request is not a success.
func TestMismatches(t *testing.T) {
	forEachOperation(t, checkEchoes)
}

func checkEchoes(t reporter, w *wire) {
	required := false
	for _, a := range w.successes {
		if !a.media.present() || a.binary {
			continue
		}
		e := w.first(t)
		full := composer{t, e.mode, true, w.asked()}.compose(&value{schema: a.media.get("schema")}, node{})
		e.echo(full)
		full.walk(func(v *value) {
			if !v.echoed {
				return
			}
			sent := v.scalar
			v.scalar = map[bool]string{true: `"another"`, false: "987654321"}[strings.HasPrefix(sent, `"`)]
			w.checkMismatch(t, a, e, full.json(), v.path)
			v.scalar = sent
			required = true
		})
	}
	if !required && len(w.echoes()) > 0 {
		t.Errorf("%s: no example has the members that the response repeats", w.place())
	}
}

func (w *wire) checkMismatch(t reporter, a success, e *example, body []byte, member string) {
	t.Helper()
	w.gateway.Handle(w.pattern, sandbox.Raw(a.status, "application/json", body))
	request, ok := w.make(t, e)
	if !ok {
		return
	}
	_, err := w.call(request)
	var mismatch *wxpay.MismatchError
	if !errors.As(err, &mismatch) || mismatch.Member != member || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("%s: with another %s the error is %v", a.place(), member, err)
	}
}

// For an operation that names an order, or has a required member, a response without members is not a
// success.
func TestEmptyObject(t *testing.T) {
	forEachOperation(t, func(t reporter, w *wire) {
		tied := slices.ContainsFunc(w.echoes(), func(e wxpayimpl.Echo) bool { return !e.Optional })
		for _, a := range w.successes {
			if !a.media.present() || a.binary {
				continue
			}
			unknown := tied
			for name := range a.media.get("schema").properties() {
				unknown = unknown || a.media.get("schema").requires(name)
			}
			for _, body := range []string{"{}", "null"} {
				w.gateway.Handle(w.pattern, sandbox.Raw(a.status, "application/json", []byte(body)))
				if request, ok := w.make(t, w.first(t)); ok {
					if _, err := w.call(request); errors.Is(err, wxpay.ErrOutcomeUnknown) != unknown {
						t.Errorf("%s: %s gives the error %v", a.place(), body, err)
					}
				}
			}
			for name := range a.media.get("schema").properties() {
				if slices.Contains(w.asked(), name) && !tied {
					t.Errorf("%s: the response has %s, and nothing compares it", a.place(), name)
				}
			}
		}
	})
}
