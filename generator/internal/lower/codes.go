package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/source"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// codesOf notes the error codes that a response documents.
func (l *lowerer) codesOf(out *ir.Operation, node *source.Node, status int) {
	codes := node.Get("x-error-codes")
	if codes != nil && !codes.Is(source.Mapping) {
		l.report(diag.Errorf(codes.At(), "extension", "x-error-codes is %s, not a mapping from codes to their description", codes.Kind).
			Fix("write CODE: {title: …, description: …, remedy: …}"))
	}
	for code, ref := range codes.Members() {
		entry := ref
		if target, ok := ref.Get("$ref").Str(); ok {
			found, _, resolved := l.doc.Set.ResolveRef(ref, target)
			if !resolved {
				l.report(diag.Errorf(ref.Get("$ref").At(), "ref-missing", "%s points to no error code", diag.Quote(target)).
					Fix("write the code here, or correct the reference"))
				continue
			}
			entry = found
		}
		if name := l.code(code, codes.Key(code), entry); name != "" {
			remedy := strings.TrimSpace(entry.Get("remedy").Text())
			out.Errors = append(out.Errors, ir.DocumentedError{Status: status, Code: name, Remedy: remedy})
		}
	}
}

// code returns the constant of an error code, and declares it at its first
// mention.
func (l *lowerer) code(code string, pos diag.Position, entry *source.Node) string {
	if name, ok := l.codeNames[code]; ok {
		return name
	}
	goName := entry.Get("x-go-name").Text()
	if goName == "" {
		goName = "Err" + l.namer.Exported(code)
	} else {
		l.checkOwnName(goName, entry.Get("x-go-name").At())
	}
	name := l.take(l.scope, code, pos, goName, "Err"+l.namer.Verbatim(code), goName+"Code")
	if name == "" {
		return ""
	}
	doc := paragraphs(meaning(name, entry.Get("description").Text(), entry.Get("title").Text()))
	if remedy := strings.TrimSpace(entry.Get("remedy").Text()); remedy != "" {
		text := "Remedy: " + lowerFirst(remedy)
		if len(doc) > 0 {
			text = string(doc[len(doc)-1].(ir.Para)) + " " + text
			doc = doc[:len(doc)-1]
		}
		doc = append(doc, ir.Para(text))
	}
	l.codeNames[code] = name
	l.codes = append(l.codes, ir.Code{Name: name, Value: code, Doc: doc})
	return name
}
