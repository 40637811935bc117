package types

import (
	"strings"
	"testing"
)

func TestComponentNames(t *testing.T) {
	for name, c := range map[string]struct{ components, names, reported string }{
		"plain":          {"order: {type: string}", "order=Order", ""},
		"initialism":     {"pay_id: {type: string}", "pay_id=PayID", ""},
		"x-go-name":      {"order: {type: string, x-go-name: Purchase}", "order=Purchase", ""},
		"bad x-go-name":  {"order: {type: string, x-go-name: purchase}", "order=Order", "go-name"},
		"own type":       {"client: {type: string}", "client=ClientSchema", ""},
		"same, verbatim": {"pay_id: {type: string}\npayId: {type: string}", "pay_id=PayID payId=PayId", ""},
		"same":           {"a: {type: string, x-go-name: B}\nb: {type: string, x-go-name: B}", "a=B b=B_2", "name-collision"},
		"sign":           {"+: {type: string}", "+=Plus", ""},
		"signs":          {"a_b: {type: string}\na-b: {type: string}", "a_b=AB a-b=ADashB", "name-collision"},
		"no letter":      {"_: {type: string}", "_=Underscore", "name"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.components)
			var got []string
			for line := range strings.Lines(c.components) {
				spec, _, _ := strings.Cut(line, ":")
				got = append(got, spec+"="+b.Names.Component("spec.yaml#/components/schemas/"+spec))
			}
			if names, reported := strings.Join(got, " "), b.reported(); names != c.names || reported != c.reported {
				t.Errorf("got  %s [%s]\nwant %s [%s]", names, reported, c.names, c.reported)
			}
		})
	}
}

func TestOrigins(t *testing.T) {
	b := newBench(t, "S: {type: object, properties: {a: {type: array, items: {type: object, properties: {b: {type: object}}}}, c: {allOf: [{type: object}]}}, additionalProperties: {type: object}}")
	s := b.doc.Root.Get("components").Get("schemas").Get("S")
	a := s.Get("properties").Get("a")
	for want, node := range map[string]string{
		"S": b.Names.origins[s], "SA": b.Names.origins[a], "SAItem": b.Names.origins[a.Get("items")],
		"SAItemB":       b.Names.origins[a.Get("items").Get("properties").Get("b")],
		"SC":            b.Names.origins[s.Get("properties").Get("c").Get("allOf").Items()[0]],
		"SPropertyItem": b.Names.origins[s.Get("additionalProperties")],
	} {
		if node != want {
			t.Errorf("got %q, want %q", node, want)
		}
	}
}

func TestPlaceName(t *testing.T) {
	for ref, want := range map[string]string{
		"a.yaml#/components/schemas/Order":                                                          "Order",
		"a.yaml#/components/schemas/Order~1Item":                                                    "Order/Item",
		"a.yaml#/definitions/Order":                                                                 "Order",
		"shared/order.yaml#":                                                                        "order",
		"a.yaml#/components/schemas/Order/properties/amount":                                        "Order_amount",
		"a.yaml#/paths/~1v3~1orders/post/requestBody/content/application~1json/schema":              "/v3/orders_post",
		"a.yaml#/paths/~1v3~1orders/post/responses/200/content/application~1json/schema/items":      "/v3/orders_post_200_items",
		"a.yaml#/paths/~1v3~1orders/get/responses/default/content/application~1json/schema/oneOf/0": "/v3/orders_get_default_oneOf_0",
	} {
		if got := placeName(ref); got != want {
			t.Errorf("placeName(%s) = %s, want %s", ref, got, want)
		}
	}
}

func TestComponentName(t *testing.T) {
	for ref, want := range map[string]string{
		"a.yaml#/components/parameters/mchid": "mchid",
		"a.yaml#/paths/~1a/get/parameters/0":  "",
		"a.yaml#/components/schemas/a%25b":    "a%b",
	} {
		if got := ComponentName(ref); got != want {
			t.Errorf("ComponentName(%s) = %q, want %q", ref, got, want)
		}
	}
	for name, want := range map[string]string{"a/b": "a~1b", "a~b": "a~0b", "a%b": "a%25b"} {
		if got := PointerEscape(name); got != want || LastToken("x#/"+got) != name {
			t.Errorf("PointerEscape(%s) = %s, want %s", name, got, want)
		}
	}
}
