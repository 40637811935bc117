package bill_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

func zipped(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, content)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func newPay(t *testing.T) (*sandbox.Gateway, *wxpay.Client) {
	t.Helper()
	gw := sandbox.New(t)
	pay, err := wxpay.NewClient(gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	return gw, pay
}

func handle(t *testing.T, gw *sandbox.Gateway, pattern string, response sandbox.Response) {
	t.Helper()
	if _, err := gw.Handle(pattern, response); err != nil {
		t.Fatal(err)
	}
}

// The whole address is used, signed as it is, on each of WeChat Pay's hosts.
func TestDownload(t *testing.T) {
	sum := sha1.Sum([]byte(all))
	hash := strings.ToUpper(hex.EncodeToString(sum[:]))
	for _, path := range []string{
		"/v3/billdownload/file?token=a%2Bb~c&tartype=gzip",
		"/v3/billdownload/file?token=a+b&&empty=&x",
		"/v3/bill/downloadurl?token=a",
		"/v3/bill%2Fdownload",
	} {
		for _, host := range []string{"api.mch.weixin.qq.com", "api2.mch.weixin.qq.com", "download-service.wechatpay.cn"} {
			gw, pay := newPay(t)
			handle(t, gw, "GET /v3/{rest...}", sandbox.Raw(http.StatusOK, "application/octet-stream", zipped(t, all)))
			file, err := bill.Download(t.Context(), pay, bill.File{URL: "https://" + host + path, HashType: "SHA1", HashValue: hash})
			if err != nil {
				t.Fatal(err)
			}
			summary, err := bill.NewTrades(file).Summary()
			if err := errors.Join(err, file.Close()); err != nil || summary.Count != 3 {
				t.Errorf("%s%s: %+v, error %v", host, path, summary, err)
			}
			if sent := gw.Requests(); len(sent) != 1 || sent[0].URI != path || !sent[0].Verdict.OK {
				t.Errorf("%s%s: sent %+v", host, path, sent)
			}
		}
	}
}

func TestDownloadElsewhere(t *testing.T) {
	for _, address := range []string{
		"", "/v3/billdownload/file", "http://api.mch.weixin.qq.com/x", "https://example.com/x", "https://mch.weixin.qq.com.example.com/x",
		"https://evilmch.weixin.qq.com/x", "https://api.mch.weixin.qq.com:8443/x", "https://u:p@api.mch.weixin.qq.com/x", "https://api.mch.weixin.qq.com@example.com/x",
		"https://wechatpay.cn.example.com/x", "https://xwechatpay.cn/x", "https://api.mch.weixin.qq.com/x y",
		"https://api.mch.weixin.qq.com/x#y", "://", "https://[::1]/x",
	} {
		gw, pay := newPay(t)
		_, err := bill.Download(t.Context(), pay, bill.File{URL: address})
		var notSent *wxpay.NotSentError
		if !errors.As(err, &notSent) || len(gw.Requests()) != 0 {
			t.Errorf("%s: error %v, %d requests", address, err, len(gw.Requests()))
		}
		if !errors.Is(err, bill.ErrURL) {
			t.Errorf("%s: error %v", address, err)
		}
	}
}

// A query that would have to be escaped is not sent either.
func TestDownloadUnescaped(t *testing.T) {
	gw, pay := newPay(t)
	_, err := bill.Download(t.Context(), pay, bill.File{URL: "https://api.mch.weixin.qq.com/x?a=茶"})
	var notSent *wxpay.NotSentError
	if !errors.As(err, &notSent) || len(gw.Requests()) != 0 {
		t.Errorf("error %v, %d requests", err, len(gw.Requests()))
	}
}

func TestDownloadOtherFile(t *testing.T) {
	gw, pay := newPay(t)
	handle(t, gw, "GET /v3/billdownload/file", sandbox.Raw(http.StatusOK, "", []byte(all)))
	at := bill.File{URL: "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a", HashType: "SHA1", HashValue: strings.Repeat("0", 40)}
	file, err := bill.Download(t.Context(), pay, at)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, err = range bill.NewTrades(file).Rows() {
		rows++
	}
	if !errors.Is(err, wxpay.ErrChecksum) || rows != 4 { // three rows and the error
		t.Errorf("%d rows, the last with error %v", rows, err)
	}
	if err := file.Close(); !errors.Is(err, wxpay.ErrChecksum) {
		t.Errorf("closed: %v", err)
	}
}

func TestDownloadRefused(t *testing.T) {
	gw, pay := newPay(t)
	handle(t, gw, "GET /v3/billdownload/file", sandbox.Error(http.StatusBadRequest, "INVALID_REQUEST", "账单下载地址已失效"))
	_, err := bill.Download(t.Context(), pay, bill.File{URL: "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a"})
	var refused *wxpay.Error
	if !errors.As(err, &refused) || refused.Code != wxpay.Code("INVALID_REQUEST") || refused.Remedy == "" {
		t.Errorf("got %v", err)
	}
}
