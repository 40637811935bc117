package draft

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/page"
	"github.com/wxpaygen/wxpaygen/specs"
)

// A seed is one of the pages that this project began with. Its text is written
// anew, in the same form and with the same facts, mojibake and noise included.
type seed struct {
	name, file, spec string
	// unknown is what the spec says and the page does not, with the reason: a line
	// of facts that the spec has, or part of one.
	unknown map[string]string
}

const (
	picture = "the marks of what is required were pictures, and are lost in the copy"
	never   = "pages about the PHP client have no lengths"
	noMark  = "the copy lost the attributes that say what is required"
	noCodes = "the page lists no codes; the spec has those of a later page, or of the order family"
)

var seeds = []seed{
	{"global papay reverse", "seed1-global.txt", "globalpapay.yaml", map[string]string{
		"code": noCodes,
	}},
	{"partner reverse", "seed2-php.txt", "partnerpay.yaml", map[string]string{
		"path out_trade_no: max min":              never,
		"body sp_appid: max min":                  never,
		"body sp_mchid: max min required":         never + "; " + noMark,
		"body sub_appid: max min":                 never,
		"body sub_mchid: max min required":        never + "; " + noMark,
		"response sp_appid: max min":              never,
		"response sp_mchid: max min required":     never + "; " + noMark,
		"response sub_appid: max min":             never,
		"response sub_mchid: max min required":    never + "; " + noMark,
		"response out_trade_no: max min required": never + "; " + noMark,
		"code": noCodes,
	}},
	{"payscore cancel", "seed3-mirror.txt", "payscore.yaml", map[string]string{
		"body appid: required":            picture,
		"body service_id: required":       picture,
		"body reason: required":           picture,
		"response appid: required":        picture,
		"response mchid: required":        picture,
		"response out_order_no: required": picture,
		"response service_id: required":   picture,
		"response order_id: required":     picture,
		"code 401 SIGN_ERROR":             "the page of 2020 has nine codes; this one is of pages since 2024",
	}},
}

// draft of each seed gives the operation that specs/ has, field for field, length
// for length and code for code, but for what the page does not say.
func TestSeeds(t *testing.T) {
	for _, s := range seeds {
		t.Run(s.name, func(t *testing.T) {
			p := readSeed(t, s.file)
			model := loadSpec(t, specs.FS(), s.spec)
			op := find(model, p)
			if op == nil {
				t.Fatalf("%s has no %s %s", s.spec, p.Method, p.Path)
			}
			ofSpec := factsOfSpec(model, op)
			drafted := loadSpec(t, fstest.MapFS{"d.yaml": {Data: Spec([]*page.Page{p})}}, "d.yaml")
			ofDraft := factsOfSpec(drafted, find(drafted, p))
			if diff := cmp.Diff(slices.Sorted(maps.Keys(s.unknown)), differences(ofSpec, ofDraft)); diff != "" {
				t.Errorf("what the draft lacks (-listed with a reason +found):\n%s", diff)
			}
		})
	}
}

// differences are what a draft has not, or otherwise than a spec: a line for each
// field with the attributes. The word code alone stands for all codes.
func differences(ofSpec, ofDraft []fact) []string {
	var list []string
	byKey := map[string]fact{}
	for _, f := range ofDraft {
		byKey[f.key] = f
	}
	noCodes := !slices.ContainsFunc(ofDraft, func(f fact) bool { return strings.HasPrefix(f.key, "code ") })
	for _, want := range ofSpec {
		got, ok := byKey[want.key]
		delete(byKey, want.key)
		switch {
		case !ok && noCodes && strings.HasPrefix(want.key, "code "):
			list = append(list, "code")
		case !ok:
			list = append(list, want.key)
		default:
			if names := differing(want, got); names != "" {
				list = append(list, want.key+": "+names)
			}
		}
	}
	for key := range byKey {
		list = append(list, "more: "+key)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func differing(want, got fact) string {
	var names []string
	for _, name := range attributes {
		// A length without a unit counts characters.
		if want.about[name] != got.about[name] && name != "unit" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func readSeed(t *testing.T, file string) *page.Page {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := page.Read(file, data)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 {
		t.Fatalf("%d operations", len(pages))
	}
	return pages[0]
}

func loadSpec(t *testing.T, fsys fs.FS, name string) *apimodel.Model {
	t.Helper()
	doc, diags := load.Load(fsys, name)
	if doc == nil || diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	return apimodel.Read(doc, nil)
}
