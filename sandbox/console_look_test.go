package sandbox_test

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

var screenshots = flag.String("screenshots", "", "write screenshots of the console to this `directory`")

var axe = flag.String("axe", "", "check the pages of the console with this `file` of axe-core, axe.min.js")

// looksWell looks at all pages.
func looksWell(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	for page, hash := range map[string]string{
		"workbench": "#/", "request": "#/requests/4", "order": "#/orders/A1", "settings": "#/settings", "compose": "#/compose", "notifications": "#/notifications",
	} {
		openConsole(t, b, gw, hash)
		looksAt(t, b, page)
	}
	b.Look(1280, 900, "light")
}

// checkAccess looks for violations of WCAG.
func checkAccess(t *testing.T, b *browser, where string) {
	t.Helper()
	if *axe == "" {
		return
	}
	source := must[[]byte](t)(os.ReadFile(*axe))
	b.Eval(string(source) + "; true")
	found := b.Eval(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html)])))`)
	if found != "[]" {
		t.Errorf("%s: %v", where, found)
	}
}

// looksAt takes pictures of the page in light and dark, on a desk and on a phone.
func looksAt(t *testing.T, b *browser, page string) {
	t.Helper()
	for _, look := range []struct {
		width, height int
		scheme        string
	}{{1280, 900, "light"}, {1280, 900, "dark"}, {390, 844, "light"}, {390, 844, "dark"}} {
		b.Look(look.width, look.height, look.scheme)
		b.Until(fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, look.width)) // nothing is cut off at the side
		checkAccess(t, b, fmt.Sprintf("%s at %d, %s", page, look.width, look.scheme))
		shot := b.Screenshot()
		picture, err := png.Decode(bytes.NewReader(shot))
		if err != nil || picture.Bounds().Dx() != look.width {
			t.Fatalf("%v: the picture is %v", err, picture.Bounds())
		}
		if r, _, _, _ := picture.At(2, look.height-2).RGBA(); (r < 0x8000) != (look.scheme == "dark") {
			t.Errorf("the %s page is not %s", look.scheme, look.scheme)
		}
		if *screenshots != "" {
			name := filepath.Join(*screenshots, fmt.Sprintf("console-%s-%d-%s.png", page, look.width, look.scheme))
			if err := os.WriteFile(name, shot, 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}
