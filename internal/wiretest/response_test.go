package wiretest

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Each example response is decoded completely.
func TestResponses(t *testing.T) {
	forEachOperation(t, checkResponses)
}

func checkResponses(t reporter, w *wire) {
	for _, a := range w.successes {
		if a.binary {
			w.checkBytes(t, a)
			continue
		}
		if !a.media.present() {
			w.checkEmpty(t, a)
			continue
		}
		for _, mode := range modes(a.media.get("schema")) {
			for _, full := range []bool{true, false} {
				body := composer{t, mode, full, w.asked()}.compose(&value{schema: a.media.get("schema")}, node{})
				w.checkResponse(t, a, body)
			}
		}
		examples := written(a.media)
		for _, name := range slices.Sorted(maps.Keys(examples)) {
			body := composer{t, "", true, w.asked()}.compose(&value{schema: a.media.get("schema")}, examples[name])
			w.checkResponse(t, a, body)
		}
		w.checkNulls(t, a)
	}
}

// receive calls the operation and returns the result for a response with the body.
func (w *wire) receive(t reporter, a success, body []byte) (any, bool) {
	t.Helper()
	kind := "application/json; charset=utf-8"
	if !a.media.present() {
		kind = ""
	}
	e := w.first(t)
	w.gateway.Handle(w.pattern, sandbox.Raw(a.status, kind, body))
	request, ok := w.make(t, e)
	if !ok {
		return nil, false
	}
	result, err := w.call(request)
	if err != nil {
		t.Errorf("%s: the response is not accepted: %v", a.place(), err)
	}
	return result, err == nil
}

// checkEmpty checks that the call succeeds without a result.
func (w *wire) checkEmpty(t reporter, a success) {
	if result, ok := w.receive(t, a, nil); ok && result != nil {
		t.Errorf("%s: a response without a body gives %T", a.place(), result)
	}
}

// checkResponse checks that all of a response is decoded, and that undocumented members do no harm.
func (w *wire) checkResponse(t reporter, a success, body *value) {
	w.first(t).echo(body)
	sent := w.sealed(t, body)
	unknown := []byte(`{"not_documented":{"a":[null,1]},"no_such_member":"b"`)
	if len(body.members) > 0 {
		unknown = append(unknown, ',')
	}
	for _, text := range [][]byte{sent, bytes.Replace(sent, []byte("{"), unknown, 1)} {
		result, ok := w.receive(t, a, text)
		if !ok {
			return
		}
		got, err := jsonText(result)
		if err != nil {
			t.Errorf("%s: the result is not JSON: %v", a.place(), err)
			return
		}
		compareJSON(t, a.media, "response", "decoded", body, got)
		checkValid(t, a, body, result)
	}
}

// checkValid validates the example of a response with its own type.
func checkValid(t reporter, a success, body *value, result any) {
	t.Helper()
	typed, ok := result.(interface{ Validate() error })
	if !ok {
		return
	}
	invalid := (*wxpay.ValidationError)(nil)
	if !errors.As(typed.Validate(), &invalid) {
		return
	}
	for _, fault := range invalid.Fields {
		place := a.place()
		if at := body.find(fault.Path); at != nil {
			place = at.at.place()
		}
		t.Errorf("%s: the example of the response breaks its own limits: %v", place, fault)
	}
}

// checkNulls checks that null means an absent member, unless the member repeats the request. One member must be present:
// first the first, then the last single value.
func (w *wire) checkNulls(t reporter, a success) {
	for _, last := range []bool{false, true} {
		body := composer{t, "", true, w.asked()}.compose(&value{schema: a.media.get("schema")}, node{})
		w.first(t).echo(body)
		kept := slices.IndexFunc(body.members, isSingle)
		for i, m := range body.members {
			if last && isSingle(m) {
				kept = i
			}
		}
		kept = max(kept, 0)
		for i, m := range body.members {
			if m.repeats() || i == kept && !slices.ContainsFunc(body.members, (*value).repeats) {
				continue
			}
			m.members, m.items, m.scalar = nil, nil, "null"
		}
		w.receive(t, a, body.json())
	}
}

func isSingle(m *value) bool {
	return m.members == nil && m.items == nil && !m.schema.flag("x-encrypted")
}

// sealed returns the JSON of a response with its sensitive members encrypted.
func (w *wire) sealed(t reporter, body *value) []byte {
	t.Helper()
	plain := map[*value]string{}
	body.walk(func(v *value) {
		if !v.schema.flag("x-encrypted") {
			return
		}
		cipher, err := w.gateway.Encrypt(v.text())
		if err != nil {
			t.Errorf("%s: %s cannot be encrypted: %v", v.at.place(), v.path, err)
		}
		plain[v], v.scalar = v.scalar, quote(cipher)
	})
	text := body.json()
	for v, scalar := range plain {
		v.scalar = scalar
	}
	return text
}

// compareJSON compares JSON with the bytes of an example. It reports the members that differ with their positions.
func compareJSON(t reporter, at node, name, what string, want *value, got []byte) {
	t.Helper()
	if bytes.Equal(want.json(), got) {
		return
	}
	var sent any
	decoder := json.NewDecoder(bytes.NewReader(got))
	decoder.UseNumber()
	if err := decoder.Decode(&sent); err != nil {
		t.Errorf("%s: %s: %s is not JSON: %v", at.place(), name, what, err)
		return
	}
	compareMembers(t, name+": "+what, want, sent)
	t.Errorf("%s: %s: %s\n%s, want\n%s", at.place(), name, what, got, want.json())
}

func compareMembers(t reporter, what string, want *value, got any) {
	t.Helper()
	switch got := got.(type) {
	case map[string]any:
		for _, m := range want.members {
			compareMembers(t, what, m, got[m.name])
		}
	case []any:
		for i, item := range want.items[:min(len(want.items), len(got))] {
			compareMembers(t, what, item, got[i])
		}
	default:
		if text, err := jsonText(got); err != nil || string(text) != string(want.json()) {
			t.Errorf("%s: %s: %s is %s, want %s", want.at.place(), what, want.path, text, want.json())
		}
	}
}
