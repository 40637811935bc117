package names

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Scope assigns the names of one space: the package block, the fields and
// methods of one struct, the files of a directory. Each name is assigned once.
type Scope struct {
	what  string // "declaration", for messages
	valid func(string) bool
	taken map[string]owner
}

// owner is who has a name: what the spec calls it, and where.
type owner struct {
	spec string
	pos  diag.Position
}

// NewScope returns an empty scope of Go identifiers; messages call them what.
func NewScope(what string) *Scope {
	return &Scope{what: what, valid: Valid, taken: map[string]owner{}}
}

// NewFiles returns an empty scope of file names.
func NewFiles() *Scope {
	return &Scope{what: "file", valid: func(name string) bool { return name != "" }, taken: map[string]owner{}}
}

// Reserve takes names for the generated code itself.
func (s *Scope) Reserve(names ...string) {
	for _, name := range names {
		s.taken[name] = owner{}
	}
}

// Has reports whether name is taken.
func (s *Scope) Has(name string) bool {
	_, ok := s.taken[name]
	return ok
}

// Take gives the first of candidates that is free to what the spec calls spec, at
// pos. When all are taken, a number is added to the first: the one that came
// earlier keeps its name, and the diagnostic is a warning with both places.
func (s *Scope) Take(spec string, pos diag.Position, candidates ...string) (string, *diag.Diagnostic) {
	return s.TakeOr(spec, pos, nil, candidates...)
}

// TakeOr is Take with names that are better than a number when all candidates are
// taken.
func (s *Scope) TakeOr(spec string, pos diag.Position, others []string, candidates ...string) (string, *diag.Diagnostic) {
	if name := s.free(candidates); name != "" {
		s.taken[name] = owner{spec: spec, pos: pos}
		return name, nil
	}
	name := s.free(others)
	if name == "" {
		name = s.number(spec, append(slices.Clone(candidates), others...))
	}
	d := s.collision(spec, pos, candidates, name)
	s.taken[name] = owner{spec: spec, pos: pos}
	return name, &d
}

// free returns the first of candidates that is valid and not taken, "" if none is.
func (s *Scope) free(candidates []string) string {
	for _, name := range candidates {
		if s.valid(name) && !s.Has(name) {
			return name
		}
	}
	return ""
}

// number returns the first valid one of candidates with the first number that makes
// it free. The sign between them is in no name that is made of words, so that a
// later name is not taken. What has no name is called by its characters.
func (s *Scope) number(spec string, candidates []string) string {
	base := characters(spec)
	if i := slices.IndexFunc(candidates, s.valid); i >= 0 {
		base = candidates[i]
	}
	if !s.Has(base) {
		return base
	}
	stem, ending, _ := strings.Cut(base, ".") // of a file
	if ending != "" {
		ending = "." + ending
	}
	for n := 2; ; n++ {
		if name := fmt.Sprintf("%s_%d%s", stem, n, ending); !s.Has(name) {
			return name
		}
	}
}

// characters returns a Go name for a text without letters and digits.
func characters(text string) string {
	if text == "" {
		return "Empty"
	}
	name := ""
	for _, r := range text {
		name += fmt.Sprintf("U%04X", r)
	}
	return name
}

// collision says why none of candidates could be given, and what is given.
func (s *Scope) collision(spec string, pos diag.Position, candidates []string, given string) diag.Diagnostic {
	for _, name := range candidates {
		first, ok := s.taken[name]
		switch {
		case ok && first.spec == "":
			return diag.Warningf(pos, "name-collision", "%s becomes the Go %s %s, which the generated code needs itself; it is called %s",
				diag.Quote(spec), s.what, name, given).Fix("give it another Go name with x-go-name")
		case ok:
			return diag.Warningf(pos, "name-collision", "%s and %s both become the Go %s %s; the second is called %s",
				diag.Quote(first.spec), diag.Quote(spec), s.what, name, given).See(first.pos).Fix("give one of them another Go name with x-go-name")
		}
	}
	return diag.Warningf(pos, "name", "%s has no letter or digit that a Go %s could be named by; it is called %s",
		diag.Quote(spec), s.what, given).Fix("name it with x-go-name")
}

// Valid reports whether name can be declared in Go: an identifier, not a keyword
// and not the blank one.
func Valid(name string) bool {
	return token.IsIdentifier(name) && name != "_"
}

// ValidExported reports whether an author's own Go name can be used.
func ValidExported(name string) bool {
	return token.IsIdentifier(name) && token.IsExported(name)
}

// IsPredeclared reports whether an unexported name would hide one of Go's own.
func IsPredeclared(name string) bool {
	return types.Universe.Lookup(name) != nil || token.IsKeyword(name)
}

// maxFileName bounds the name of a generated file, in bytes and without its
// ending; every file system takes that.
const maxFileName = 120

// File returns the names, in order of preference, of the file for the Go
// declaration name. The second avoids endings that go build interprets (_linux,
// _test) and the files that each package has.
func File(name string) []string {
	base := Snake(name)
	if len(base) > maxFileName {
		base = fmt.Sprintf("%s_%08x", cutRunes(base, maxFileName), checksum(base))
	}
	if hasBuildSuffix(base) {
		return []string{base + "_operation.gen.go"}
	}
	return []string{base + ".gen.go", base + "_operation.gen.go"}
}

// ValidPackage reports whether a Go package can have the name: an identifier that
// another package can import. A name that ends in _test is that of tests.
func ValidPackage(name string) bool {
	return token.IsIdentifier(name) && name != "_" && name != "main" && name != "init" &&
		!strings.HasSuffix(name, "_test") && !IsPredeclared(name)
}
