package wxpay

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/sensitive"
)

// verify checks an answer's signature over body. The validator reads from a
// copy: what is decoded is what was verified.
func (x *exchange) verify(ctx context.Context, resp *http.Response, body []byte) *SignatureError {
	x.verifying.Reset(body)
	resp.Body = &x.verifying
	if err := x.client.validator.Validate(ctx, resp); err != nil {
		if strings.HasPrefix(resp.Header.Get("Wechatpay-Signature"), probePrefix) {
			err = &probeError{err}
		}
		return &SignatureError{Operation: x.op.Name, StatusCode: resp.StatusCode, RequestID: x.requestID, Err: err}
	}
	return nil
}

// memoryBody is a body that was read already.
type memoryBody struct{ bytes.Reader }

func newMemoryBody(body []byte) *memoryBody {
	m := new(memoryBody)
	m.Reset(body)
	return m
}

// Close does nothing.
func (*memoryBody) Close() error { return nil }

// refusal makes the error of an answer that is not a success. One that bears a
// signature is verified, and not believed when that fails.
func (x *exchange) refusal(ctx context.Context, resp *http.Response, body []byte) error {
	refused := x.newError(resp, body)
	if !isSigned(resp) {
		return refused
	}
	if bad := x.verify(ctx, resp, body); bad != nil {
		refused.Code, refused.Message, refused.Detail, refused.Remedy, refused.RetryAfter = "", "", nil, "", 0
		refused.badSignature = bad
		return refused
	}
	refused.Verified = true
	return refused
}

// hugeRefusal makes the error of one that is too large to be read: what there
// is of it is the status, which is not believed when there is a signature that
// cannot be checked. A status of 500 and above claims nothing.
func (x *exchange) hugeRefusal(resp *http.Response) error {
	refused := x.newError(resp, nil)
	refused.tooLarge = true
	if isSigned(resp) && resp.StatusCode < 500 {
		refused.RetryAfter = 0
		refused.badSignature = &SignatureError{
			Operation: x.op.Name, StatusCode: resp.StatusCode, RequestID: x.requestID, Err: errTooLarge,
		}
	}
	return refused
}

func isSigned(resp *http.Response) bool {
	_, signed := resp.Header["Wechatpay-Signature"]
	return signed
}

// errorBody is WeChat Pay's error format. The members are taken one by one, so
// that a surprising one does not hide the others.
type errorBody struct {
	Code    json.RawMessage `json:"code"`
	Message json.RawMessage `json:"message"`
	Detail  json.RawMessage `json:"detail"`
}

func (x *exchange) newError(resp *http.Response, body []byte) *Error {
	refused := &Error{
		Operation: x.op.Name, StatusCode: resp.StatusCode, RequestID: x.requestID,
		RetryAfter: retryAfter(resp.Header, time.Now()), Header: resp.Header, Body: body,
	}
	var parsed errorBody
	if decode.JSON(body, &parsed) != nil {
		return refused
	}
	refused.Code = codeIn(parsed.Code)
	refused.Message = jsonvalue.Text(parsed.Message)
	if !bytes.Equal(parsed.Detail, []byte("null")) {
		refused.Detail = parsed.Detail
	}
	if refused.Code != "" {
		refused.Remedy, refused.documented = x.op.Remedy(resp.StatusCode, refused.Code)
	}
	return refused
}

// codeIn returns the code in an error: a text, or a number as it is written. What
// is too long for a code, or cannot be shown, is none.
func codeIn(raw json.RawMessage) Code {
	text := jsonvalue.Text(raw)
	if text == "" && len(raw) > 0 && !jsonvalue.IsNested(raw) && !jsonvalue.IsNull(raw) && !bytes.HasPrefix(raw, []byte(`"`)) {
		text = string(raw)
	}
	if len(text) > maxCode || ascii.OneLine(text, maxCode) != text {
		return ""
	}
	return Code(text)
}

// isNoSuccess reports whether a 2xx answer is none in truth: its status is
// documented as an error, or is a 202 that is not documented, which says that the
// request is not carried out yet; or it has WeChat Pay's error format where that
// is not what the operation documents.
func (x *exchange) isNoSuccess(status int, body []byte) bool {
	if x.op.Succeeds(status) {
		return x.isErrorInstead(body)
	}
	return status == http.StatusAccepted || x.op.DocumentsError(status) || speaksOfError(body) || x.isErrorInstead(body)
}

func (x *exchange) isErrorInstead(body []byte) bool {
	if _, download := x.out.(*Download); download {
		return x.isErrorFile(body)
	}
	return isErrorInstead(body, x.out)
}

// speaksOfError reports whether a body is WeChat Pay's error format.
func speaksOfError(body []byte) bool {
	var parsed errorBody
	return decode.JSON(body, &parsed) == nil && codeIn(parsed.Code) != "" && jsonvalue.Text(parsed.Message) != ""
}

// decode stores a successful answer where the caller wants it.
func (x *exchange) decode(ctx context.Context, answer *Response) error {
	err := x.decodeInto(ctx, answer)
	if len(answer.Unread) > 0 {
		x.unread = answer.Unread
		x.capture(answer)
	}
	if err == nil {
		return nil
	}
	return &DecodeError{
		Operation: x.op.Name, StatusCode: answer.StatusCode, Header: answer.Header, Body: answer.Body, Err: err,
	}
}

func (x *exchange) decodeInto(ctx context.Context, answer *Response) error {
	var err error
	switch out := x.out.(type) {
	case nil:
		return nil
	case *Download:
		*out = Download{
			StatusCode: answer.StatusCode, Header: answer.Header,
			body: newMemoryBody(answer.Body), want: x.settings.hash,
		}
		return nil
	case ResponseDecoder:
		err = out.DecodeResponse(answer)
	default:
		err = answer.JSON(out)
	}
	if err != nil {
		return err
	}
	return sensitive.Decrypt(ctx, x.client.cipher, x.out)
}
