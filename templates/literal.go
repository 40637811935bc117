package templates

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// text writes a string literal, as a raw string if that saves escapes.
func text(s string) *jen.Statement {
	if strings.ContainsAny(s, `\"`) && strconv.CanBackquote(s) && !strings.ContainsFunc(s, unprintable) {
		return jen.Op("`" + s + "`")
	}
	return jen.Lit(s)
}

func unprintable(c rune) bool { return !unicode.IsPrint(c) }

func int64Text(n int64) string { return strconv.FormatInt(n, 10) }
