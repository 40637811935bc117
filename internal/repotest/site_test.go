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
	dir := t.TempDir()
	for name, text := range site(t) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, text)
	}
	b := browser.New(t)
	open := func(page string) {
		b.Call("Page.navigate", map[string]any{"url": "file://" + dir + "/" + page}, nil)
		b.Until(fmt.Sprintf(`location.href.endsWith(%q) && document.readyState === 'complete'`, page))
	}
	for _, test := range []struct{ lang, query, want string }{
		{"en", "取消", "cancelServiceOrder"},
		{"zh", "取消", "cancelServiceOrder"},
		{"en", "reason", "cancelServiceOrder"},
		{"zh", "reason", "cancelServiceOrder"},
		{"zh", "out_trade_no close", "closeTransaction"},
		{"en", "TRANSACTION.SUCCESS", "TRANSACTION.SUCCESS"},
	} {
		t.Run(test.lang+"/"+test.query, func(t *testing.T) {
			open(test.lang + "/index.html")
			key(b, "/")
			b.Until(`document.activeElement.id === 'q'`)
			b.Call("Input.insertText", map[string]any{"text": test.query}, nil)
			b.Until(fmt.Sprintf(`[...document.querySelectorAll('#found a')].some(a => a.textContent.startsWith(%q))`, test.want))
			key(b, "ArrowDown")
			b.Until(`!!document.activeElement.closest('#found')`)
			key(b, "Enter")
			b.Until(`document.querySelector('h1') && !location.href.endsWith('/index.html')`)
		})
	}
	for _, page := range []string{"en/index.html", "zh/payscore/index.html", "zh/payscore/modifyServiceOrder.html", "en/combine/prepayJSAPI.html"} {
		for _, width := range []int{390, 1280} {
			b.Look(width, 900, "dark")
			open(page)
			if wide := b.Eval(`document.documentElement.scrollWidth`); wide.(float64) > float64(width) {
				t.Errorf("%s is %v pixels wide in a window of %d", page, wide, width)
			}
		}
	}
	t.Run("try it", func(t *testing.T) {
		gw := sandbox.New(t)
		open("zh/payments/prepayNative.html")
		b.Eval(`window.open = address => { window.opened = String(address); }`)
		b.Eval(fmt.Sprintf(`document.querySelector('.try input').value = %q; document.querySelector('.try button').click()`, gw.URL()))
		address := b.Eval(`window.opened`).(string)
		b.Call("Page.navigate", map[string]any{"url": address}, nil)
		b.Until(`document.querySelector('#compose')?.uri.value === '/v3/pay/transactions/native' && document.querySelector('#compose').body.value !== ''`)
		b.Eval(`document.querySelector('#compose button.event').click()`)
		b.Until(`document.querySelector('#sent')?.textContent.includes('code_url')`)
	})
	t.Run("tabs", func(t *testing.T) {
		open("en/payments/closeTransaction.html")
		b.Eval(`document.querySelector('[role=tab]').focus()`)
		key(b, "ArrowRight")
		b.Until(`!document.getElementById('sample-curl').hidden && document.getElementById('sample-go').hidden`)
		open("zh/payments/prepayApp.html")
		if shown := b.Eval(`document.querySelector('[role=tabpanel]:not([hidden])').textContent`); !strings.Contains(shown.(string), "curl -X") {
			t.Errorf("another page shows %.80s", shown)
		}
	})
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
