package decode_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
)

type state string

type money struct {
	Total    int64  `json:"total"`
	Currency string `json:"currency,omitempty"`
}

type base struct {
	Shop string `json:"shop"`
	ID   string `json:"id"` // hidden by the order's own
}

type order struct {
	base
	ID     string            `json:"id"`
	State  state             `json:"state"`
	Amount *money            `json:"amount,omitempty"`
	Items  []money           `json:"items"`
	Pair   [2]int64          `json:"pair"`
	Note   map[string]string `json:"note"`
	ByDay  map[int]int64     `json:"by_day"`
	Data   []byte            `json:"data"`
	Raw    json.RawMessage   `json:"raw"`
	Any    any               `json:"any"`
	Rate   float64           `json:"rate"`
	Small  uint8             `json:"small"`
	Done   *bool             `json:"done"`
	At     time.Time         `json:"at"`
	Number json.Number       `json:"number"`
	Quoted int64             `json:"quoted,string"`
	Hidden string            `json:"-"`
	Plain  string
}

const whole = `{"shop":"s","id":"1","state":"PAID","amount":{"total":9007199254740993,"currency":"CNY"},
	"items":[{"total":1},{"total":2}],"pair":[1,2,3],"note":{"a":"b"},"by_day":{"7":1},"data":"AQI=","raw":{"x":[1]},
	"any":{"n":1.5,"l":[null,true]},"rate":0.1,"small":255,"done":false,"at":"2026-11-28T10:00:00+08:00","number":1.50,
	"quoted":"12","-":"dash","Plain":"p","new":{"deep":["]}\"",{}]}}`

func TestJSON(t *testing.T) {
	var got, want order
	if err := decode.JSON([]byte(whole), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(whole), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(order{}, base{})); diff != "" {
		t.Errorf("unlike encoding/json (-want +got)\n%s", diff)
	}
}

// list returns the faults of an error as text.
func list(err error) string {
	var part *decode.Partial
	var unfit *decode.Unfit
	switch {
	case err == nil:
		return ""
	case errors.As(err, &part):
		texts := make([]string, len(part.Faults))
		for i, f := range part.Faults {
			texts[i] = f.String()
			if f.Decisive {
				texts[i] += "!"
			}
		}
		return strings.Join(texts, "; ")
	case errors.As(err, &unfit):
		return "unfit: the value " + unfit.Problem
	}
	return err.Error()
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		`{"amount":[]}`:                            "amount is an array, not an object",
		`{"amount":{"total":"100"}}`:               "amount.total is a string, not an integer",
		`{"id":{"x":"secret"}}`:                    "id is an object, not a string",
		`{"state":5}`:                              "state is a number, not a string!",
		`{"items":[{"total":1},"secret"]}`:         "items[1] is a string, not an object",
		`{"items":{}}`:                             "items is an object, not an array",
		`{"items":[{"total":true}]}`:               "items[0].total is a boolean, not an integer",
		`{"pair":["x",2]}`:                         "pair[0] is a string, not an integer",
		`{"note":{"secret":1}}`:                    "note[key] is a number, not a string",
		`{"by_day":{"secret":1}}`:                  "by_day[key] has a key that does not fit",
		`{"data":"secret!"}`:                       "data is not base64",
		`{"data":5}`:                               "data is a number, not a base64 string",
		`{"rate":1e999}`:                           "rate is too large for a float64",
		`{"any":1e999}`:                            "any is too large",
		`{"small":256}`:                            "small is out of the range of uint8",
		`{"small":-1}`:                             "small is out of the range of uint8",
		`{"amount":{"total":1.5}}`:                 "amount.total has a fraction, and is not an integer",
		`{"amount":{"total":9223372036854775808}}`: "amount.total is out of the range of int64",
		`{"done":"true"}`:                          "done is a string, not a boolean",
		`{"at":"secret"}`:                          "at does not have the documented form",
		`{"number":"secret"}`:                      "number is a string, not a number",
		`{"quoted":12}`:                            "quoted is a number, not a string that contains the value",
		`{"quoted":"secret"}`:                      "quoted is a string that does not contain a value of its type",
		`{"shop":1,"id":2}`:                        "shop is a number, not a string; id is a number, not a string",
		`[]`:                                       "unfit: the value is an array, not an object",
		`"secret"`:                                 "unfit: the value is a string, not an object",
		`{"id":`:                                   "unexpected end of JSON input",
		`{} secret`:                                "invalid character 's' after top-level value",
		``:                                         "unexpected end of JSON input",
		` null `:                                   "",
		`{"id":null,"amount":null,"state":null}`:   "",
	} {
		var o order
		if got := list(decode.JSON([]byte(text), &o)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestRestIsRead(t *testing.T) {
	var o order
	err := decode.JSON([]byte(`{"id":"1","amount":{"total":"100","currency":"CNY"},"items":[{"total":1},7,{"total":3}],"pair":["x",2],
		"note":{"a":1,"b":"c"},"done":5,"state":"PAID"}`), &o)
	want := order{
		ID: "1", State: "PAID", Amount: &money{Currency: "CNY"}, Items: []money{{Total: 1}, {Total: 3}}, Pair: [2]int64{0, 2},
		Note: map[string]string{"b": "c"},
	}
	if diff := cmp.Diff(want, o, cmp.AllowUnexported(order{}, base{})); diff != "" || list(err) == "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestNamesMatchExactly(t *testing.T) {
	var o order
	err := decode.JSON([]byte(`{"id":"1","ID":"2","Id":{},"\u0069\u0064\u0000":"3","AMOUNT":[],"amount":{"total":1,"Total":2},"plain":"x","iD":0}`), &o)
	if err != nil || o.ID != "1" || o.Amount.Total != 1 || o.Plain != "" {
		t.Errorf("%+v, %v", o, err)
	}
	if err := decode.JSON([]byte(`{"\u0069d":"escaped"}`), &o); err != nil || o.ID != "escaped" {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestRepeatedMember(t *testing.T) {
	for text, want := range map[string]order{
		`{"id":"1","id":"2"}`:        {ID: "2"},
		`{"id":"1","id":null}`:       {},
		`{"id":"1","id":{}}`:         {},
		`{"note":{"a":"1","a":"2"}}`: {Note: map[string]string{"a": "2"}},
		`{"note":{"a":"1","a":2}}`:   {Note: map[string]string{}},
		`{"amount":{"total":1,"currency":"CNY"},"amount":{"total":2}}`:   {Amount: &money{Total: 2}},
		`{"items":[{"total":1,"currency":"CNY"}],"items":[{"total":2}]}`: {Items: []money{{Total: 2}}},
	} {
		var o order
		_ = decode.JSON([]byte(text), &o)
		if diff := cmp.Diff(want, o, cmp.AllowUnexported(order{}, base{})); diff != "" {
			t.Errorf("%s (-want +got)\n%s", text, diff)
		}
	}
}

func TestIntegers(t *testing.T) {
	for text, want := range map[string]string{
		"1.0": "1", "1e3": "1000", "-1.50e1": "-15", "1E+2": "100", "0e999999999999999999999": "0", "-0": "0", "-0.0": "0", "0.0": "0",
		"100e-2": "1", "9007199254740993.0": "9007199254740993", "9.223372036854775807e18": "9223372036854775807",
		"-9.223372036854775808e18": "-9223372036854775808", "12300000000000000000000e-20": "123",
		"1.5": "fraction", "1e-1": "fraction", "0.1e-99999999999999999999": "fraction", "9007199254740992.5": "fraction",
		"9.223372036854775808e18": "range", "1e19": "range", "1e99999999999999999999": "range", "18446744073709551616": "range",
	} {
		var n int64
		err := decode.JSON([]byte(text), &n)
		if got := fmt.Sprint(n); err == nil && got != want || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
	}
	var u uint64
	if err := decode.JSON([]byte("1.8446744073709551615e19"), &u); err != nil || u != math.MaxUint64 {
		t.Errorf("%d, %v", u, err)
	}
	if err := decode.JSON([]byte("-0"), &u); err != nil || u != 0 {
		t.Errorf("%d, %v", u, err)
	}
}

func TestBase64(t *testing.T) {
	for _, text := range []string{"+/8BAg==", "-_8BAg==", "+/8BAg", "-_8BAg", "+/8B\\nAg=="} {
		var got []byte
		if err := decode.JSON([]byte(`"`+text+`"`), &got); err != nil || string(got) != "\xfb\xff\x01\x02" {
			t.Errorf("%s: %x, %v", text, got, err)
		}
	}
	for _, text := range []string{"+/8BAg=", "+", "=", "AAAA=", "A A="} {
		if got, err := decode.Base64(text); err == nil {
			t.Errorf("%s: %x", text, got)
		}
	}
}

func TestDeepAndBroken(t *testing.T) {
	type chain struct {
		Next *chain `json:"next"`
	}
	deep := strings.Repeat(`{"next":`, 9000) + "{}" + strings.Repeat("}", 9000)
	var c chain
	if err := decode.JSON([]byte(deep), &c); err != nil {
		t.Error(err)
	}
	if err := decode.JSON([]byte(strings.Repeat("[", 20000)+strings.Repeat("]", 20000)), &c); !errors.As(err, new(*json.SyntaxError)) {
		t.Errorf("20,000 levels: %v", err)
	}
	var o order
	if err := decode.JSON([]byte("{\"id\":\"a\xffb\",\"\xff\":1}"), &o); err != nil || o.ID != "a\ufffdb" {
		t.Errorf("%q, %v", o.ID, err)
	}
	for _, out := range []any{nil, o, (*order)(nil)} {
		if decode.JSON([]byte(`{}`), out) == nil {
			t.Errorf("decoded into %T", out)
		}
	}
}

func TestFaultsAreBounded(t *testing.T) {
	var o order
	err := decode.JSON([]byte(`{"items":[`+strings.Repeat(`1,`, 5000)+`1],"state":[]}`), &o)
	var part *decode.Partial
	if !errors.As(err, &part) || len(part.Faults) != decode.MaxFaults+1 || !part.Faults[decode.MaxFaults].Decisive {
		t.Errorf("%v", err)
	}
}
