package scenario

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// API is the admin API of a sandbox: in is sent unless it is nil, and out gets the response. Its errors are those of the sandbox.
type API func(ctx context.Context, path string, in, out any) error

// Result is what became of a step.
type Result struct {
	Number int
	Title  string
	Err    error // what was not as expected, or failed
}

// player plays a scenario.
type player struct {
	api       API
	variables map[string]string
}

// Play plays a scenario until the first step that fails, and reports each step. ${unique} in texts differs in each run, so that numbers of
// orders are new; the other variables are those of save.
func (s *Scenario) Play(ctx context.Context, api API, report func(Result)) error {
	p := &player{api: api, variables: map[string]string{"unique": strings.ToLower(rand.Text()[:10])}}
	for i := range s.Steps {
		err := ctx.Err()
		if err == nil {
			err = p.play(ctx, &s.Steps[i])
		}
		report(Result{i + 1, s.Steps[i].Title(), err})
		if err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, s.Steps[i].Title(), err)
		}
	}
	return nil
}

func (p *player) play(ctx context.Context, s *Step) error {
	resource, err := p.text(s.Resource)
	if err != nil {
		return err
	}
	with, err := p.fill(s.With)
	if err != nil {
		return err
	}
	switch {
	case s.Call != "":
		return p.call(ctx, s, with)
	case s.Trigger != "":
		return p.post(ctx, "events", map[string]any{"event": s.Trigger, "resource": resource, "kind": s.Kind, "merchant": s.Merchant, "parameters": with})
	case s.Advance != "":
		return p.post(ctx, "clock", map[string]any{"advance": s.Advance})
	case s.Fault != "":
		return p.post(ctx, "faults", map[string]any{"fault": s.Fault, "operation": s.Operation, "wait": s.Wait, "times": max(1, s.Times)})
	case s.Policy != "":
		return p.post(ctx, "policies", map[string]any{"name": s.Policy, "value": s.Value})
	case s.Deliver:
		return p.post(ctx, "deliveries", map[string]any{})
	case s.Reset:
		return p.post(ctx, "reset", map[string]any{})
	}
	return p.expect(ctx, s.Expect)
}

func (p *player) post(ctx context.Context, path string, in any) error {
	return p.api(ctx, path, in, nil)
}

// example is a request from the examples of the document.
type example struct {
	Method   string   `json:"method"`
	URI      string   `json:"uri"`
	Body     string   `json:"body"`
	Template string   `json:"template"`
	Query    []string `json:"query"`
}

// call makes a signed call and compares the response.
func (p *player) call(ctx context.Context, s *Step, with any) error {
	request, err := p.request(ctx, s, with)
	if err != nil {
		return err
	}
	var sent struct {
		Status int
		Body   string
	}
	if err := p.api(ctx, "send", request, &sent); err != nil {
		if s.Expect == nil || s.Expect.Status == nil || *s.Expect.Status != 0 || !strings.Contains(err.Error(), "no response") && !strings.Contains(err.Error(), "broke off") {
			return err
		}
		return nil
	}
	var body any
	if sent.Body != "" {
		body, _ = decode([]byte(sent.Body)) // a response that is not JSON has no members
	}
	if err := p.compareResponse(s.Expect, sent.Status, sent.Body, body); err != nil {
		return err
	}
	for name, path := range s.Save {
		value, ok := at(body, path)
		if !ok {
			return fmt.Errorf("save: the response has no %s: %s", path, sent.Body)
		}
		p.variables[name] = fmt.Sprint(value)
	}
	return nil
}

func (p *player) compareResponse(want *Expectation, status int, text string, body any) error {
	if want == nil || want.Status == nil {
		if wantsError := want != nil && want.Code != ""; status >= 300 != wantsError {
			return fmt.Errorf("the status is %d: %s", status, text)
		}
	} else if status != *want.Status {
		return fmt.Errorf("the status is %d, want %d: %s", status, *want.Status, text)
	}
	if want == nil {
		return nil
	}
	if code, _ := at(body, "code"); want.Code != "" && code != want.Code {
		return fmt.Errorf("the code is %v, want %s", code, want.Code)
	}
	return p.compare(want.Body, body)
}

// request makes the request of a step from the example of its operation.
func (p *player) request(ctx context.Context, s *Step, with any) (map[string]any, error) {
	var e example
	if err := p.api(ctx, "example?"+url.Values{"operation": {s.Call}, "merchant": {s.Merchant}}.Encode(), nil, &e); err != nil {
		return nil, err
	}
	given, _ := with.(map[string]any)
	given = maps.Clone(given)
	request := map[string]any{"method": e.Method, "uri": e.fill(given), "merchant": s.Merchant}
	if s.Body != nil {
		value, err := decode(s.Body)
		if err == nil {
			value, err = p.fill(value)
		}
		if err != nil {
			return nil, err
		}
		request["body"] = encode(value)
		return request, nil
	}
	if e.Body == "" {
		for name := range given {
			return nil, fmt.Errorf("with: %s has no parameter %s", s.Call, name)
		}
		return request, nil
	}
	value, err := decode([]byte(e.Body))
	if err != nil {
		return nil, err
	}
	body, _ := value.(map[string]any)
	lay(body, given)
	for _, name := range s.Without {
		delete(body, name)
	}
	request["body"] = encode(body)
	return request, nil
}

var placeholder = regexp.MustCompile(`\{([^{}]+)\}`)

// fill returns the path and the query with the given values, and removes these from given.
func (e *example) fill(given map[string]any) string {
	path, rawQuery, _ := strings.Cut(e.URI, "?")
	fromExample := strings.Split(path, "/")
	parts := strings.Split(e.Template, "/")
	for i, part := range parts {
		names := placeholder.FindAllStringSubmatch(part, -1)
		if len(names) == 0 {
			continue
		}
		if value, ok := given[names[0][1]]; ok {
			parts[i] = strings.Replace(part, names[0][0], url.PathEscape(fmt.Sprint(value)), 1)
		} else if i < len(fromExample) {
			parts[i] = fromExample[i]
		}
	}
	for _, name := range placeholder.FindAllStringSubmatch(e.Template, -1) {
		delete(given, name[1])
	}
	query, _ := url.ParseQuery(rawQuery)
	for _, name := range e.Query {
		if value, ok := given[name]; ok {
			query.Set(name, fmt.Sprint(value))
			delete(given, name)
		}
	}
	uri := strings.Join(parts, "/")
	if len(query) > 0 {
		uri += "?" + query.Encode()
	}
	return uri
}

// lay sets members; objects are merged.
func lay(into, from map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(from)) {
		inside, isObject := from[name].(map[string]any)
		old, wasObject := into[name].(map[string]any)
		if isObject && wasObject {
			lay(old, inside)
			continue
		}
		into[name] = from[name]
	}
}

func decode(data []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

func encode(value any) string {
	data, _ := json.Marshal(value) // values of JSON
	return string(data)
}

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// text replaces the variables in a text.
func (p *player) text(text string) (string, error) {
	var err error
	out := variable.ReplaceAllStringFunc(text, func(found string) string {
		name := found[2 : len(found)-1]
		value, ok := p.variables[name]
		if !ok {
			err = fmt.Errorf("there is no variable ${%s}; the variables are %s", name, strings.Join(slices.Sorted(maps.Keys(p.variables)), ", "))
		}
		return value
	})
	return out, err
}

// fill replaces the variables in all texts of a value.
func (p *player) fill(value any) (any, error) {
	var err error
	switch v := value.(type) {
	case string:
		return p.text(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			if out[i], err = p.fill(v[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			if out[name], err = p.fill(v[name]); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return value, nil
}
