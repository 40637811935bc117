package lower

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// codes declares the constants of error codes.
type codes struct {
	naming *types.Names
	deref  func(*doctree.Node) *doctree.Node
	log    *faults.Log
	doubt  func(diag.Diagnostic) diag.Diagnostic // an error in a document of the author's own
	list   []ir.Code                             // by their first mention
	names  map[string]string                     // code -> constant
}

// of returns the errors that a response documents.
func (c *codes) of(r *apimodel.Response, status int) []ir.DocumentedError {
	if node := r.Node.Get("x-error-codes"); node != nil && !node.Is(doctree.Mapping) {
		c.log.Report(c.doubt(diag.Warningf(node.At(), "extension", "x-error-codes is %s, not a mapping from codes to their description, and is ignored", node.Kind).
			Fix("write CODE: {title: …, description: …, remedy: …}")))
	}
	var list []ir.DocumentedError
	for _, code := range r.Codes {
		if fault := checkCode(code); fault != nil {
			c.log.Report(c.doubt(*fault))
			continue
		}
		c.log.Report(checkCodeMembers(code)...)
		if name := c.declare(code.Name, code.Pos, code.Node); name != "" {
			list = append(list, ir.DocumentedError{
				Status: status, Among: amongWhat(r.Status), Code: name,
				Remedy: strings.TrimSpace(code.Remedy), ChineseRemedy: strings.TrimSpace(code.ChineseRemedy),
			})
		}
	}
	return list
}

// checkCode returns a fault if no constant can be made for an error code.
func checkCode(code apimodel.Code) *diag.Diagnostic {
	var d diag.Diagnostic
	broken, isRef := code.Node.Get("$ref").Str()
	switch {
	case isRef:
		d = diag.Errorf(code.Node.Get("$ref").At(), "ref-missing", "%s does not refer to an error code", diag.Quote(broken)).
			Fix("write the code here, or correct the reference")
	case !isPlainCode(code.Name):
		d = diag.Warningf(code.Pos, "error-code", "%s is not an error code, and no response is compared with it", diag.Quote(code.Name)).
			Fix("write the code as the documentation has it, such as PARAM_ERROR")
	case strings.ToUpper(code.Name) != code.Name:
		d = diag.Errorf(code.Pos, "error-code", "the code %s has small letters, and no response has such a code", diag.Quote(code.Name)).
			Fix("did you mean %s?", capitals(code.Name))
	case !code.Node.Is(doctree.Mapping):
		d = diag.Warningf(code.Node.At(), "extension", "the error code %s is %s, not a mapping, and is ignored", code.Name, code.Node.Kind).
			Fix("write {title: …, description: …, remedy: …}")
	default:
		return nil
	}
	return &d
}

// wordsOfCode finds the borders between the words of a code in mixed letters.
var wordsOfCode = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// capitals returns a code as WeChat Pay writes codes: CardNotExist is CARD_NOT_EXIST.
func capitals(code string) string {
	return strings.ToUpper(wordsOfCode.ReplaceAllString(strings.ReplaceAll(code, "-", "_"), "${1}_$2"))
}

// checkCodeMembers reports members of an error code that are not used.
func checkCodeMembers(code apimodel.Code) []diag.Diagnostic {
	var list []diag.Diagnostic
	for key, value := range code.Node.Members() {
		if !slices.Contains(codeWords, key) {
			list = append(list, diag.Warningf(code.Node.Key(key), "unknown-key", "%s is not a member of an error code", diag.Quote(key)).
				Fix("%s", diag.Hint(key, codeWords, "write title, description, remedy or remedy-zh")))
		} else if !value.Is(doctree.String) {
			list = append(list, diag.Warningf(value.At(), "extension", "the %s of the error code %s is %s, not a text", key, code.Name, value.Kind).
				Fix("write a text"))
		}
	}
	return list
}

var codeWords = doctree.CodeWords

// isPlainCode reports whether the runtime recognises a text as an error code.
func isPlainCode(code string) bool {
	return code != "" && len(code) <= 64 && !strings.ContainsFunc(code, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r)
	})
}

// declare returns the constant of an error code, and declares it at its first
// mention.
func (c *codes) declare(code string, pos diag.Position, entry *doctree.Node) string {
	if name, ok := c.names[code]; ok {
		return name
	}
	goName := entry.Get("x-go-name").Text()
	if goName == "" || !c.naming.Check(goName, entry.Get("x-go-name").At()) {
		goName = "Err" + c.naming.Exported(code)
	}
	name := c.naming.Take(code, pos, goName, "Err"+c.naming.Verbatim(code), goName+"Code")
	if name == "" {
		return ""
	}
	doc := text.Meaning(name, entry.Get("description").Text(), entry.Get("title").Text()).WithRemedy(entry.Get("remedy").Text()).Doc()
	for _, other := range c.list {
		if strings.ReplaceAll(other.Value, "_", "") == strings.ReplaceAll(code, "_", "") {
			c.log.Report(diag.Warningf(pos, "error-code", "the codes %s and %s are the same to errors.Is, which ignores underscores", other.Value, code).
				Fix("write one of them"))
		}
	}
	c.names[code] = name
	c.list = append(c.list, ir.Code{Name: name, Value: code, Doc: doc})
	return name
}
