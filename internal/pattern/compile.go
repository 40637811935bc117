package pattern

import "regexp"

// Matcher reports whether a string matches a pattern. It is safe for concurrent
// use.
type Matcher interface{ MatchString(s string) bool }

// Compile translates a pattern and compiles it. The error is an *Error.
func Compile(ecma string) (Matcher, error) {
	p, err := Translate(ecma)
	if err != nil {
		return nil, err
	}
	if p.Go == "" {
		return classOnly(p), nil
	}
	compiled, err := regexp.Compile(p.Go)
	if err != nil {
		return nil, &Error{Construct: "the expression", Problem: "does not compile in Go: " + err.Error()}
	}
	return compiled, nil
}

// Lenient is like Compile, but a pattern that cannot be translated matches
// every string, as in generated code.
func Lenient(ecma string) Matcher {
	m, err := Compile(ecma)
	if err != nil {
		return anything{}
	}
	return m
}

type anything struct{}

func (anything) MatchString(string) bool { return true }

// classOnly matches a pattern that is class-only.
type classOnly Pattern

func (c classOnly) MatchString(s string) bool {
	n := 0
	for _, r := range s {
		n++
		if c.Max >= 0 && n > c.Max || !c.has(r) {
			return false
		}
	}
	return n >= c.Min
}

func (c classOnly) has(r rune) bool {
	for i := 0; i+1 < len(c.Class); i += 2 {
		if c.Class[i] <= r && r <= c.Class[i+1] {
			return true
		}
	}
	return false
}
