package source

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// refFault says why a reference leads nowhere.
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
		return "", "", &refFault{rule: ruleRefMissing, fact: "the $ref " + diag.Quote(ref) + " holds a % without two hexadecimal digits", remedy: "write % as %25"}
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
		rule: ruleRefOutside, fact: "the $ref " + diag.Quote(ref) + " leaves the folder of the spec",
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
func (f *File) inFile(fragment, ref string) (n *Node, canon string, fault *refFault) {
	missing := func(fact, remedy string) (*Node, string, *refFault) {
		return nil, "", &refFault{rule: ruleRefMissing, fact: "the $ref " + diag.Quote(ref) + " " + fact, remedy: remedy}
	}
	fragment, err := url.PathUnescape(fragment)
	switch {
	case ref == "":
		return missing("is empty", "write where it points, as in `#/components/schemas/Error`")
	case err != nil:
		return missing("holds a % without two hexadecimal digits", "write % as %25")
	case fragment == "":
		return f.Root, canonical(f.Path, nil), nil
	case fragment[0] != '/':
		if named, ok := f.names().anchors[fragment]; ok {
			return named.node, canonical(f.Path, named.tokens), nil
		}
		return missing("names an $anchor that "+f.Path+" does not have", "write a pointer, as in `#/components/schemas/Error`")
	}
	tokens := strings.Split(fragment[1:], "/")
	at := f.Root
	for i, token := range tokens {
		tokens[i] = tokenUnescaper.Replace(token)
		next := at.child(tokens[i])
		if next == nil {
			fact, remedy := f.nothingAt(at, tokens[:i], tokens[i])
			return missing(fact, remedy)
		}
		at = next
	}
	return at, canonical(f.Path, tokens), nil
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
