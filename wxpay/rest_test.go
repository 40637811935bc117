package wxpay_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

type open struct {
	ID   string           `json:"id"`
	Rest map[string]int64 `json:"-"`
}

func (o open) MarshalJSON() ([]byte, error) {
	type plain open
	return wxpayimpl.MarshalRest(plain(o), o.Rest)
}

func (o *open) UnmarshalJSON(data []byte) error {
	type plain open
	return wxpayimpl.UnmarshalRest(data, (*plain)(o), &o.Rest, "id")
}

func TestAdditionalProperties(t *testing.T) {
	in := open{ID: "a<b", Rest: map[string]int64{"z": 1, "b": 9007199254740993}}
	text, err := in.MarshalJSON()
	if want := `{"id":"a<b","b":9007199254740993,"z":1}`; err != nil || string(text) != want {
		t.Fatalf("got %s, %v, want %s", text, err, want)
	}
	var out open
	if err := json.Unmarshal(text, &out); err != nil || out.ID != in.ID || len(out.Rest) != 2 || out.Rest["b"] != 9007199254740993 {
		t.Errorf("got %+v, %v", out, err)
	}
}

func TestAdditionalDeclaredName(t *testing.T) {
	if text, err := (open{ID: "a", Rest: map[string]int64{"id": 1}}).MarshalJSON(); err == nil {
		t.Errorf("written as %s", text)
	}
}

func TestUnreadAdditionalProperty(t *testing.T) {
	var out open
	err := json.Unmarshal([]byte(`{"x":"text","id":"a","y":2}`), &out)
	if err == nil || out.ID != "a" || out.Rest["y"] != 2 {
		t.Errorf("got %+v, %v", out, err)
	}
}

func TestEnumText(t *testing.T) {
	var v wxpayimpl.Validator
	wxpayimpl.Enum(&v, "state", "secret", "CREATED", "DOING")
	wxpayimpl.Enum(&v, "state", "DOING", "CREATED", "DOING")
	wxpayimpl.Enum(&v, "level", int64(3), 1, 2)
	err := v.Err()
	if err == nil {
		t.Fatal("nothing was found")
	}
	text := err.Error()
	for _, want := range []string{`state`, `"CREATED", "DOING"`, `level`, `1, 2`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("%q quotes the value", text)
	}
}

func TestEnumAllocations(t *testing.T) {
	members := []string{"A", "B", "C"}
	if n := testing.AllocsPerRun(100, func() {
		var v wxpayimpl.Validator
		wxpayimpl.Enum(&v, "state", "C", members...)
		wxpayimpl.Enum(&v, "other", "C", "A", "C")
		if v.Err() != nil {
			t.Error("a member is refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestUniqueJSON(t *testing.T) {
	for name, test := range map[string]struct {
		items []json.RawMessage
		fault bool
	}{
		"1 and 1.0":           {[]json.RawMessage{[]byte(`1`), []byte(`1.0`)}, true},
		"order of members":    {[]json.RawMessage{[]byte(`{"a":1,"b":2}`), []byte(`{"b":2,"a":1}`)}, true},
		"large integers":      {[]json.RawMessage{[]byte(`9007199254740993`), []byte(`9007199254740992`)}, false},
		"0 and false":         {[]json.RawMessage{[]byte(`0`), []byte(`false`)}, false},
		"the string and null": {[]json.RawMessage{[]byte(`"null"`), []byte(`null`)}, false},
	} {
		var v wxpayimpl.Validator
		wxpayimpl.UniqueJSON(&v, "items", test.items)
		if got := v.Err() != nil; got != test.fault {
			t.Errorf("%s: fault %v, want %v", name, got, test.fault)
		}
	}
}

func TestEncodedLength(t *testing.T) {
	var v wxpayimpl.Validator
	v.EncodedLength("data", 3, 4, 4)
	if v.Err() != nil {
		t.Error("3 bytes are not 4 characters of base64")
	}
	v.EncodedLength("data", 4, 0, 7)
	if v.Err() == nil {
		t.Error("4 bytes are 8 characters of base64")
	}
}
