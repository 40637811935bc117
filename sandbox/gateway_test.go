package sandbox_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

const cancelPattern = "POST /v3/payscore/serviceorder/{out_order_no}/cancel"

const cancelURL = "https://api.mch.weixin.qq.com/v3/payscore/serviceorder/A%7C1%2A2/cancel"

func newClient(t *testing.T, opts []core.ClientOption) *core.Client {
	t.Helper()
	client, err := core.NewClient(context.Background(), opts...)
	if err != nil {
		t.Fatalf("NewClient: %v", err)
	}
	return client
}

func TestAnUnmodifiedCoreClientIsAnswered(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(cancelPattern, sandbox.JSON(http.StatusOK, map[string]string{"order_id": "1"}), sandbox.NoContent(),
		sandbox.Refuse(http.StatusBadRequest, "ORDER_DONE", "订单已完成"))
	for name, opts := range map[string][]core.ClientOption{"public key": gw.Options(), "certificate": gw.CertificateOptions()} {
		client := newClient(t, opts)
		result, err := client.Post(context.Background(), cancelURL, map[string]string{"reason": "用户投诉"})
		if core.IsAPIError(err, "ORDER_DONE") {
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := result.Response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	seen := gw.Requests()
	if len(seen) != 2 {
		t.Fatalf("%d requests were recorded, want 2", len(seen))
	}
	r := seen[0]
	if r.Host != "api.mch.weixin.qq.com" || r.PathValue("out_order_no") != "A|1*2" || !strings.Contains(string(r.Body), "用户投诉") || !r.Verdict.OK {
		t.Errorf("recorded %+v", r)
	}
}
