package lower

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// codesOf notes the error codes that a response documents.
func (l *lowerer) codesOf(out *ir.Operation, r *apimodel.Response, status int) {
	if codes := r.Node.Get("x-error-codes"); codes != nil && !codes.Is(doctree.Mapping) {
		l.report(diag.Errorf(codes.At(), "extension", "x-error-codes is %s, not a mapping from codes to their description", codes.Kind).
			Fix("write CODE: {title: …, description: …, remedy: …}"))
	}
	l.errorBody(r)
	for _, code := range r.Codes {
		if broken, ok := code.Node.Get("$ref").Str(); ok {
			l.report(diag.Errorf(code.Node.Get("$ref").At(), "ref-missing", "%s points to no error code", diag.Quote(broken)).
				Fix("write the code here, or correct the reference"))
			continue
		}
		if !l.checkCode(code.Name, code.Pos, code.Node) {
			continue
		}
		if name := l.code(code.Name, code.Pos, code.Node); name != "" {
			remedy := strings.TrimSpace(code.Remedy)
			out.Errors = append(out.Errors, ir.DocumentedError{Status: status, Among: amongWhat(r.Status), Code: name, Remedy: remedy})
		}
	}
}

// errorBody notes that the schema of an error's body is read where it is WeChat
// Pay's: the runtime decodes code, message and detail of every error.
func (l *lowerer) errorBody(r *apimodel.Response) {
	if r.Body == nil {
		return
	}
	for _, media := range r.Body.Content {
		if target := l.deref(media.Node.Get("schema")); target.Get("properties").Get("code") != nil {
			target.Consume()
		}
	}
}

// checkCode refuses what no answer can have for a code, and tells of words about
// it that would be lost.
func (l *lowerer) checkCode(code string, pos diag.Position, entry *doctree.Node) bool {
	if !isPlainCode(code) {
		l.report(diag.Errorf(pos, "error-code", "%s is no error code: no answer's code is taken for it", diag.Quote(code)).
			Fix("write the code as the documentation has it, such as PARAM_ERROR"))
		return false
	}
	if !entry.Is(doctree.Mapping) {
		l.report(diag.Errorf(entry.At(), "extension", "the error code %s is %s, not a mapping", code, entry.Kind).
			Fix("write {title: …, description: …, remedy: …}"))
		return false
	}
	for key, value := range entry.Members() {
		if !slices.Contains(codeWords, key) {
			l.report(diag.Warningf(entry.Key(key), "unknown-key", "%s says nothing about an error code", diag.Quote(key)).
				Fix("%s", nearOr(key, codeWords, "write title, description or remedy")))
		} else if !value.Is(doctree.String) {
			l.report(diag.Errorf(value.At(), "extension", "the %s of the error code %s is %s, not a text", key, code, value.Kind).
				Fix("write a text"))
		}
	}
	return true
}

var codeWords = []string{"title", "description", "remedy", "x-go-name"}

func nearOr(word string, candidates []string, otherwise string) string {
	if near := diag.Near(word, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// isPlainCode reports whether the runtime would take a text for a code.
func isPlainCode(code string) bool {
	return code != "" && len(code) <= 64 && !strings.ContainsFunc(code, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r)
	})
}

// code returns the constant of an error code, and declares it at its first
// mention.
func (l *lowerer) code(code string, pos diag.Position, entry *doctree.Node) string {
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
	doc := text.Meaning(name, entry.Get("description").Text(), entry.Get("title").Text()).WithRemedy(entry.Get("remedy").Text()).Doc()
	for _, other := range l.codes {
		if strings.ReplaceAll(other.Value, "_", "") == strings.ReplaceAll(code, "_", "") {
			l.report(diag.Warningf(pos, "error-code", "the codes %s and %s are one to errors.Is, which leaves underscores out", other.Value, code).
				Fix("write one of them"))
		}
	}
	l.codeNames[code] = name
	l.codes = append(l.codes, ir.Code{Name: name, Value: code, Doc: doc})
	return name
}
