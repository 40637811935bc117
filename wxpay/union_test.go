package wxpay_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

type card struct {
	CardNo string `json:"card_no"`
	Bank   string `json:"bank,omitempty"`
}

func (c card) Validate() error {
	var v wxpayimpl.Validator
	v.Length("card_no", c.CardNo, 1, 4)
	return v.Err()
}

type wallet struct {
	WalletID string `json:"wallet_id"`
}

// funding is a union as generated code writes it.
type funding struct {
	Card   *card
	Wallet *wallet
	Text   *string
	Count  *int64
	Raw    json.RawMessage
}

func (u *funding) UnmarshalJSON(data []byte) error {
	return wxpayimpl.UnmarshalUnion(data, &u.Raw,
		wxpayimpl.Member(&u.Card, "Card", "card_no"),
		wxpayimpl.Member(&u.Wallet, "Wallet", "wallet_id"),
		wxpayimpl.Member(&u.Text, "Text"),
		wxpayimpl.Member(&u.Count, "Count"))
}

func (u funding) MarshalJSON() ([]byte, error) {
	return wxpayimpl.MarshalUnion(u.Raw, u.Card, u.Wallet, u.Text, u.Count)
}

func TestUnmarshalUnion(t *testing.T) {
	for text, want := range map[string]string{
		`{"card_no":"1"}`:                       "card",
		`{"card_no":"1","new":2}`:               "card",
		`{"wallet_id":"w"}`:                     "wallet",
		`{"card_no":"12345","wallet_id":"w"}`:   "wallet", // the card breaks its limits
		`{"card_no":"12345"}`:                   "card",   // and is still what fits best
		`{"card_no":"1","wallet_id":"w","x":1}`: "card",
		`"t"`:                                   "text",
		`7`:                                     "count",
		`9007199254740993`:                      "count",
		`7.5`:                                   "raw",
		`[1]`:                                   "raw",
		`{}`:                                    "raw",
		`{"card_no":7}`:                         "raw",
		`null`:                                  "",
	} {
		u := funding{Text: new(string)} // what was there before is gone
		if err := json.Unmarshal([]byte(text), &u); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := setMember(u); got != want {
			t.Errorf("%s became %q, want %q", text, got, want)
		}
		if want == "" || strings.Contains(text, "new") || strings.Contains(text, `"x"`) || strings.Contains(text, `"12345","wallet`) {
			continue
		}
		if back, err := json.Marshal(u); string(back) != text || err != nil {
			t.Errorf("%s went back as %s, %v", text, back, err)
		}
	}
}

func setMember(u funding) string {
	var set []string
	for name, is := range map[string]bool{"card": u.Card != nil, "wallet": u.Wallet != nil, "text": u.Text != nil, "count": u.Count != nil, "raw": u.Raw != nil} {
		if is {
			set = append(set, name)
		}
	}
	return strings.Join(set, "+")
}

type plainCard struct {
	CardNo string `json:"card_no"`
}

// Members that none of the candidates declares used to make all of them alike.
func TestUnionUndeclaredMembers(t *testing.T) {
	for _, text := range []string{
		`{"card_no":"1","bank":"b"}`, `{"card_no":"1","bank":"b","new":{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}}`,
		`{"card_no":"1","bank":"b","BANK":5,"Card_no":[]}`,
	} {
		var plain *plainCard
		var whole *card
		err := wxpayimpl.UnmarshalUnion([]byte(text), nil, wxpayimpl.Member(&plain, "plainCard", "card_no"), wxpayimpl.Member(&whole, "card", "card_no"))
		if err != nil || plain != nil || whole == nil || whole.Bank != "b" {
			t.Errorf("%s: %v, %v, %v", text, plain, whole, err)
		}
	}
}

type tagged struct {
	Card   *card
	Wallet *wallet
	Raw    json.RawMessage
}

func (u *tagged) UnmarshalJSON(data []byte) error {
	return wxpayimpl.UnmarshalTagged(data, "type", &u.Raw,
		wxpayimpl.Member(&u.Card, "CARD"), wxpayimpl.Member(&u.Card, "DEBIT_CARD"), wxpayimpl.Member(&u.Card, "7"), wxpayimpl.Member(&u.Wallet, "WALLET"))
}

func TestUnmarshalTagged(t *testing.T) {
	for text, want := range map[string]string{
		`{"type":"CARD","card_no":"12345"}`:                 "card",
		`{"card_no":"1","type":"DEBIT_CARD","wallet_id":1}`: "card",
		`{"type":"WALLET","card_no":"1"}`:                   "wallet",
		`{"type":"WALLET","Wallet_id":1}`:                   "wallet",
		`{"type":7,"card_no":"1"}`:                          "card",
		`{"type":7.0,"card_no":"1"}`:                        "card",
		`{"type":"NEW"}`:                                    "raw",
		`{"type":""}`:                                       "raw",
		`{"type":5}`:                                        "raw",
		`{}`:                                                "raw",
		`5`:                                                 "raw",
		`null`:                                              "",
	} {
		var u tagged
		if err := json.Unmarshal([]byte(text), &u); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got := setMember(funding{Card: u.Card, Wallet: u.Wallet, Raw: u.Raw}); got != want {
			t.Errorf("%s became %q, want %q", text, got, want)
		}
	}
}

func TestUnionError(t *testing.T) {
	var c *card
	var w *wallet
	members := []wxpayimpl.UnionMember{wxpayimpl.Member(&c, "Card", "card_no"), wxpayimpl.Member(&w, "Wallet", "wallet_id")}
	for _, err := range []error{
		wxpayimpl.UnmarshalUnion([]byte(`{"secret":"value"}`), nil, members...),
		wxpayimpl.UnmarshalTagged([]byte(`{"type":"secret"}`), "type", nil, members...),
	} {
		var none *wxpayimpl.UnionError
		if !errors.As(err, &none) || err.Error() != "wxpay: the value is none of Card, Wallet" || len(none.Tried) != 2 {
			t.Errorf("error %v", err)
		}
	}
}

func TestMarshalUnionErrors(t *testing.T) {
	g := newGateway(t, always(success))
	for want, u := range map[string]funding{
		"more than one member set: wxpay_test.card, wxpay_test.wallet": {Card: &card{CardNo: "secret"}, Wallet: &wallet{}},
		"raw value is not JSON": {Raw: json.RawMessage("{secret")},
	} {
		call := newCancel(&cancelOrder)
		call.JSONBody(map[string]any{"funding": u})
		err := wxpayimpl.Exec(t.Context(), g.client(), call)
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

// A response that has null for a union, or lacks it, can be encoded again. A nil list is
// an empty one, since null is no member.
func TestMarshalUnion(t *testing.T) {
	var list []string
	var table map[string]int
	var data []byte
	for name, test := range map[string]struct {
		raw     json.RawMessage
		members []any
		want    string
	}{
		"nothing":   {nil, []any{(*card)(nil), nil}, `null`},
		"raw":       {json.RawMessage(`[1]`), []any{(*card)(nil)}, `[1]`},
		"list":      {nil, []any{(*card)(nil), &list}, `[]`},
		"map":       {nil, []any{&table}, `{}`},
		"bytes":     {nil, []any{&data}, `""`},
		"full list": {nil, []any{&[]string{"a"}}, `["a"]`},
		"raw JSON":  {nil, []any{&json.RawMessage{'1'}}, `1`},
	} {
		got, err := wxpayimpl.MarshalUnion(test.raw, test.members...)
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	var all []funding
	if _, err := wxpay.Unmarshal([]byte(`[null,{"wallet_id":"w"},[1]]`), &all); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(all); err != nil || string(got) != `[null,{"wallet_id":"w"},[1]]` {
		t.Errorf("%s, %v", got, err)
	}
}
