package sandbox_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/visible"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// showsTextOfOthers shows a request whose text would erase or reorder what is around it, and whose amount no number of
// JavaScript can have.
func showsTextOfOthers(t *testing.T, b *browser) {
	t.Helper()
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithSpecs(os.DirFS("testdata"), "great.yaml"))
	const number, shown = "A\u202eB\u001b[2J\u009b1mC", "A\ufffdB\ufffd[2J\ufffd1mC"
	status, body := postRaw(t, gw, "/v3/great", nil, map[string]any{"out_no": number, "amount": json.RawMessage("9007199254740993")})
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for place, hash := range map[string]string{"#page pre.body": "#/requests/1", "#resources .number": "#/", "#page h2 .number": "#/orders/r1", "#page h3 + pre.body": "#/orders/r1"} {
		times := 1
		if hash == "#/requests/1" {
			times = 2 // the request and the response
		}
		openConsole(t, b, gw, hash)
		b.Until(`document.querySelectorAll("` + place + `").length === ` + strconv.Itoa(times))
		texts := b.Eval(`[...document.querySelectorAll("` + place + `")].map((n) => n.textContent)`).([]any)
		if len(texts) != times {
			t.Errorf("%s: %d places", place, len(texts))
		}
		for _, text := range texts {
			checkShown(t, text.(string), place, shown, strings.HasSuffix(place, ".number"))
		}
	}
	source := must[[]byte](t)(os.ReadFile("console/ui.js"))
	definition := regexp.MustCompile(`(?s)export const visible =(.*?);\n`).FindSubmatch(source)
	b.Eval("var visible = " + string(definition[1]) + "; true") // that of the page is in a module
	hidden := b.Eval(`[...document.querySelectorAll("body *")].flatMap((n) => [...n.attributes].filter((a) => !a.name.startsWith("data-")).map((a) => a.value)).concat(document.body.textContent)
		.filter((text) => visible(text) !== text).length`)
	if hidden != 0.0 {
		t.Errorf("%v texts have hidden characters", hidden)
	}
	hidesWhatGoHides(t, b)
}

func checkShown(t *testing.T, text, place, number string, alone bool) {
	t.Helper()
	if alone {
		if text != number {
			t.Errorf("%s: %q", place, text)
		}
		return
	}
	var value struct {
		Number string          `json:"out_no"`
		Amount json.RawMessage `json:"amount"`
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil || string(value.Amount) != "9007199254740993" {
		t.Errorf("%s: %v in %s", place, err, text)
	}
	if value.Number != number && value.Number != "A\ufffdB\u001b[2J\ufffd1mC" { // JSON's own escape is text
		t.Errorf("%s: %q", place, value.Number)
	}
}

// hidesWhatGoHides compares the page's list of characters with that of internal/visible.
func hidesWhatGoHides(t *testing.T, b *browser) {
	t.Helper()
	var want []rune
	for r := rune(0); r <= 0x10FFFF; r++ {
		if visible.Hidden(r) && r != '\n' && r != '\t' {
			want = append(want, r)
		}
	}
	var got []rune
	for _, r := range b.Eval(`Array.from({ length: 0x110000 }, (_, r) => r).filter((r) => visible(String.fromCodePoint(r)) !== String.fromCodePoint(r))`).([]any) {
		got = append(got, rune(r.(float64)))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the page hides %U, want %U", got, want)
	}
}
