package wxpay_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// tree is a union that holds itself; left and right have the same form.
type tree struct {
	Leaf        *leaf
	Left, Right *branch
	Raw         json.RawMessage
}

type leaf struct {
	V string `json:"v"`
}

type branch struct {
	L    *tree  `json:"l,omitempty"`
	Name string `json:"name"`
}

var decodes int

func (b *branch) UnmarshalJSON(data []byte) error {
	decodes++
	type plain branch
	_, err := wxpay.Unmarshal(data, (*plain)(b))
	return err
}

func (b *branch) Validate() error {
	var v wxpayimpl.Validator
	v.Length("name", b.Name, 0, 2)
	if b.L != nil && b.L.Left != nil && b.L.Left.Validate() != nil {
		v.Required("l", false)
	}
	return v.Err()
}

func (u *tree) UnmarshalJSON(data []byte) error {
	return wxpayimpl.UnmarshalUnion(data, &u.Raw,
		wxpayimpl.Member(&u.Leaf, "Leaf"), wxpayimpl.Member(&u.Left, "Left"), wxpayimpl.Member(&u.Right, "Right"))
}

func nestedTree(depth int) string {
	return strings.Repeat(`{"name":"long","l":`, depth) + `{"v":"1"}` + strings.Repeat("}", depth)
}

func TestNestedUnions(t *testing.T) {
	decodes = 0
	var u tree
	if err := json.Unmarshal([]byte(nestedTree(200)), &u); err != nil {
		t.Fatal(err)
	}
	depth := 0
	at := &u
	for ; at.Left != nil; at = at.Left.L {
		depth++
	}
	if depth != 200 || at.Leaf == nil || at.Leaf.V != "1" {
		t.Errorf("%d levels, then %+v", depth, at)
	}
	if decodes > 200+256 {
		t.Errorf("200 branches were decoded %d times", decodes)
	}
}

func TestUnionTooDeep(t *testing.T) {
	decodes = 0
	var u tree
	if err := json.Unmarshal([]byte(nestedTree(5000)), &u); err != nil || string(u.Raw) != nestedTree(5000) || decodes > 0 {
		t.Errorf("error %v, %d bytes of raw, %d decodes", err, len(u.Raw), decodes)
	}
}

func TestLargeUnionTooDeep(t *testing.T) {
	for depth, kept := range map[int]bool{3: false, 100: true} {
		text := strings.Repeat(`{"name":"n","l":`, depth) + `{"v":"` + strings.Repeat("x", 1<<20) + `"}` + strings.Repeat("}", depth)
		var u tree
		if err := json.Unmarshal([]byte(text), &u); err != nil || (u.Raw != nil) != kept {
			t.Errorf("depth %d: error %v, %d bytes of raw", depth, err, len(u.Raw))
		}
	}
}

type nestedCard struct {
	Detail *struct {
		No string `json:"no"`
	} `json:"detail"`
}

type nestedWallet struct {
	Detail *struct {
		ID string `json:"id"`
	} `json:"detail"`
}

func TestUnionNestedMembers(t *testing.T) {
	var c *nestedCard
	var w *nestedWallet
	err := wxpayimpl.UnmarshalUnion([]byte(`{"detail":{"id":"1"}}`), nil, wxpayimpl.Member(&c, "Card"), wxpayimpl.Member(&w, "Wallet"))
	if err != nil || c != nil || w == nil || w.Detail.ID != "1" {
		t.Errorf("%v, %v, %v", c, w, err)
	}
}

func TestUnionLimits(t *testing.T) {
	var short, long *string
	for text, want := range map[string]bool{`"ab"`: true, `"abcd"`: false} {
		err := wxpayimpl.UnmarshalUnion([]byte(text), nil,
			wxpayimpl.Member(&short, "short").Limits(func(v *wxpayimpl.Validator) { v.Length("", *short, 0, 2) }),
			wxpayimpl.Member(&long, "long").Limits(func(v *wxpayimpl.Validator) { v.Length("", *long, 4, 9) }))
		if err != nil || (short != nil) != want || (long != nil) == want {
			t.Errorf("%s: short %v, long %v, %v", text, short, long, err)
		}
	}
}

func TestHasMember(t *testing.T) {
	if wxpayimpl.HasMember(nil) || wxpayimpl.HasMember((*card)(nil)) || !wxpayimpl.HasMember(&card{}) {
		t.Error("a nil pointer counts as a member, or another one does not")
	}
}
