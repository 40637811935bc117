package wxpay_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var downloadBill = wxpayimpl.Operation{
	Name: "bill.Download", Method: http.MethodGet, Path: "/v3/billdownload/file",
	Servers: []string{"https://api.mch.weixin.qq.com"}, Repeatable: true, Unsigned: true,
}

func download(ctx context.Context, c wxpay.Caller, opts ...wxpay.CallOption) (*wxpay.Download, error) {
	call := wxpayimpl.NewRequest(&downloadBill)
	call.QueryParam("token", "t")
	return wxpayimpl.Do[wxpay.Download](ctx, c, call, opts...)
}

func sums(content string) (sha1Hex, sha256Hex string) {
	a, b := sha1.Sum([]byte(content)), sha256.Sum256([]byte(content))
	return hex.EncodeToString(a[:]), hex.EncodeToString(b[:])
}

func gzipped(content string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, content)
	_ = w.Close()
	return b.String()
}

const bill = "交易时间,公众账号ID\n`2018-06-08,`wx1\n"

func TestDownload(t *testing.T) {
	sha1Hex, sha256Hex := sums(bill)
	for name, test := range map[string]struct {
		body   string
		header map[string]string
		check  wxpay.CallOption
	}{
		"plain":                       {bill, nil, nil},
		"SHA1":                        {bill, nil, wxpay.WithChecksum("SHA1", strings.ToUpper(sha1Hex))},
		"SHA-256":                     {bill, nil, wxpay.WithChecksum("sha-256", sha256Hex)},
		"a file in gzip":              {gzipped(bill), map[string]string{"Content-Type": "application/x-gzip"}, wxpay.WithChecksum("SHA1", sha1Hex)},
		"an answer encoded with gzip": {gzipped(bill), map[string]string{"Content-Encoding": "gzip"}, wxpay.WithChecksum("SHA1", sha1Hex)},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{status: 200, body: test.body, header: test.header, signing: unsigned}))
			d, err := download(t.Context(), g.client(), test.check)
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(d)
			if string(content) != bill || err != nil || d.StatusCode != 200 || d.Header.Get("Request-Id") == "" {
				t.Errorf("content %q, %v, %d", content, err, d.StatusCode)
			}
			if err := errors.Join(d.Close(), d.Close()); err != nil {
				t.Error(err)
			}
			if got := g.only().header.Get("Accept"); got != "*/*" {
				t.Errorf("Accept %q", got)
			}
		})
	}
}

func TestDownloadChecksum(t *testing.T) {
	sha1Hex, _ := sums("another")
	g := newGateway(t, always(reply{status: 200, body: bill, signing: unsigned}))
	d, err := download(t.Context(), g.client(), wxpay.WithChecksum("SHA1", sha1Hex))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(d); !errors.Is(err, wxpay.ErrChecksum) {
		t.Errorf("Read: %v", err)
	}
	if _, err := d.Read(make([]byte, 1)); !errors.Is(err, wxpay.ErrChecksum) {
		t.Errorf("Read again: %v", err)
	}
	if err := d.Close(); !errors.Is(err, wxpay.ErrChecksum) {
		t.Errorf("Close: %v", err)
	}
}

func TestDownloadClosedEarly(t *testing.T) {
	sha1Hex, _ := sums(bill)
	g := newGateway(t, always(reply{status: 200, body: bill, signing: unsigned}))
	d, err := download(t.Context(), g.client(), wxpay.WithChecksum("SHA1", sha1Hex))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); !errors.Is(err, wxpay.ErrChecksum) {
		t.Errorf("Close: %v", err)
	}
	plain, err := download(t.Context(), g.client())
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.Close(); err != nil {
		t.Errorf("Close without a hash: %v", err)
	}
	if n, err := plain.Read(make([]byte, 9)); n != 0 || err == nil || err == io.EOF {
		t.Errorf("Read after Close: %d, %v", n, err)
	}
}

func TestInvalidChecksum(t *testing.T) {
	g := newGateway(t, always(success))
	for _, opt := range []wxpay.CallOption{wxpay.WithChecksum("MD5", "00"), wxpay.WithChecksum("SHA1", "00"), wxpay.WithChecksum("SHA1", strings.Repeat("g", 40))} {
		if _, err := download(t.Context(), g.client(), opt); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("error %v", err)
		}
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

func TestDownloadContext(t *testing.T) {
	begun := reply{raw: func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "begin")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}}
	inBubble(t, always(begun), func(t *testing.T, g *gateway) {
		ctx, stop := context.WithCancel(t.Context())
		d, err := download(ctx, g.client())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		time.AfterFunc(time.Second, stop)
		if _, err := io.ReadAll(d); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestDownloadHeaderTimeout(t *testing.T) {
	inBubble(t, always(reply{raw: neverRespond}), func(t *testing.T, g *gateway) {
		_, err := download(t.Context(), g.client(wxpay.WithTimeout(time.Minute)))
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("error %v", err)
		}
	})
}

func TestDownloadError(t *testing.T) {
	g := newGateway(t, always(reply{status: 400, body: `{"code":"NO_STATEMENT_EXIST","message":"账单文件不存在"}`}))
	d, err := download(t.Context(), g.client())
	if d != nil || wxpay.CodeOf(err) != "NO_STATEMENT_EXIST" {
		t.Errorf("%v, %v", d, err)
	}
	forged := newGateway(t, always(reply{status: 400, body: `{"code":"NO_STATEMENT_EXIST","message":"m"}`, signing: byForeignKey}))
	if _, err := download(t.Context(), forged.client()); wxpay.CodeOf(err) != "" || !errors.As(err, new(*wxpay.SignatureError)) {
		t.Errorf("error %v", err)
	}
}

func TestInterruptedDownload(t *testing.T) {
	g := newGateway(t, always(reply{raw: cutOff}))
	d, err := download(t.Context(), g.client())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := io.ReadAll(d); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
}

func TestSignedDownload(t *testing.T) {
	op := downloadBill
	op.Unsigned = false
	g := newGateway(t, func(attempt int, _ received) reply {
		return reply{status: 200, body: bill, signing: []signing{signed, byForeignKey}[attempt-1]}
	})
	c := g.client()
	d, err := wxpayimpl.Do[wxpay.Download](t.Context(), c, wxpayimpl.NewRequest(&op))
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(d); string(content) != bill || err != nil {
		t.Errorf("%q, %v", content, err)
	}
	if _, err := wxpayimpl.Do[wxpay.Download](t.Context(), c, wxpayimpl.NewRequest(&op)); !errors.As(err, new(*wxpay.SignatureError)) {
		t.Errorf("error %v", err)
	}
}

func TestDownloadCleanup(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		return reply{status: []int{200, 400}[attempt%2], body: bill, signing: unsigned}
	})
	counting := &countingTransport{base: g.server.Client().Transport}
	c := g.client(option.WithHTTPClient(&http.Client{Transport: counting}))
	before := runtime.NumGoroutine()
	for range 40 {
		d, err := download(t.Context(), c)
		if err == nil {
			_, _ = io.Copy(io.Discard, d)
			_ = d.Close()
		}
	}
	if counting.opened.Load() != 40 || counting.closed.Load() != 40 {
		t.Errorf("%d bodies opened, %d closed", counting.opened.Load(), counting.closed.Load())
	}
	waitFor(t, "the goroutines of 40 downloads are gone", func() bool { return runtime.NumGoroutine() <= before+5 })
}

func TestInvalidGzip(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: "\x1f\x8bnonsense", signing: unsigned}))
	d, err := download(t.Context(), g.client())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := io.ReadAll(d); !errors.Is(err, gzip.ErrHeader) {
		t.Errorf("error %v", err)
	}
}

// fakeCaller is a Caller as a user's test has it.
type fakeCaller func(req *wxpay.Request, out any) error

func (f fakeCaller) Call(_ context.Context, req *wxpay.Request, out any, _ ...wxpay.CallOption) error {
	return f(req, out)
}

func TestNewDownload(t *testing.T) {
	fake := fakeCaller(func(req *wxpay.Request, out any) error {
		if req.URLPath() != "/v3/billdownload/file?token=t" {
			t.Errorf("path %s", req.URLPath())
		}
		*out.(*wxpay.Download) = *wxpay.NewDownload(io.NopCloser(strings.NewReader(bill)))
		return nil
	})
	d, err := download(t.Context(), fake)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(d); string(content) != bill || err != nil {
		t.Errorf("%q, %v", content, err)
	}
	var empty wxpay.Download
	if n, err := empty.Read(make([]byte, 1)); n != 0 || err != io.EOF || empty.Close() != nil {
		t.Errorf("the zero Download: %d, %v", n, err)
	}
}
