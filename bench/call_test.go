package bench

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// stubKeys signs and believes everything, so that what is measured is what
// stands around the cryptography.
type stubKeys struct{}

func (stubKeys) Sign(context.Context, string) (*auth.SignatureResult, error) {
	return &auth.SignatureResult{MchID: "1230000109", CertificateSerialNo: "5157F09EFDC096DE", Signature: "c2lnbmF0dXJl"}, nil
}
func (stubKeys) Algorithm() string                                    { return "SHA256-RSA2048" }
func (stubKeys) Verify(context.Context, string, string, string) error { return nil }
func (stubKeys) GetSerial(context.Context) (string, error)            { return "PUB_KEY_ID_0", nil }

const answer = `{"appid":"wxd678efh567hg6787","mchid":"1230000109","out_order_no":"2304203423948239423",` +
	`"service_id":"500001","order_id":"15646546545165651651"}`

// sign marks an answer as signed.
func sign(h http.Header) {
	h.Set("Wechatpay-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
	h.Set("Wechatpay-Nonce", "nonce")
	h.Set("Wechatpay-Serial", "PUB_KEY_ID_0")
	h.Set("Wechatpay-Signature", "c2lnbmF0dXJl")
}

// BenchmarkCall goes over HTTP on the loopback interface.
func BenchmarkCall(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		sign(w.Header())
		_, _ = io.WriteString(w, answer)
	}))
	b.Cleanup(server.Close)
	compareCalls(b, 50, server.URL)
}

// BenchmarkCallWithoutNetwork leaves out what both sides wait for, the server's
// work and the system's, so that the client's own remains.
func BenchmarkCallWithoutNetwork(b *testing.B) {
	compareCalls(b, 500, "http://127.0.0.1", option.WithHTTPClient(&http.Client{Transport: memory{}}))
}

// memory answers without a network.
type memory struct{}

func (memory) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	resp := &http.Response{
		StatusCode: http.StatusOK, Header: make(http.Header, 4), Request: r,
		ContentLength: int64(len(answer)), Body: io.NopCloser(strings.NewReader(answer)),
	}
	sign(resp.Header)
	return resp, nil
}

var errWrongAnswer = errors.New("wrong answer")

func compareCalls(b *testing.B, batch int, server string, more ...core.ClientOption) {
	options := append([]core.ClientOption{
		option.WithSigner(stubKeys{}), option.WithVerifier(stubKeys{}), wxpay.WithServer(server),
	}, more...)
	ours, err := wxpay.NewClient(options...)
	if err != nil {
		b.Fatal(err)
	}
	theirs, err := core.NewClient(b.Context(), options...)
	if err != nil {
		b.Fatal(err)
	}
	orders := payscore.New(ours)
	ctx := b.Context()
	compare(b, batch,
		func() error { return callOurs(ctx, orders) },
		func() error { return callTheirs(ctx, theirs, server) })
}

// callOurs is the generated operation: the limits, the request, the answer.
func callOurs(ctx context.Context, orders *payscore.Client) error {
	got, err := orders.CancelServiceOrder(ctx, aCancel)
	if err == nil && got.OrderID == "" {
		return errWrongAnswer
	}
	return err
}

// callTheirs does the same by hand, without the limits.
func callTheirs(ctx context.Context, c *core.Client, server string) error {
	result, err := c.Request(ctx, http.MethodPost, server+"/v3/payscore/serviceorder/"+aCancel.OutOrderNo+"/cancel",
		nil, nil, aCancel, "application/json")
	if err != nil {
		return err
	}
	var got payscore.CancelServiceOrderResponse
	if err := core.UnMarshalResponse(result.Response, &got); err != nil {
		return err
	}
	if got.OrderID == "" {
		return errWrongAnswer
	}
	return nil
}
