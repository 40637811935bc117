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

// Client sends requests to WeChat Pay. [NewClient] returns one. It is safe for concurrent
// use and need not be closed. The zero Client sends nothing.
type Client struct {
	config    config
	http      *http.Client
	base      lenientTransport // the transport of http
	signer    auth.Signer
	validator auth.Validator
	cipher    cipher.Cipher
}

var _ Caller = (*Client)(nil)

// NewClient returns a client with options of the official SDK and of this package.
//
// It needs a signer and a validator, which most options of the SDK include, such as
// option.WithWechatPayPublicKeyAuthCipher, which needs no network. Nothing is sent while the
// SDK's validator has no key, for example with an empty list of certificates, since no
// response could be verified. Only requests with sensitive fields need a cipher.
//
// The http.Client of option.WithHTTPClient is copied and used unchanged, except that
// redirects are not followed. Without one, or if it has no Transport, all clients share a
// transport for WeChat Pay: it closes idle connections before WeChat Pay does, and keeps
// enough of them for many concurrent calls. Otherwise it equals http.DefaultTransport with
// the proxy and TLS settings that this had at the first call. If the program replaces
// http.DefaultTransport, the replacement is used. [WithProxy] sets a proxy for one client.
//
// One attempt is one request on the wire, over HTTP/1.1 and HTTP/2: requests that net/http
// would send again by itself are not sent. This requires that a RoundTripper passes
// requests with their context to a transport that calls the hooks of net/http/httptrace as
// net/http does, and does not send two requests at once.
//
// Numbers and keys of the SDK's signer and validator that cannot be right are an error: an
// appid as the merchant number, a serial with colons, the merchant's own public key in
// place of WeChat Pay's.
//
// The error is a [*ConfigError] that lists all problems.
func NewClient(opts ...core.ClientOption) (*Client, error) {
	conf := config{timeout: defaultTimeout, maxResponse: defaultMaxResponse, retry: Retry{Attempts: 1}}
	var settings core.DialSettings
	var problems []error
	for _, opt := range opts {
		if err := applyOption(opt, &conf, &settings); err != nil {
			problems = append(problems, err)
		}
	}
	switch isKeyless := settings.Signer == nil && settings.Validator == nil; {
	case !conf.withoutMerchant:
		problems = append(problems, missing(&settings, len(problems) > 0)...)
		problems = append(problems, badCredentials(&settings)...)
	case !isKeyless:
		problems = append(problems, errTwoMerchant)
	}
	given, err := conf.useProxy(settings.HTTPClient)
	problems = appendProblem(problems, err)
	if len(problems) > 0 {
		return nil, &ConfigError{Problems: problems}
	}
	client, base := withoutRedirects(given)
	return &Client{
		config: conf, http: client, base: base,
		signer: settings.Signer, validator: settings.Validator, cipher: settings.Cipher,
	}, nil
}

// ConfigError lists the missing and invalid settings of a client. It quotes no number and no
// key.
type ConfigError struct {
	Problems []error
}

// Error returns one line per problem.
func (e *ConfigError) Error() string {
	var b strings.Builder
	b.WriteString("wxpay: invalid client:")
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

// missing lists the settings that no option has set. failed says that an option failed;
// its error then explains why signer or validator are missing.
func missing(settings *core.DialSettings, failed bool) []error {
	var problems []error
	if settings.Signer == nil && !failed {
		problems = append(problems, errors.New("no signer, requests cannot be signed: add "+fullOption+
			" or option.WithMerchantCredential"))
	}
	if s, ok := settings.Signer.(*signers.SHA256WithRSASigner); ok {
		problems = append(problems, missingFromSigner(s)...)
	}
	switch v := settings.Validator.(type) {
	case nil:
		if !failed {
			problems = append(problems, errors.New("no validator, responses cannot be verified: add "+fullOption+
				" or option.WithWechatPayCertificate"))
		}
	case *validators.NullValidator:
		problems = append(problems, errors.New("option.WithoutValidator would accept forged responses: use "+fullOption+
			"; downloads without a signature need no option"))
	case *validators.WechatPayResponseValidator:
		if !hasVerifier(v) {
			problems = append(problems, errors.New("the validator has no verifier, responses cannot be verified: use "+fullOption))
		}
	}
	return problems
}

// hasVerifier reports whether the SDK's validator was made with a verifier. Without one,
// its methods panic.
func hasVerifier(v *validators.WechatPayResponseValidator) (has bool) {
	defer func() { has = recover() == nil }()
	_, _ = v.GetAcceptSerial(context.Background())
	return true
}

func missingFromSigner(s *signers.SHA256WithRSASigner) []error {
	var problems []error
	if s == nil {
		return []error{errors.New("the signer is nil: use a *signers.SHA256WithRSASigner")}
	}
	if s.MchID == "" {
		problems = append(problems, errors.New("no merchant number: set mchID, the number that the certificate was issued to"))
	}
	if strings.TrimSpace(s.CertificateSerialNo) == "" {
		problems = append(problems, errors.New("no certificate serial: set the serial number of the merchant's API certificate"))
	}
	if s.PrivateKey == nil {
		problems = append(problems, errors.New("no private key: set the key of the merchant's API certificate (apiclient_key.pem)"))
	}
	return problems
}

// Call performs req. The package comment lists its errors. A nil context is a
// [*NotSentError].
func (c *Client) Call(ctx context.Context, req *Request, out any, opts ...CallOption) error {
	x, err := c.prepare(ctx, req, out, opts)
	if err != nil {
		return settle(&NotSentError{Operation: req.Operation(), Err: err}, x.settings.unknownBefore, x.op)
	}
	return c.run(ctx, x)
}

// run sends attempts until one succeeds or may not be retried.
func (c *Client) run(ctx context.Context, x *call) error {
	unknown := x.settings.unknownBefore
	for x.attempt = 1; ; x.attempt++ {
		began := time.Now()
		err := x.send(ctx)
		c.observe(ctx, x, began, err)
		c.config.dump.write(x, began, err)
		if err == nil {
			return nil
		}
		final := settle(err, unknown, x.op)
		if x.attempt >= c.config.retry.Attempts || !x.op.Repeatable || !mayRetry(err) || ctx.Err() != nil {
			return final
		}
		wait, ok := c.config.retry.delay(x.attempt, err)
		if !ok {
			return final
		}
		if cause := c.config.retry.sleep(ctx, wait); cause != nil {
			return &retryStopped{final, cause}
		}
		unknown = unknown || errors.Is(err, ErrOutcomeUnknown)
		if isNetworkFailure(err) {
			x.switchServer()
		}
	}
}
