package wxpayimpl

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression that is compiled when it is first used, so that a
// package with many patterns initializes quickly. It is safe for concurrent use and must
// not be copied.
type Regexp struct {
	expr string
	once sync.Once
	re   *regexp.Regexp
}

// NewRegexp returns the expression expr, in the syntax of package regexp. An
// expression that does not compile matches nothing.
func NewRegexp(expr string) *Regexp { return &Regexp{expr: expr} }

// MatchString reports whether s contains a match.
func (r *Regexp) MatchString(s string) bool {
	r.once.Do(r.compile)
	return r.re != nil && r.re.MatchString(s)
}

// String returns the expression.
func (r *Regexp) String() string { return r.expr }

func (r *Regexp) compile() { r.re, _ = regexp.Compile(r.expr) }
