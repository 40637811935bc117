package wiretest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/specs"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// reporter is the part of a test that checks use.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// wire is an operation with its generated method and its own gateway.
type wire struct {
	operation
	pkg     string
	method  reflect.Value
	request reflect.Type
	gateway *sandbox.Gateway
	pattern string // of the gateway
}

var readOnce = sync.OnceValues(func() (document, error) { return readSpecs(specs.FS()) })

func loadSpecs(t testing.TB) document {
	t.Helper()
	files, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// forEachOperation runs a check for every operation of every package.
func forEachOperation(t *testing.T, check func(reporter, *wire)) {
	files := loadSpecs(t)
	for _, pkg := range slices.Sorted(maps.Keys(clients)) {
		for _, op := range files.operations(pkg + ".yaml") {
			t.Run(pkg+"."+op.name(), func(t *testing.T) {
				t.Parallel()
				check(t, newWire(t, pkg, op))
			})
		}
	}
}

func newWire(t testing.TB, pkg string, op operation) *wire {
	t.Helper()
	gateway := sandbox.New(t, sandbox.OnlyHandled())
	client, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	method := reflect.ValueOf(clients[pkg](client)).MethodByName(op.name())
	if !method.IsValid() {
		t.Fatalf("%s: generated/%s has no method %s", op.place(), pkg, op.name())
	}
	return &wire{op, pkg, method, method.Type().In(1), gateway, op.verb + " " + op.path}
}

// call calls the method. The result is nil if the method returns only an error.
func (w *wire) call(request reflect.Value) (any, error) {
	if w.upload { // a file is read once
		request.FieldByName("File").Set(reflect.ValueOf(strings.NewReader(uploaded)))
	}
	out := w.method.Call([]reflect.Value{reflect.ValueOf(context.Background()), request})
	err, _ := out[len(out)-1].Interface().(error)
	if len(out) == 1 || out[0].IsNil() {
		return nil, err
	}
	return out[0].Interface(), err
}

// example is an example request.
type example struct {
	name   string
	mode   string
	params []*value
	body   *value // nil if none is sent
}

// values visits every value of the request.
func (e *example) values(visit func(*value)) {
	for _, p := range e.params {
		p.walk(visit)
	}
	if e.body != nil {
		e.body.walk(visit)
	}
}

// examples makes the requests of an operation's examples: in each mode with all
// members and with only the required ones, and each complete example body.
func (w *wire) examples(t reporter) []*example {
	var list []*example
	divided := modes(append(w.parameters, w.body.get("schema"))...)
	for _, mode := range divided {
		list = append(list, w.example(composer{t, mode, true, nil}), w.example(composer{t, mode, false, nil}))
	}
	bodies := written(w.body)
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		body := composer{t, "", true, nil}.compose(&value{schema: w.body.get("schema")}, bodies[name])
		mode := divided[0]
		body.walk(func(v *value) {
			if v.owner.get("x-mode").text() == "institutional" {
				mode = "institutional"
			}
		})
		e := w.example(composer{t, mode, true, nil})
		e.name, e.body = "the example "+name, body
		list = append(list, e)
	}
	return list
}

// first returns the example that the checks of responses send.
func (w *wire) first(t reporter) *example { return w.examples(t)[0] }

func (w *wire) example(c composer) *example {
	e := &example{name: strings.TrimSpace(c.mode + " required"), mode: c.mode}
	if c.full {
		e.name = strings.TrimSpace(c.mode + " all")
	}
	for _, p := range w.parameters {
		name := p.get("name").text()
		required := p.flag("required") || c.neededInMode(p)
		if c.takes(p, required) {
			v := &value{path: name, name: name, schema: p.get("schema"), owner: p, required: required}
			e.params = append(e.params, c.compose(v, p.get("example")))
		}
	}
	if w.body.present() {
		body := c.compose(&value{schema: w.body.get("schema")}, node{})
		if len(body.members) > 0 || w.needsBody {
			e.body = body
		}
	}
	return e
}

// make returns the typed request of an example.
func (w *wire) make(t reporter, e *example) (reflect.Value, bool) {
	t.Helper()
	request := reflect.New(w.request)
	if e.body != nil {
		decoder := json.NewDecoder(bytes.NewReader(e.body.json()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(request.Interface()); err != nil {
			t.Errorf("%s: %s: the body of the example does not fit %v: %v", placeOf(err, e.body, w.body), e.name, w.request, err)
			return request, false
		}
	}
	for _, p := range e.params {
		field := fieldOf(request.Elem(), p.name)
		if !field.IsValid() {
			t.Errorf("%s: %v has no field for the parameter %s", p.at.place(), w.request, p.name)
			return request, false
		}
		if err := json.Unmarshal([]byte(p.scalar), field.Addr().Interface()); err != nil {
			t.Errorf("%s: the example of %s does not fit the field: %v", p.at.place(), p.name, err)
			return request, false
		}
	}
	if w.upload {
		request.Elem().FieldByName("FileName").SetString(uploadedName)
	}
	return request.Elem(), true
}

// fieldOf returns the field of a parameter: its name has the same letters.
func fieldOf(request reflect.Value, name string) reflect.Value {
	letters := strings.NewReplacer("_", "", "-", "")
	for i := range request.NumField() {
		field := request.Type().Field(i)
		if field.Tag.Get("json") == "-" && strings.EqualFold(field.Name, letters.Replace(name)) {
			return request.Field(i)
		}
	}
	return reflect.Value{}
}

// placeOf returns the position in the spec of a member that cannot be decoded.
func placeOf(err error, v *value, otherwise node) string {
	place := otherwise.place()
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		v.walk(func(part *value) {
			if withoutIndexes(part.path) == kind.Field {
				place = part.at.place()
			}
		})
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		v.walk(func(part *value) {
			if quote(part.name) == name {
				place = part.at.place()
			}
		})
	}
	return place
}

func withoutIndexes(path string) string {
	for {
		before, rest, ok := strings.Cut(path, "[")
		if !ok {
			return path
		}
		_, after, _ := strings.Cut(rest, "]")
		path = before + after
	}
}
