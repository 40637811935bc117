package wxpay_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

type patch struct {
	Name wxpay.Nullable[string]         `json:"name,omitzero"`
	Age  wxpay.Nullable[int64]          `json:"age,omitzero"`
	Tags wxpay.Nullable[[]string]       `json:"tags,omitzero"`
	Data wxpay.Nullable[[]byte]         `json:"data,omitzero"`
	More wxpay.Nullable[map[string]int] `json:"more,omitzero"`
	In   wxpay.Nullable[patch]          `json:"in,omitzero"`
}

// Each member is absent, null or a value, in both directions.
func TestNullable(t *testing.T) {
	for want, p := range map[string]patch{
		`{}`:                       {},
		`{"name":null,"age":null}`: {Name: wxpay.Null[string](), Age: wxpay.Null[int64]()},
		`{"name":"","age":0}`:      {Name: wxpay.Value(""), Age: wxpay.Value[int64](0)},
		`{"name":"\u003c"}`:        {Name: wxpay.Value("<")},
		`{"tags":[],"data":"","more":{}}`: {
			Tags: wxpay.Value([]string{}), Data: wxpay.Value([]byte{}), More: wxpay.Value(map[string]int{}),
		},
		`{"tags":null,"data":null,"more":null}`: {
			Tags: wxpay.Null[[]string](), Data: wxpay.Null[[]byte](), More: wxpay.Null[map[string]int](),
		},
		`{"in":{"in":null}}`: {In: wxpay.Value(patch{In: wxpay.Null[patch]()})},
	} {
		data, err := json.Marshal(p)
		if err != nil || string(data) != want {
			t.Errorf("%s: %s, %v", want, data, err)
		}
		for _, decode := range []func([]byte, any) error{json.Unmarshal, func(data []byte, out any) error {
			_, err := wxpay.Unmarshal(data, out)
			return err
		}} {
			var got patch
			if err := decode([]byte(want), &got); err != nil || !reflect.DeepEqual(got, p) {
				t.Errorf("%s: %+v, %v", want, got, err)
			}
		}
	}
}

func TestNullableNil(t *testing.T) {
	data, err := json.Marshal(patch{Tags: wxpay.Value[[]string](nil), Data: wxpay.Value[[]byte](nil), More: wxpay.Value[map[string]int](nil)})
	if want := `{"tags":[],"data":"","more":{}}`; err != nil || string(data) != want {
		t.Errorf("%s, %v", data, err)
	}
	if value, ok := wxpay.Null[string]().Get(); ok || value != "" {
		t.Errorf("%q", value)
	}
	if value, ok := wxpay.Value("a").Get(); !ok || value != "a" {
		t.Errorf("%q", value)
	}
}
