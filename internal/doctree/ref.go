package doctree

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// refFault is the reason why a reference is broken.
type refFault struct {
	rule, fact, remedy string
	related            diag.Position
	file               string // that was not loaded yet
}

// fileOf returns the path of the file that ref names, seen from the file
// base, and the fragment, not decoded. References stay below root's folder.
func fileOf(root, base, ref string) (file, fragment string, fault *refFault) {
	name, fragment, _ := strings.Cut(ref, "#")
	if name == "" {
		return base, fragment, nil
	}
	if fault := refuse(name, ref); fault != nil {
		return "", "", fault
	}
	name, err := url.PathUnescape(name)
	if err != nil {
		return "", "", &refFault{rule: ruleRefMissing, fact: "the $ref " + diag.Quote(ref) + " contains a % without two hexadecimal digits", remedy: "write % as %25"}
	}
	file = path.Join(path.Dir(base), name)
	folder := path.Dir(root)
	leaves := file == ".." || strings.HasPrefix(file, "../")
	if folder != "." {
		leaves = !strings.HasPrefix(file, folder+"/")
	}
	if leaves {
		return "", "", outside(ref)
	}
	return file, fragment, nil
}

func outside(ref string) *refFault {
	return &refFault{
		rule: ruleRefOutside, fact: "the $ref " + diag.Quote(ref) + " leads out of the folder of the spec",
		remedy: "move the file below the spec's folder and refer to it by a relative path",
	}
}

// refuse reports URLs and absolute paths.
func refuse(name, ref string) *refFault {
	scheme, _, hasScheme := strings.Cut(name, ":")
	switch {
	case strings.HasPrefix(name, "//"), hasScheme && len(scheme) > 1 && !strings.ContainsAny(scheme, "/\\%"):
		return &refFault{
			rule: ruleRefURL, fact: "the $ref " + diag.Quote(ref) + " is a URL",
			remedy: "save what it names below the spec's folder and refer to the file",
		}
	case name[0] == '/', name[0] == '\\', hasScheme && len(scheme) == 1:
		return &refFault{
			rule: ruleRefOutside, fact: "the $ref " + diag.Quote(ref) + " is an absolute path",
			remedy: "refer to a file below the spec's folder by a relative path",
		}
	}
	return nil
}

// canonical is a reference in one spelling: file and pointer.
func canonical(file string, tokens []string) string {
	var b strings.Builder
	b.WriteString(file)
	b.WriteByte('#')
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(tokenEscaper.Replace(token))
	}
	return b.String()
}

var (
	tokenEscaper   = strings.NewReplacer("~", "~0", "/", "~1", "%", "%25")
	tokenUnescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// inFile finds a fragment below a file's root.
func (s *Set) inFile(f *File, fragment, ref string, left *crossings) (place, *refFault) {
	fragment, err := url.PathUnescape(fragment)
	switch {
	case ref == "":
		return missing(ref, "is empty", "write where it points, as in `#/components/schemas/Error`")
	case err != nil:
		return missing(ref, "contains a % without two hexadecimal digits", "write % as %25")
	case fragment == "":
		return place{node: f.Root, ref: canonical(f.Path, nil)}, nil
	case fragment[0] != '/':
		if named, ok := f.names().anchors[fragment]; ok {
			return place{node: named.node, ref: canonical(f.Path, named.tokens)}, nil
		}
		return missing(ref, "names an $anchor that "+f.Path+" does not have", "write a pointer, as in `#/components/schemas/Error`")
	}
	return s.at(f, tokensOf(fragment), ref, left)
}

func missing(ref, fact, remedy string) (place, *refFault) {
	return place{}, &refFault{rule: ruleRefMissing, fact: "the $ref " + diag.Quote(ref) + " " + fact, remedy: remedy}
}

// tokensOf returns the tokens of a JSON pointer.
func tokensOf(pointer string) []string {
	tokens := strings.Split(pointer, "/")[1:]
	for i, token := range tokens {
		tokens[i] = tokenUnescaper.Replace(token)
	}
	return tokens
}

// at goes along the tokens of a pointer from a file's root.
func (s *Set) at(f *File, tokens []string, ref string, left *crossings) (place, *refFault) {
	at := f.Root
	for i, token := range tokens {
		next := at.child(token)
		if next == nil {
			if text, isRef := at.Get("$ref").Str(); isRef && left.cross() {
				return s.through(at, text, tokens[i:], ref, left)
			}
			fact, remedy := f.nothingAt(at, tokens[:i], token)
			return missing(ref, fact, remedy)
		}
		at = next
	}
	return place{node: at, ref: canonical(f.Path, tokens)}, nil
}

// through continues at the target of the reference at.
func (s *Set) through(at *Node, text string, tokens []string, ref string, left *crossings) (place, *refFault) {
	end, fault := s.follow(at.At().File, text, left)
	if fault != nil || end.node == nil {
		return end, fault
	}
	file, fragment, _ := strings.Cut(end.ref, "#")
	var before []string
	if fragment != "" {
		before = tokensOf(strings.ReplaceAll(fragment, "%25", "%"))
	}
	found, fault := s.at(s.Files[file], append(before, tokens...), ref, left)
	found.via = at.Get("$ref")
	return found, fault
}

// crossings is how many references a pointer may still go through: enough for
// all that people write, and an end to those that go through themselves.
type crossings int

func newCrossings() *crossings {
	left := crossings(64)
	return &left
}

func (c *crossings) cross() bool {
	*c--
	return *c >= 0
}

func (f *File) nothingAt(at *Node, before []string, token string) (fact, remedy string) {
	where := canonical(f.Path, before)
	if at.Get("$ref") != nil {
		return "goes through " + where + ", which is itself a $ref", "refer to the place that it points to"
	}
	fact = "points to nothing: " + where + " has no " + diag.Quote(token)
	if near := at.nearest(token); near != "" {
		return fact, "did you mean " + diag.Quote(near) + "?"
	}
	return fact, "correct the pointer, or add what it names"
}

// child returns what a token of a JSON pointer names.
func (n *Node) child(token string) *Node {
	if !n.Is(Sequence) {
		return n.Get(token)
	}
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(n.items) || strconv.Itoa(i) != token {
		return nil
	}
	return n.items[i]
}
