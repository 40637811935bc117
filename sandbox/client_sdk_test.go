package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/downloader"
	"github.com/wechatpay-apiv3/wechatpay-go/services/fileuploader"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"
	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// Both ways of giving the SDK its keys.
var modes = []struct {
	name    string
	options func(*sandbox.Gateway) []core.ClientOption
	serial  func(*sandbox.Gateway) string
}{
	{"public key", (*sandbox.Gateway).Options, (*sandbox.Gateway).PublicKeyID},
	{"certificate", (*sandbox.Gateway).CertificateOptions, (*sandbox.Gateway).PlatformSerial},
}

func TestSDKUnmodified(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			ctx := context.Background()
			gw := sandbox.New(t)
			gw.Handle("POST /v3/pay/transactions/jsapi", sandbox.JSON(http.StatusOK, map[string]string{"prepay_id": "wx1"}))
			gw.Handle("POST /v3/pay/transactions/out-trade-no/{no}/close", sandbox.NoContent())
			gw.Handle("GET /v3/refund/domestic/refunds/{no}",
				sandbox.Error(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "退款单不存在"))
			client := newClient(t, mode.options(gw))

			payments := jsapi.JsapiApiService{Client: client}
			prepaid, result, err := payments.Prepay(ctx, jsapi.PrepayRequest{
				Appid: core.String("wxd678efh567hg6787"), Mchid: core.String(gw.MchID()), OutTradeNo: core.String("1"),
				Description: core.String("图书 <1> & 2"), NotifyUrl: core.String("https://example.com/notify"),
				Amount: &jsapi.Amount{Total: core.Int64(1)}, Payer: &jsapi.Payer{Openid: core.String("o1")},
			})
			if err != nil {
				t.Fatalf("Prepay: %v", err)
			}
			if got := *prepaid.PrepayId; got != "wx1" {
				t.Errorf("prepay_id %q", got)
			}
			if got := result.Response.Header.Get("Wechatpay-Serial"); got != mode.serial(gw) {
				t.Errorf("answer signed with %q, want %q", got, mode.serial(gw))
			}
			if _, err = payments.CloseOrder(ctx, jsapi.CloseOrderRequest{Mchid: core.String(gw.MchID()), OutTradeNo: core.String("1")}); err != nil {
				t.Errorf("CloseOrder, which is answered by a signed 204: %v", err)
			}
			refunds := refunddomestic.RefundsApiService{Client: client}
			_, _, err = refunds.QueryByOutRefundNo(ctx, refunddomestic.QueryByOutRefundNoRequest{
				OutRefundNo: core.String("7"), SubMchid: core.String("1900000109"),
			})
			if !core.IsAPIError(err, "RESOURCE_NOT_EXISTS") {
				t.Errorf("QueryByOutRefundNo: %v", err)
			}
			last := gw.Requests()[2]
			if last.PathValue("no") != "7" || last.Query.Get("sub_mchid") != "1900000109" {
				t.Errorf("recorded %s", last.URI)
			}
		})
	}
}

func TestSDKUpload(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("POST /v3/merchant/media/upload", sandbox.JSON(http.StatusOK, map[string]string{"media_id": "m1"}))
	uploader := fileuploader.ImageUploader{Client: newClient(t, gw.Options())}
	got, _, err := uploader.Upload(context.Background(), strings.NewReader("\xff\xd8 a picture"), "a.jpg", "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	if *got.MediaId != "m1" {
		t.Errorf("media_id %q", *got.MediaId)
	}
}

func TestSDKCertificates(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("GET /v3/certificates", gw.Certificates())
	ctx := context.Background()
	d, err := downloader.NewCertificateDownloaderWithClient(ctx, newClient(t, gw.CertificateOptions()), gw.APIv3Key())
	if err != nil {
		t.Fatal(err)
	}
	if got := d.GetNewestSerial(ctx); got != gw.PlatformSerial() {
		t.Errorf("downloaded certificate %q, want %q", got, gw.PlatformSerial())
	}
}

type person struct {
	Name string `json:"name" encryption:"EM_APIV3"`
}

func TestSensitiveFields(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			ctx := context.Background()
			gw := sandbox.New(t)
			gw.Handle("POST /v3/people", sandbox.Func(func(r *sandbox.Request) sandbox.Response {
				var in person
				if err := r.JSON(&in); err != nil {
					return sandbox.Error(http.StatusBadRequest, "PARAM_ERROR", err.Error())
				}
				name, err := r.Decrypt(in.Name)
				if again, err2 := gw.Decrypt(in.Name); err != nil || err2 != nil || again != name {
					return sandbox.Error(http.StatusBadRequest, "PARAM_ERROR", errors.Join(err, err2).Error())
				}
				sealed, err := gw.Encrypt(name + "同学")
				if err != nil {
					return sandbox.Error(http.StatusBadRequest, "PARAM_ERROR", err.Error())
				}
				return sandbox.JSON(http.StatusOK, person{sealed})
			}))
			client := newClient(t, mode.options(gw))
			in := person{"张三"}
			if serial, err := client.EncryptRequest(ctx, &in); err != nil || serial != mode.serial(gw) {
				t.Fatalf("EncryptRequest: key %q, %v", serial, err)
			}
			result, err := client.Post(ctx, "https://api.mch.weixin.qq.com/v3/people", in)
			if err != nil {
				t.Fatal(err)
			}
			var out person
			if err := core.UnMarshalResponse(result.Response, &out); err != nil {
				t.Fatal(err)
			}
			if err := client.DecryptResponse(ctx, &out); err != nil || out.Name != "张三同学" {
				t.Errorf("the answer holds %q, %v", out.Name, err)
			}
		})
	}
}

// The error for a field that cannot be decrypted quotes none of it.
func TestUndecryptableField(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, sandbox.NoContent())
	newCall(gw).send(t, gw) // names no key
	unnamed := gw.Requests()[0]
	tests := map[string]func() (string, error){
		"plain text":                func() (string, error) { return gw.Decrypt("张三") },
		"Base64 of something else":  func() (string, error) { return gw.Decrypt("5byg5LiJ") },
		"no Wechatpay-Serial":       func() (string, error) { return unnamed.Decrypt("5byg5LiJ") },
		"a request made by hand":    func() (string, error) { return new(sandbox.Request).Decrypt("5byg5LiJ") },
		"more than RSA can encrypt": func() (string, error) { return gw.Encrypt(strings.Repeat("张", 72)) },
	}
	for name, try := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := try()
			if err == nil || got != "" || strings.Contains(err.Error(), "张") || strings.Contains(err.Error(), "5byg") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	if sealed, err := gw.Encrypt(strings.Repeat("x", 214)); err != nil || sealed == "" {
		t.Errorf("214 bytes: %v", err)
	}
}

// An error body has WeChat Pay's form.
func TestErrorBodyForm(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, sandbox.Error(http.StatusBadRequest, "PARAM_ERROR", "参数错误",
		map[string]string{"field": "/amount/currency", "location": "body"}).WithHeader("Retry-After", "3"))
	got := newCall(gw).send(t, gw)
	var body struct {
		Code, Message string
		Detail        map[string]string
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	if got.status != 400 || body.Code != "PARAM_ERROR" || body.Message != "参数错误" || body.Detail["location"] != "body" {
		t.Errorf("answered %d %s", got.status, got.body)
	}
	if got.header.Get("Retry-After") != "3" || strings.HasSuffix(got.header.Get("Request-ID"), "-0") {
		t.Errorf("header %v", got.header)
	}
}
