package repotest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/browser"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// The site works from files: search in both languages, by the keyboard alone, and on a phone.
func TestSite(t *testing.T) {
	inRoot(t)
	s := &sitePages{Browser: browser.New(t), dir: t.TempDir()}
	for name, text := range site(t) {
		name = filepath.Join(s.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, text)
	}
	for _, test := range []struct{ lang, query, want string }{
		{"en", "取消", "cancelServiceOrder"},
		{"zh", "取消", "cancelServiceOrder"},
		{"en", "reason", "cancelServiceOrder"},
		{"zh", "reason", "cancelServiceOrder"},
		{"zh", "out_trade_no close", "closeTransaction"},
		{"en", "TRANSACTION.SUCCESS", "TRANSACTION.SUCCESS"},
	} {
		s.search(test.lang, test.query, test.want)
	}
	for _, page := range []string{"en/index.html", "zh/payscore/index.html", "zh/payscore/modifyServiceOrder.html", "en/combine/prepayJSAPI.html"} {
		for _, width := range []int{390, 1280} {
			s.Look(width, 900, "dark")
			s.open(page)
			if wide := s.Eval(`document.documentElement.scrollWidth`); wide.(float64) > float64(width) {
				t.Errorf("%s is %v pixels wide in a window of %d", page, wide, width)
			}
		}
	}
	s.tryIt(sandbox.New(t))
	s.open("en/payments/closeTransaction.html")
	s.Eval(`document.querySelector('[role=tab]').focus()`)
	key(s.Browser, "ArrowRight")
	s.Until(`!document.getElementById('sample-curl').hidden && document.getElementById('sample-go').hidden`)
	s.open("zh/payments/prepayApp.html")
	if shown := s.Eval(`document.querySelector('[role=tabpanel]:not([hidden])').textContent`); !strings.Contains(shown.(string), "curl -X") {
		t.Errorf("another page shows %.80s", shown)
	}
}

// sitePages is a browser with the pages of a site.
type sitePages struct {
	*browser.Browser
	dir string
}

func (s *sitePages) open(page string) {
	s.Call("Page.navigate", map[string]any{"url": "file://" + s.dir + "/" + page}, nil)
	s.Until(fmt.Sprintf(`location.href.endsWith(%q) && document.readyState === 'complete'`, page))
}

// search finds a page by the keyboard alone, and opens it.
func (s *sitePages) search(lang, query, want string) {
	s.open(lang + "/index.html")
	key(s.Browser, "/")
	s.Until(`document.activeElement.id === 'q'`)
	s.Call("Input.insertText", map[string]any{"text": query}, nil)
	s.Until(fmt.Sprintf(`[...document.querySelectorAll('#found a')].some(a => a.textContent.startsWith(%q))`, want))
	key(s.Browser, "ArrowDown")
	s.Until(`!!document.activeElement.closest('#found')`)
	key(s.Browser, "Enter")
	s.Until(`!!document.querySelector('h1') && !location.href.endsWith('/index.html')`)
}

// tryIt follows the link to the composer of a sandbox, and sends what it has filled in.
func (s *sitePages) tryIt(gw *sandbox.Gateway) {
	s.open("zh/payments/prepayNative.html")
	s.Eval(`window.open = address => { window.opened = String(address); }`)
	s.Eval(fmt.Sprintf(`document.querySelector('.try input').value = %q; document.querySelector('.try button').click()`, gw.URL()))
	s.Call("Page.navigate", map[string]any{"url": s.Eval(`window.opened`)}, nil)
	s.Until(`document.querySelector('#compose')?.uri.value === '/v3/pay/transactions/native' && document.querySelector('#compose').body.value !== ''`)
	s.Eval(`document.querySelector('#compose button.event').click()`)
	s.Until(`!!document.querySelector('#sent')?.textContent.includes('code_url')`)
}

// key presses a key.
func key(b *browser.Browser, name string) {
	text := ""
	switch {
	case len(name) == 1:
		text = name
	case name == "Enter":
		text = "\r"
	}
	b.Call("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": name, "text": text, "windowsVirtualKeyCode": map[string]int{"Enter": 13}[name]}, nil)
	b.Call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": name}, nil)
}
