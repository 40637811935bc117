package cashier

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// way is a way to start a client.
type way struct {
	name string
	// members are those by which it is recognised; of two ways that fit, the first applies.
	members []string
	// life is how long a response can be used; 0 means as long as the resource.
	life time.Duration
	// of reports whether a start is for a resource.
	of func(start map[string]string, r *engine.Resource) bool
	// check returns what the client would refuse; nil accepts everything.
	check func(v *verification) string
	// What the client's API returns: after the user accepted or refused, and for a start that it refuses.
	accepted, refused, failed string
}

var ways = []way{
	{
		name: "app", members: []string{"appId", "partnerId", "prepayId", "sign"}, life: prepayLife,
		of:    func(start map[string]string, r *engine.Resource) bool { return is(r, "prepay_id", start["prepayId"]) },
		check: (*verification).app, accepted: "errCode:0", refused: "errCode:-2", failed: "errCode:-1",
	},
	{
		name: "jsapi", members: []string{"appId", "package", "paySign"}, life: prepayLife,
		of: byPackage, check: (*verification).jsapi,
		accepted: "get_brand_wcpay_request:ok", refused: "get_brand_wcpay_request:cancel", failed: "get_brand_wcpay_request:fail",
	},
	{
		name: "miniProgram", members: []string{"package", "paySign"}, life: prepayLife,
		of: byPackage, check: (*verification).jsapi,
		accepted: "requestPayment:ok", refused: "requestPayment:fail cancel", failed: "requestPayment:fail",
	},
	{
		name: "scoreDetail", members: []string{"service_id", "out_order_no", "sign"},
		of: func(start map[string]string, r *engine.Resource) bool {
			return is(r, "out_order_no", start["out_order_no"]) && is(r, "service_id", start["service_id"])
		},
		check: (*verification).scoreDetail, accepted: viewOK, refused: viewCancel, failed: viewFail,
	},
	{
		name: "scoreEnable", members: []string{"apply_permissions_token"}, life: time.Hour,
		of: func(start map[string]string, r *engine.Resource) bool {
			return is(r, "apply_permissions_token", start["apply_permissions_token"])
		},
		accepted: viewOK, refused: viewCancel, failed: viewFail,
	},
	{
		name: "transfer", members: []string{"mchId", "appId", "package"},
		of:    func(start map[string]string, r *engine.Resource) bool { return is(r, "package_info", start["package"]) },
		check: (*verification).transfer,
		// ok says that the page was shown.
		accepted: "requestMerchantTransfer:ok", refused: "requestMerchantTransfer:cancel", failed: "requestMerchantTransfer:fail",
	},
	{
		name: "scoreConfirm", members: []string{"package"},
		of:       func(start map[string]string, r *engine.Resource) bool { return is(r, "package", start["package"]) },
		accepted: viewOK, refused: viewCancel, failed: viewFail,
	},
	{
		name: "native", members: []string{"code_url"}, life: prepayLife,
		of: func(start map[string]string, r *engine.Resource) bool {
			return is(r, "code_url", start["code_url"]) || is(r, "show_code_url", start["code_url"])
		},
	},
	{
		name: "h5", members: []string{"prepay_id"}, life: 5 * time.Minute,
		of: byH5URL,
	},
}

// prepayLife is how long a prepay_id and a code_url are valid.
const prepayLife = 2 * time.Hour

const (
	viewOK     = "openBusinessView:ok"
	viewCancel = "openBusinessView:cancel"
	viewFail   = "openBusinessView:fail"
)

func byPackage(start map[string]string, r *engine.Resource) bool {
	return is(r, "prepay_id", strings.TrimPrefix(start["package"], "prepay_id="))
}

func byH5URL(start map[string]string, r *engine.Resource) bool {
	link, err := url.Parse(text(r.Members, "h5_url"))
	return err == nil && link.RawQuery != "" && link.Query().Get("prepay_id") == start["prepay_id"]
}

func is(r *engine.Resource, member, value string) bool {
	return value != "" && text(r.Members, member) == value
}

// member follows a dotted path.
func member(m map[string]any, path string) any {
	for {
		name, rest, more := strings.Cut(path, ".")
		if !more {
			return m[name]
		}
		m, _ = m[name].(map[string]any)
		path = rest
	}
}

func text(m map[string]any, path string) string {
	s, _ := member(m, path).(string)
	return s
}

func fen(m map[string]any, path string) int64 {
	n, _ := member(m, path).(int64)
	return n
}

// anyOf returns the values of some members that the resource has.
func anyOf(r *engine.Resource, names ...string) []string {
	var list []string
	for _, name := range names {
		if value := text(r.Members, name); value != "" && !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}
