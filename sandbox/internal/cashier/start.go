// Package cashier plays the client: it reads what a client was started with, verifies it as the client would, and finds the order,
// the transfer or the authorisation that the user sees then.
package cashier

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// RedirectMember is the member of a query with the address to which the browser returns.
const RedirectMember = "redirect_url"

// Start is what a client was started with.
type Start struct {
	way    *way
	values map[string]string
	// Redirect is the address to which the browser returns afterwards; "" if there is none.
	Redirect string
}

// Way returns the name of the way in which the client was started, such as jsapi.
func (s *Start) Way() string { return s.way.name }

// Query returns the start as a query, for the address of the cashier.
func (s *Start) Query() string {
	values := make(url.Values)
	for name, value := range s.values {
		values.Set(name, value)
	}
	if s.Redirect != "" {
		values.Set(RedirectMember, s.Redirect)
	}
	return values.Encode()
}

// Read reads a start: an h5_url or a code_url, or parameters of the client as a JSON object or as a query.
func Read(text string) (*Start, error) {
	text = strings.TrimSpace(text)
	var values map[string]string
	var err error
	switch {
	case strings.HasPrefix(text, "{"):
		values, err = readObject(text)
	case strings.HasPrefix(text, "weixin://"):
		values = map[string]string{"code_url": text}
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		_, query, _ := strings.Cut(text, "?")
		values, err = readQuery(query)
	default:
		values, err = readQuery(text)
	}
	if err != nil {
		return nil, err
	}
	return newStart(values)
}

func newStart(values map[string]string) (*Start, error) {
	s := &Start{values: values, Redirect: values[RedirectMember]}
	delete(values, RedirectMember)
	if u, err := url.Parse(s.Redirect); err != nil || s.Redirect != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%s: use an address with http or https", RedirectMember)
	}
	for i := range ways {
		if way := &ways[i]; !slices.ContainsFunc(way.members, func(name string) bool { return values[name] == "" }) {
			s.way = way
			return s, nil
		}
	}
	names := strings.Join(slices.Sorted(maps.Keys(values)), ", ")
	return nil, fmt.Errorf("no client starts with the members %q; use an h5_url, a code_url, or what package invoke returns", names)
}

// readObject reads an object whose members are texts: clients accept no numbers.
func readObject(text string) (map[string]string, error) {
	var members map[string]any
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return nil, fmt.Errorf("the parameters are not a JSON object: %w", err)
	}
	values := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value, ok := members[name].(string)
		if !ok {
			return nil, fmt.Errorf("%s is not a string; clients require strings", name)
		}
		values[name] = value
	}
	return values, nil
}

func readQuery(query string) (map[string]string, error) {
	parsed, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
	if err != nil {
		return nil, fmt.Errorf("the query: %w", err)
	}
	values := make(map[string]string)
	for name := range parsed {
		values[name] = parsed.Get(name)
	}
	return values, nil
}
