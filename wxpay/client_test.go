package wxpay_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestMissingCaller(t *testing.T) {
	var nilClient *wxpay.Client
	for name, c := range map[string]wxpay.Caller{"nil": nil, "a nil client": nilClient, "a zero client": new(wxpay.Client)} {
		if _, err := cancel(t.Context(), c); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("%s: %v", name, err)
		}
		if err := wxpayimpl.Exec(t.Context(), c, nil); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g := newGateway(t, always(success))
	if err := wxpayimpl.Exec(t.Context(), g.client(), wxpayimpl.NewRequest(nil)); !errors.As(err, new(*wxpay.NotSentError)) {
		t.Error(err)
	}
	if (*wxpay.Request)(wxpayimpl.NewRequest(nil)).URLPath() != "" {
		t.Error("a path without an operation")
	}
}

func TestOperationWithoutServer(t *testing.T) {
	g := newGateway(t, always(success))
	c, err := wxpay.NewClient(g.options()[:2]...)
	if err != nil {
		t.Fatal(err)
	}
	op := cancelOrder
	op.Servers = nil
	if err := wxpayimpl.Exec(t.Context(), c, newCancel(&op)); err == nil || !strings.Contains(err.Error(), "has no server; add wxpay.WithServer") {
		t.Error(err)
	}
}

func TestFailingSigner(t *testing.T) {
	g := newGateway(t, always(success))
	_, err := cancel(t.Context(), g.client(option.WithSigner(failingSigner{})))
	if !errors.As(err, new(*wxpay.NotSentError)) || !errors.Is(err, io.ErrUnexpectedEOF) || len(g.got()) != 0 {
		t.Errorf("error %v", err)
	}
}

// mute is a signer that signs nothing.
type mute struct{ failingSigner }

func (mute) Sign(context.Context, string) (*auth.SignatureResult, error) { return nil, nil }

func TestSignerWithoutResult(t *testing.T) {
	g := newGateway(t, always(success))
	_, err := cancel(t.Context(), g.client(option.WithSigner(mute{})))
	if !errors.As(err, new(*wxpay.NotSentError)) || len(g.got()) != 0 {
		t.Errorf("error %v", err)
	}
}

// All problems of a client are reported at once.
func TestConfigError(t *testing.T) {
	tests := map[string]struct {
		opts []core.ClientOption
		want []string
	}{
		"nothing given":          {nil, []string{"no signer", "no validator", "option.WithWechatPayPublicKeyAuthCipher"}},
		"an empty signer":        {[]core.ClientOption{option.WithSigner(&signers.SHA256WithRSASigner{})}, []string{"no merchant number", "no certificate serial", "no private key", "no validator"}},
		"a typed nil signer":     {[]core.ClientOption{option.WithSigner((*signers.SHA256WithRSASigner)(nil))}, []string{"the signer is nil", "no validator"}},
		"no verification wanted": {[]core.ClientOption{option.WithoutValidator()}, []string{"no signer", "would accept forged responses"}},
		"a nil verifier":         {[]core.ClientOption{option.WithVerifier(nil)}, []string{"no signer", "the validator has no verifier"}},
		"options that make no sense": {[]core.ClientOption{
			nil, wxpay.WithServer("api.mch.weixin.qq.com"), wxpay.WithServer("https://a//b"), wxpay.WithProxy("proxy:3128"), wxpay.WithBackupServer("ftp://x"),
			wxpay.WithTimeout(0), wxpay.WithMaxResponse(-1), wxpay.WithObserver(nil), wxpay.WithServer("http://u:p@h"), wxpay.WithServer("http://[x"),
		}, []string{
			"an option is nil", "WithServer: the URL must have http or https and a host", "WithServer: the URL must have no user, query or fragment",
			"WithBackupServer: the URL must have", "WithTimeout: the time must be positive", "WithMaxResponse: the size must be positive", "WithObserver: the function is nil",
			"WithServer: not a URL", "WithServer: the path of the URL must be plain", "WithProxy: the proxy must be",
		}},
		"an option of the SDK that failed": {[]core.ClientOption{core.ErrorOption{Error: io.ErrNoProgress}}, []string{io.ErrNoProgress.Error()}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := wxpay.NewClient(test.opts...)
			if c != nil || !errors.As(err, new(*wxpay.ConfigError)) {
				t.Fatalf("%v, %v", c, err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("text lacks %q:\n%v", want, err)
				}
			}
		})
	}
	if _, err := wxpay.NewClient(core.ErrorOption{Error: io.ErrNoProgress}); !errors.Is(err, io.ErrNoProgress) {
		t.Error("the option's error is not in the chain")
	}
}

func TestNoVerificationKey(t *testing.T) {
	for name, opt := range map[string]core.ClientOption{
		"no certificates": option.WithWechatPayCertificate(nil),
	} {
		g := newGateway(t, always(success))
		_, err := cancel(t.Context(), g.client(opt))
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "no key to verify the response with") || len(g.got()) != 0 {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestOptionsKeepSettings(t *testing.T) {
	var settings core.DialSettings
	for _, opt := range []core.ClientOption{wxpay.WithServer("http://a"), wxpay.WithTimeout(0), wxpay.WithRetry(wxpay.DefaultRetry)} {
		if err := opt.Apply(&settings); err != nil || settings != (core.DialSettings{}) {
			t.Errorf("%v, %+v", err, settings)
		}
	}
}
