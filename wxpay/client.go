package wxpay

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher"
)

// Client performs requests. It is made by [NewClient], is safe for concurrent
// use, and keeps nothing that has to be closed. The zero Client sends nothing.
type Client struct {
	config    config
	http      *http.Client
	base      lenientTransport // what http sends by
	signer    auth.Signer
	validator auth.Validator
	cipher    cipher.Cipher
}

var _ Caller = (*Client)(nil)

// NewClient makes a client of the official SDK's options and this package's own.
//
// It needs a signer and a validator, which most of the SDK's options bring
// along: option.WithWechatPayPublicKeyAuthCipher for example, which needs no
// network. While the SDK's validator has no key, of an empty list of certificates
// for example, nothing is sent: no answer could be believed. A cipher is needed by
// requests with sensitive fields alone.
//
// An http.Client that is given by option.WithHTTPClient is used as it is, except that
// redirects are not followed; it is not changed. Without one, or when it has no
// Transport, all clients share a transport that is made for WeChat Pay: it closes idle
// connections before WeChat Pay does, keeps enough of them for many concurrent calls,
// and otherwise does as http.DefaultTransport, whose proxy and TLS settings it has
// at the first call. An http.DefaultTransport that the program replaces is used instead.
//
// One attempt is one request on the wire, over HTTP/1.1 and HTTP/2: what net/http
// would send again by itself is not sent. This holds for each RoundTripper that passes
// requests, with their context, to a transport that calls the hooks of
// net/http/httptrace as net/http does, and that does not send two at once.
//
// Numbers and keys of the SDK's signer and validator that cannot be right are refused:
// an appid as the merchant number, a serial with colons, the merchant's own public key in
// place of WeChat Pay's.
//
// The error is a [*ConfigError] that lists everything that is missing or wrong.
func NewClient(opts ...core.ClientOption) (*Client, error) {
	conf := config{timeout: defaultTimeout, maxResponse: defaultMaxResponse, retry: Retry{Attempts: 1}}
	var settings core.DialSettings
	var problems []error
	for _, opt := range opts {
		if err := applyOption(opt, &conf, &settings); err != nil {
			problems = append(problems, err)
		}
	}
	problems = append(problems, missing(&settings, len(problems) > 0)...)
	problems = append(problems, wrongCredentials(&settings)...)
	if len(problems) > 0 {
		return nil, &ConfigError{Problems: problems}
	}
	client, base := withoutRedirects(settings.HTTPClient)
	return &Client{
		config: conf, http: client, base: base,
		signer: settings.Signer, validator: settings.Validator, cipher: settings.Cipher,
	}, nil
}

// ConfigError lists what a client lacks and what is wrong with what it was given. It
// quotes no number and no key.
type ConfigError struct {
	Problems []error
}

// Error gives one line per problem.
func (e *ConfigError) Error() string {
	var b strings.Builder
	b.WriteString("wxpay: the client cannot be made:")
	for _, problem := range e.Problems {
		b.WriteString("\n  - ")
		b.WriteString(problem.Error())
	}
	return b.String()
}

// Unwrap returns the problems.
func (e *ConfigError) Unwrap() []error { return e.Problems }

func applyOption(opt core.ClientOption, conf *config, settings *core.DialSettings) error {
	switch opt := opt.(type) {
	case nil:
		return errors.New("an option is nil")
	case clientOption:
		return opt(conf)
	}
	return opt.Apply(settings)
}

const fullOption = "option.WithWechatPayPublicKeyAuthCipher(mchID, certificateSerial, privateKey, publicKeyID, publicKey)"

// missing lists what the SDK's options did not bring. When one of them failed,
// it is the reason, and its own error says more.
func missing(settings *core.DialSettings, failed bool) []error {
	var problems []error
	if settings.Signer == nil && !failed {
		problems = append(problems, errors.New("no signer, requests cannot be signed: add "+fullOption+
			" or option.WithMerchantCredential"))
	}
	if s, ok := settings.Signer.(*signers.SHA256WithRSASigner); ok {
		problems = append(problems, missingOfSigner(s)...)
	}
	switch v := settings.Validator.(type) {
	case nil:
		if !failed {
			problems = append(problems, errors.New("no validator, answers cannot be verified: add "+fullOption+
				" or option.WithWechatPayCertificate"))
		}
	case *validators.NullValidator:
		problems = append(problems, errors.New("option.WithoutValidator would believe forged answers: use "+fullOption+
			"; downloads without a signature need no option"))
	case *validators.WechatPayResponseValidator:
		if !hasVerifier(v) {
			problems = append(problems, errors.New("the validator has no verifier, answers cannot be verified: use "+fullOption))
		}
	}
	return problems
}

// hasVerifier finds out whether the SDK's validator was made of a verifier. It
// panics in each call if it was not.
func hasVerifier(v *validators.WechatPayResponseValidator) (has bool) {
	defer func() { has = recover() == nil }()
	_, _ = v.GetAcceptSerial(context.Background())
	return true
}

func missingOfSigner(s *signers.SHA256WithRSASigner) []error {
	var problems []error
	if s == nil {
		return []error{errors.New("the signer is nil: give a *signers.SHA256WithRSASigner")}
	}
	if s.MchID == "" {
		problems = append(problems, errors.New("no merchant number: give mchID, the number that the certificate was issued to"))
	}
	if strings.TrimSpace(s.CertificateSerialNo) == "" {
		problems = append(problems, errors.New("no certificate serial: give the serial number of the merchant's API certificate"))
	}
	if s.PrivateKey == nil {
		problems = append(problems, errors.New("no private key: give the key of the merchant's API certificate (apiclient_key.pem)"))
	}
	return problems
}

// Call performs req; see the package comment for its errors. A nil context is
// an error, not a panic.
func (c *Client) Call(ctx context.Context, req *Request, out any, opts ...CallOption) error {
	x, err := c.prepare(ctx, req, out, opts)
	if err != nil {
		return settle(&NotSentError{Operation: req.Operation(), Err: err}, x.settings.unknownBefore, x.op)
	}
	return c.run(ctx, x)
}

// run sends the exchange until it succeeds or may not be repeated.
func (c *Client) run(ctx context.Context, x *exchange) error {
	unknown := x.settings.unknownBefore
	for x.attempt = 1; ; x.attempt++ {
		began := time.Now()
		err := x.send(ctx)
		c.observe(ctx, x, began, err)
		if err == nil {
			return nil
		}
		final := settle(err, unknown, x.op)
		if x.attempt >= c.config.retry.Attempts || !x.op.Repeatable || !mayRepeat(err) || ctx.Err() != nil {
			return final
		}
		wait, ok := c.config.retry.delay(x.attempt, err)
		if !ok {
			return final
		}
		if cause := c.config.retry.sleep(ctx, wait); cause != nil {
			return &stoppedWaiting{final, cause}
		}
		unknown = unknown || errors.Is(err, ErrOutcomeUnknown)
		if isNetworkFailure(err) {
			x.switchServer()
		}
	}
}
