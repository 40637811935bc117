package wxpay_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

const (
	merchantID     = "1230000109"
	merchantSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
	publicKeyID    = "PUB_KEY_ID_0114232134912410000000000000"
)

// Keys are made once: making one takes longer than most tests.
var (
	merchantKey = sync.OnceValue(newKey)
	platformKey = sync.OnceValue(newKey)
	foreignKey  = sync.OnceValue(newKey)
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// signing says how a reply is signed.
type signing int

const (
	signed signing = iota
	unsigned
	byForeignKey
	fiveMinutesOld
	overOtherBody
)

// reply is what the gateway responses. raw, when set, responses instead.
type reply struct {
	status  int
	body    string
	header  map[string]string
	signing signing
	raw     http.HandlerFunc
}

// received is a request as it arrived.
type received struct {
	method, uri string
	header      http.Header
	body        []byte
}

// gateway is WeChat Pay as these tests need it: it checks every request's
// signature and signs its responses.
type gateway struct {
	t        *testing.T
	server   *httptest.Server
	response func(attempt int, r received) reply

	mu       sync.Mutex
	requests []received
}

func newGateway(t *testing.T, response func(attempt int, r received) reply) *gateway {
	t.Helper()
	g := &gateway{t: t, response: response}
	g.server = httptest.NewServer(g)
	t.Cleanup(g.server.Close)
	return g
}

// always responses every request alike.
func always(r reply) func(int, received) reply {
	return func(int, received) reply { return r }
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	got := received{r.Method, r.RequestURI, r.Header.Clone(), body}
	g.mu.Lock()
	g.requests = append(g.requests, got)
	attempt := len(g.requests)
	g.mu.Unlock()
	if err := checkSignature(got); err != nil {
		g.t.Errorf("request %d: %v", attempt, err)
	}
	a := g.response(attempt, got)
	if a.raw != nil {
		a.raw(w, r)
		return
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Request-Id", "08F2C0-"+strconv.Itoa(attempt))
	sign(w.Header(), a.body, a.signing)
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// sign sets the headers of a response's signature.
func sign(h http.Header, body string, how signing) {
	key, at := platformKey(), time.Now()
	switch how {
	case unsigned:
		return
	case byForeignKey:
		key = foreignKey()
	case fiveMinutesOld:
		at = at.Add(-5 * time.Minute)
	case overOtherBody:
		body += " "
	}
	message := fmt.Sprintf("%d\nnonce\n%s\n", at.Unix(), body)
	h.Set("Wechatpay-Timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("Wechatpay-Nonce", "nonce")
	h.Set("Wechatpay-Serial", publicKeyID)
	h.Set("Wechatpay-Signature", signText(key, message))
}

func signText(key *rsa.PrivateKey, message string) string {
	sum := sha256.Sum256([]byte(message))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(signature)
}

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="([0-9a-zA-Z]{32})",` +
	`timestamp="(\d+)",serial_no="([0-9A-F]+)",signature="([^"]+)"$`)

// checkSignature verifies a request as WeChat Pay would.
func checkSignature(r received) error {
	parts := authorization.FindStringSubmatch(r.header.Get("Authorization"))
	if parts == nil || parts[1] != merchantID || parts[4] != merchantSerial {
		return fmt.Errorf("Authorization %q", r.header.Get("Authorization"))
	}
	covered, err := signedPart(r)
	if err != nil {
		return err
	}
	message := r.method + "\n" + r.uri + "\n" + parts[3] + "\n" + parts[2] + "\n" + covered + "\n"
	signature, err := base64.StdEncoding.DecodeString(parts[5])
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(message))
	return rsa.VerifyPKCS1v15(&merchantKey().PublicKey, crypto.SHA256, sum[:], signature)
}

// signedPart is the body, or the part "meta" of an upload.
func signedPart(r received) (string, error) {
	kind, params, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return string(r.body), nil
	}
	form, err := multipart.NewReader(bytes.NewReader(r.body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		return "", err
	}
	return form.Value["meta"][0], nil
}

// options are what a client of this gateway needs.
func (g *gateway) options() []core.ClientOption {
	return []core.ClientOption{
		option.WithWechatPayPublicKeyAuthCipher(merchantID, merchantSerial, merchantKey(), publicKeyID, &platformKey().PublicKey),
		option.WithHTTPClient(g.server.Client()),
		wxpay.WithServer(g.server.URL),
	}
}

func (g *gateway) client(more ...core.ClientOption) *wxpay.Client {
	g.t.Helper()
	c, err := wxpay.NewClient(append(g.options(), more...)...)
	if err != nil {
		g.t.Fatal(err)
	}
	return c
}

// got returns the requests so far.
func (g *gateway) got() []received {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]received(nil), g.requests...)
}

// only returns the one request that arrived.
func (g *gateway) only() received {
	g.t.Helper()
	all := g.got()
	if len(all) != 1 {
		g.t.Fatalf("%d requests arrived, want 1", len(all))
	}
	return all[0]
}

// The operation that most tests call.
const (
	errOrderDone     wxpay.Code = "ORDER_DONE"
	errOrderNotExist wxpay.Code = "ORDER_NOT_EXIST"
	errSystemError   wxpay.Code = "SYSTEM_ERROR"
)

var cancelOrder = wxpayimpl.Operation{
	Name:       "payscore.CancelServiceOrder",
	Method:     http.MethodPost,
	Path:       "/v3/payscore/serviceorder/{out_order_no}/cancel",
	Servers:    []string{"https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"},
	Repeatable: true,
	Success:    []int{http.StatusOK},
	Errors: []wxpayimpl.DocumentedError{
		{Status: http.StatusBadRequest, Code: errOrderDone, Remedy: "Nothing to do."},
		{Status: http.StatusNotFound, Code: errOrderNotExist, Remedy: "Pass the right number."},
		{Status: http.StatusInternalServerError, Code: errSystemError, Remedy: "Call again with the same parameters."},
	},
}

type cancelRequest struct {
	OutOrderNo string `json:"-"`
	AppID      string `json:"appid"`
	ServiceID  string `json:"service_id"`
	Reason     string `json:"reason"`
}

func (r cancelRequest) Validate() error {
	var v wxpayimpl.Validator
	v.Length("out_order_no", r.OutOrderNo, 1, 32)
	v.Length("appid", r.AppID, 1, 32)
	v.Length("service_id", r.ServiceID, 1, 32)
	v.Length("reason", r.Reason, 1, 30)
	return v.Err()
}

type cancelResponse struct {
	OutOrderNo string `json:"out_order_no"`
	OrderID    string `json:"order_id"`
}

var aCancel = cancelRequest{"2304203423948239423", "wxd678efh567hg6787", "500001", "用户投诉"}

const goodResponse = `{"out_order_no":"2304203423948239423","order_id":"15646546545165651651"}`

var success = reply{status: http.StatusOK, body: goodResponse}

func newCancel(op *wxpayimpl.Operation) *wxpayimpl.Request {
	call := wxpayimpl.NewRequest(op)
	call.PathParam("out_order_no", aCancel.OutOrderNo)
	call.JSONBody(aCancel)
	return call
}

// cancel calls the operation as generated code does.
func cancel(ctx context.Context, c wxpay.Caller, opts ...wxpay.CallOption) (*cancelResponse, error) {
	return wxpayimpl.Do[cancelResponse](ctx, c, newCancel(&cancelOrder), opts...)
}
