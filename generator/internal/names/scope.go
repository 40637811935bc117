package names

import (
	"fmt"
	"go/token"
	"go/types"
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

// Give assigns a taken name to another owner.
func (s *Scope) Give(name, spec string, pos diag.Position) {
	s.taken[name] = owner{spec: spec, pos: pos}
}

// Take assigns the first free candidate to what the spec calls spec, at pos. If
// all are taken it returns a diagnostic with both places.
func (s *Scope) Take(spec string, pos diag.Position, candidates ...string) (string, *diag.Diagnostic) {
	for _, name := range candidates {
		if !s.valid(name) || s.Has(name) {
			continue
		}
		s.taken[name] = owner{spec: spec, pos: pos}
		return name, nil
	}
	d := s.collision(spec, pos, candidates)
	return "", &d
}

// collision is the diagnostic for candidates that are all taken.
func (s *Scope) collision(spec string, pos diag.Position, candidates []string) diag.Diagnostic {
	for _, name := range candidates {
		first, ok := s.taken[name]
		switch {
		case ok && first.spec == "":
			return diag.Errorf(pos, "name-collision", "%s becomes the Go %s %s, which the generated code needs itself",
				diag.Quote(spec), s.what, name).Fix("give it another Go name with x-go-name")
		case ok:
			return diag.Errorf(pos, "name-collision", "%s and %s both become the Go %s %s",
				diag.Quote(first.spec), diag.Quote(spec), s.what, name).See(first.pos).Fix("give one of them another Go name with x-go-name")
		}
	}
	return diag.Errorf(pos, "name", "%s has no letter or digit that a Go %s could be named by",
		diag.Quote(spec), s.what).Fix("name it with x-go-name")
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
