package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Switch is a policy with its value.
type Switch struct {
	// Name is the names of the operation and of the policy, such as payscore.cancelServiceOrder.whilePaying.
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Values      []string `json:"values"`
	Default     string   `json:"default"`
	Value       string   `json:"value"`
}

// headersPolicy applies to all operations.
var headersPolicy = Switch{
	Name: "requests.headers", Values: []string{"lenient", "strict"}, Default: "lenient",
	Description: "Whether a request must have Accept: application/json (or */*) and a User-Agent, which the rules require and WeChat Pay does not always check.",
}

// Switches returns all policies: that of all requests, then those of the operations.
func (e *Engine) Switches() []Switch {
	e.mu.Lock()
	defer e.mu.Unlock()
	general := headersPolicy
	general.Value = cmp.Or(e.policies[general.Name], general.Default)
	list := []Switch{general}
	for _, o := range e.Operations() {
		if o.Lifecycle == nil {
			continue
		}
		for _, p := range o.Lifecycle.Policies {
			full := o.Name() + "." + p.Name
			s := Switch{Name: full, Description: p.Description, Values: p.Values, Default: p.Default, Value: p.Default}
			if value, ok := e.policies[full]; ok {
				s.Value = value
			}
			list = append(list, s)
		}
	}
	return list
}

// SetPolicy sets a policy, or all policies whose names end in name, such as whilePaying.
func (e *Engine) SetPolicy(name, value string) error {
	var found []Switch
	for _, s := range e.Switches() {
		if s.Name == name || strings.HasSuffix(s.Name, "."+name) {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return fmt.Errorf("there is no policy %q", name)
	}
	for _, s := range found {
		if !slices.Contains(s.Values, value) {
			return fmt.Errorf("policy %s has no value %q; its values are %s", s.Name, value, strings.Join(s.Values, ", "))
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes++
	for _, s := range found {
		e.policies[s.Name] = value
	}
	return nil
}

// policiesOf returns the policies of an operation.
func (e *Engine) policiesOf(o *Operation) map[string]any {
	return o.Lifecycle.Values(func(name string) (string, bool) {
		value, ok := e.policies[o.Name()+"."+name]
		return value, ok
	})
}

// checkHeaders checks the header fields that the rules require, if the policy is strict. Uploads need not accept JSON.
func (e *Engine) checkHeaders(in *input) {
	if e.policies[headersPolicy.Name] != "strict" {
		return
	}
	field := ""
	switch {
	case in.call.Header.Get("User-Agent") == "":
		field = "User-Agent"
	case in.op.body != nil && in.op.body.isUpload:
	case !acceptsJSON(in.call.Header.Values("Accept")):
		field = "Accept"
	}
	if field != "" {
		in.violations = append([]Violation{{
			Location: "header", Field: field, Issue: "a request must have Accept: application/json and a User-Agent",
			Message: "Http头缺少Accept或User-Agent",
		}}, in.violations...)
	}
}

// acceptsJSON reports whether a media range of Accept includes JSON.
func acceptsJSON(fields []string) bool {
	for _, field := range fields {
		for _, part := range strings.Split(field, ",") {
			kind, _, _ := strings.Cut(part, ";")
			if slices.Contains([]string{"application/json", "application/*", "*/*"}, strings.ToLower(strings.TrimSpace(kind))) {
				return true
			}
		}
	}
	return false
}
