package wxpay_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// wholes are responses of each form that generated code has: nested structs and
// lists, a tagged union, unions distinguished by their members and by their limits,
// and additional members.
var wholes = []struct {
	document string
	create   func() any
}{
	{`{"out_trade_no":"1","trade_state":"SUCCESS","amount":{"total":1e2,"currency":"CNY"},
		"promotion_detail":[{"coupon_id":"c","amount":3},{"coupon_id":"d","amount":4}],
		"payer":{"type":"CARD","card_no":"1","bank":"b"},"attributes":{"id":"a"}}`, func() any { return new(trade) }},
	{`{"card_no":"1","bank":"b"}`, func() any { return new(funding) }},
	{`{"card_no":"12345","wallet_id":"w"}`, func() any { return new(funding) }},
	{`[{"wallet_id":"w"},{"card_no":"1"},"text",7]`, func() any { return new([]funding) }},
	{`{"name":"n","l":{"name":"long","l":{"v":"1"}}}`, func() any { return new(tree) }},
	{`{"out_order_no":"1","state":"DONE","total_amount":100,"need_collection":true,
		"post_payments":[{"name":"n","amount":1,"count":2}],"time_range":{"start_time":"20260401"},
		"collection":{"state":"USER_PAID","total_amount":100,"details":[{"seq":1,"amount":100}]}}`, func() any { return new(payscore.ServiceOrder) }},
	{
		`{"appid":"wx1","out_trade_no":"1","trade_state":"SUCCESS","amount":{"total":1,"currency":"CNY"},"payer":{"openid":"o"}}`,
		func() any { return new(codepay.PayTransactionResponse) },
	},
}

// FuzzMembers adds members that nobody knows to valid responses, everywhere: of
// any name, and of the names that are there in other cases, each more than once.
// What is decoded does not change.
func FuzzMembers(f *testing.F) {
	f.Add(uint64(1), "new", []byte(`{"total":"secret"}`))
	f.Add(uint64(2), "State", []byte(`"CLOSED"`))
	f.Add(uint64(3), "WALLET_ID", []byte(`[[[[[[[[[[1]]]]]]]]]]`))
	f.Add(uint64(4), "", []byte(`null`))
	f.Fuzz(func(t *testing.T, seed uint64, name string, value []byte) {
		if len(value) > 200 || !json.Valid(value) {
			value = []byte(`[]`)
		}
		for _, w := range wholes {
			want, got := w.create(), w.create()
			if unread, err := wxpay.Unmarshal([]byte(w.document), want); err != nil || len(unread) > 0 {
				t.Fatalf("%s: %v, %v", w.document, unread, err)
			}
			g := grower{
				random: rand.New(rand.NewPCG(seed, 0)), name: name, value: value,
				known: declaredNames(reflect.TypeOf(want), map[reflect.Type]bool{}, map[string]bool{}),
			}
			document := g.grow([]byte(w.document))
			unread, err := wxpay.Unmarshal(document, got)
			diff := cmp.Diff(want, got, cmpopts.IgnoreFields(open{}, "Rest"))
			if diff != "" || err != nil {
				t.Fatalf("%v from %s (-want +got)\n%s", err, document, diff)
			}
			for _, u := range unread {
				if u.Path != "attributes[key]" { // additional members are decoded, and may not fit
					t.Fatalf("unread %v of %s", u, document)
				}
			}
		}
	})
}

// grower adds members to the objects of a document.
type grower struct {
	random *rand.Rand
	name   string
	value  []byte
	known  map[string]bool
}

func (g *grower) grow(value []byte) []byte {
	value = bytes.TrimSpace(value)
	switch value[0] {
	case '[':
		var items []json.RawMessage
		_ = json.Unmarshal(value, &items)
		for i := range items {
			items[i] = g.grow(items[i])
		}
		out, _ := json.Marshal(items)
		return out
	case '{':
		return g.growObject(value)
	}
	return value
}

func (g *grower) growObject(value []byte) []byte {
	var object map[string]json.RawMessage
	_ = json.Unmarshal(value, &object)
	var members []string
	add := func(name string, value []byte) {
		quoted, _ := json.Marshal(name)
		members = append(members, string(quoted)+":"+string(value))
	}
	for name, value := range object {
		add(name, g.grow(value))
		if other := g.otherCase(name); !g.known[other] {
			add(other, g.value)
			add(other, value)
		}
	}
	quoted, _ := json.Marshal(g.name) // what is no UTF-8 becomes U+FFFD
	var name string
	_ = json.Unmarshal(quoted, &name)
	if !g.known[name] {
		add(name, g.value)
		add(name, []byte(`"again"`))
	}
	g.random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return []byte("{" + strings.Join(members, " , ") + "}")
}

// otherCase changes the case of letters of a name. K and the Kelvin sign, s and
// the long s are the same letter to encoding/json.
func (g *grower) otherCase(name string) string {
	special := map[rune]rune{'k': 'K', 's': 'ſ'}
	return strings.Map(func(r rune) rune {
		switch other := special[r]; g.random.IntN(3) {
		case 0:
			return unicode.ToUpper(r)
		case 1:
			if other != 0 {
				return other
			}
		}
		return r
	}, name)
}

// declaredNames lists the members that a type has, and those of its unions.
func declaredNames(t reflect.Type, seen map[reflect.Type]bool, names map[string]bool) map[string]bool {
	if seen[t] {
		return names
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		declaredNames(t.Elem(), seen, names)
	case reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			names[name] = names[name] || name != ""
			declaredNames(t.Field(i).Type, seen, names)
		}
	}
	names["type"] = true // the tag
	return names
}
