package names

import "testing"

func TestExported(t *testing.T) {
	n := New(map[string]string{"wxzff": "WxZFF"})
	for name, want := range map[string]string{
		"out_order_no":                 "OutOrderNo",
		"appid":                        "AppID",
		"sub_mchid":                    "SubMchID",
		"sp_openid":                    "SpOpenID",
		"notify_url":                   "NotifyURL",
		"ORDER_DONE":                   "OrderDone",
		"NOTPAY":                       "Notpay",
		"cancelServiceOrder":           "CancelServiceOrder",
		"HTTPServer":                   "HTTPServer",
		"userIDs":                      "UserIDs",
		"getIDsOf":                     "GetIDsOf",
		"time":                         "Time",
		"x-request-id":                 "XRequestID",
		"StartTime":                    "StartTime",
		"StartTime<":                   "StartTimeLess",
		"StartTime>":                   "StartTimeGreater",
		"GMT+12":                       "GMTPlus12",
		"GMT-12":                       "GMTMinus12",
		"2020-01":                      "X202001",
		"-1":                           "Minus1",
		"商户号":                          "X商户号",
		"user姓名":                       "User姓名",
		"a.b/c":                        "ABC",
		"v3Order":                      "V3Order",
		"wxzff":                        "WxZFF",
		"":                             "",
		"---":                          "",
		"type":                         "Type",
		"A struct{}; type B":           "AStructTypeB",
		"interface\n//go:build ignore": "InterfaceGoBuildIgnore",
	} {
		if got := n.Exported(name); got != want {
			t.Errorf("Exported(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestVerbatim(t *testing.T) {
	n := New(nil)
	if a, b := n.Verbatim("asc"), n.Verbatim("ASC"); a != "Asc" || b != "ASC" {
		t.Errorf("got %q and %q", a, b)
	}
}

func TestUnexported(t *testing.T) {
	for name, want := range map[string]string{
		"CancelServiceOrder": "cancelServiceOrder",
		"AppID":              "appID",
		"HTTPServer":         "httpServer",
		"IDs":                "ids",
		"X商户":                "x商户",
	} {
		if got := Unexported(name); got != want {
			t.Errorf("Unexported(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"CancelServiceOrder": "cancel_service_order",
		"GetIDsOf":           "get_ids_of",
		"PostV3HTTPThing":    "post_v3_http_thing",
	} {
		if got := Snake(name); got != want {
			t.Errorf("Snake(%q) = %q, want %q", name, got, want)
		}
	}
}
