package names

import (
	"go/token"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzNames checks that every name is valid: exported or unexported, or
// "" when there is nothing to make it of, and files that go build reads for every
// platform.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{
		"out_trade_no", "appid", "HTTPServer", "GMT+12", "_", "", "订单", "e\u0301tat", "\u202eevil", "😀", "ǆ", "١٢", "IDs", "linux_amd64", "act_test", "con",
		"A struct{}; type B", "../../etc/passwd", "\xff\xfe", "\x00", "ß", "ŉ", "ʼn", "ﬃ", "Ⅷ", "ⓐ", "type", "func", "ªb", "ⅷ", strings.Repeat("long", 100), strings.Repeat("订", 90),
	} {
		f.Add(seed)
	}
	namer := New(map[string]string{"ß": "SS"})
	f.Fuzz(func(t *testing.T, name string) {
		for _, got := range []string{namer.Exported(name), namer.Verbatim(name)} {
			if got == "" {
				continue
			}
			if !utf8.ValidString(name) && !utf8.ValidString(got) {
				continue // no document has such a name
			}
			if !ValidExported(got) {
				t.Fatalf("%q becomes %q, which is no exported name", name, got)
			}
			checkUnexported(t, got)
			for _, file := range File(got) {
				checkFileName(t, got, file)
			}
		}
	})
}

func checkUnexported(t *testing.T, name string) {
	t.Helper()
	got := Unexported(name) + "Operation" // it always has more behind it
	if !token.IsIdentifier(got) || token.IsExported(got) {
		t.Fatalf("%q becomes %q, which is no unexported name", name, got)
	}
}

func checkFileName(t *testing.T, name, file string) {
	t.Helper()
	base, ok := strings.CutSuffix(file, ".gen.go")
	switch {
	case !ok, base == "", len(base) > maxFileName+len("_12345678_operation"), !utf8.ValidString(base):
		t.Fatalf("%q is in the file %q", name, file)
	case hasBuildSuffix(base), base[0] == '_', base[0] == '.', strings.ContainsAny(base, "/\\:*?\"<>| \x00"), base != strings.ToLower(base):
		t.Fatalf("%q is in the file %q", name, file)
	}
}
