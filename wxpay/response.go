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

// verify verifies the signature of a response. The validator reads a copy of body, so that
// the bytes that are decoded are those that were verified.
func (x *call) verify(ctx context.Context, resp *http.Response, body []byte) *SignatureError {
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

// memoryBody is a body in memory.
type memoryBody struct{ bytes.Reader }

func newMemoryBody(body []byte) *memoryBody {
	m := new(memoryBody)
	m.Reset(body)
	return m
}

// Close does nothing.
func (*memoryBody) Close() error { return nil }

// responseError returns the error for a response that is not a success. If it has a
// signature that is wrong, its code and message are dropped.
func (x *call) responseError(ctx context.Context, resp *http.Response, body []byte) error {
	apiErr := x.newError(resp, body)
	if x.op.Foreign || !isSigned(resp) {
		return apiErr
	}
	if bad := x.verify(ctx, resp, body); bad != nil {
		apiErr.Code, apiErr.Message, apiErr.Detail, apiErr.RetryAfter = "", "", ErrorDetail{}, 0
		apiErr.Remedy, apiErr.ChineseRemedy = "", ""
		apiErr.badSignature = bad
		return apiErr
	}
	apiErr.Verified = true
	return apiErr
}

// largeError is responseError for a body that is too large to be read. Only the status is
// known. If the response has a signature, which cannot be verified, the outcome is unknown;
// with status 500 and above it is unknown anyway.
func (x *call) largeError(resp *http.Response) error {
	apiErr := x.newError(resp, nil)
	apiErr.tooLarge = true
	if !x.op.Foreign && isSigned(resp) && resp.StatusCode < 500 {
		apiErr.RetryAfter = 0
		apiErr.badSignature = &SignatureError{
			Operation: x.op.Name, StatusCode: resp.StatusCode, RequestID: x.requestID, Err: errTooLarge,
		}
	}
	return apiErr
}

func isSigned(resp *http.Response) bool {
	_, signed := resp.Header["Wechatpay-Signature"]
	return signed
}

// errorBody is WeChat Pay's format of errors. Its members are raw, so that an unexpected type
// of one does not hide the others.
type errorBody struct {
	Code    json.RawMessage `json:"code"`
	Message json.RawMessage `json:"message"`
	Detail  json.RawMessage `json:"detail"`
}

func (x *call) newError(resp *http.Response, body []byte) *Error {
	apiErr := &Error{
		Operation: x.op.Name, StatusCode: resp.StatusCode, RequestID: x.requestID,
		RetryAfter: retryAfter(resp.Header, time.Now()), Header: resp.Header, Body: body,
		body: x.op.ErrorBody(resp.StatusCode),
	}
	var parsed errorBody
	if decode.JSON(body, &parsed) != nil {
		return apiErr
	}
	apiErr.Code = codeIn(parsed.Code)
	apiErr.Message = jsonvalue.Text(parsed.Message)
	apiErr.Detail = parseDetail(parsed.Detail)
	if apiErr.Code != "" {
		documented, ok := x.op.Documented(resp.StatusCode, apiErr.Code)
		apiErr.Remedy, apiErr.ChineseRemedy, apiErr.documented = documented.Remedy, documented.ChineseRemedy, ok
	}
	return apiErr
}

// codeIn returns the code of an error: a string, or a number as it is written. It returns ""
// if the code is too long or has control characters.
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

// isActuallyError reports whether a 2xx response is actually an error: its status is
// documented as one, or is an undocumented 202, which says that the request was not carried
// out yet; or the body has the format of errors, and the operation documents another one.
func (x *call) isActuallyError(status int, body []byte) bool {
	if x.op.Succeeds(status) {
		return x.isErrorBody(body)
	}
	return status == http.StatusAccepted || x.op.DocumentsError(status) || hasErrorFormat(body) || x.isErrorBody(body)
}

func (x *call) isErrorBody(body []byte) bool {
	if _, download := x.out.(*Download); download {
		return x.isErrorFile(body)
	}
	return isErrorBody(body, x.out)
}

// hasErrorFormat reports whether a body has WeChat Pay's format of errors.
func hasErrorFormat(body []byte) bool {
	var parsed errorBody
	return decode.JSON(body, &parsed) == nil && codeIn(parsed.Code) != "" && jsonvalue.Text(parsed.Message) != ""
}

// decode stores a successful response in x.out.
func (x *call) decode(ctx context.Context, response *Response) error {
	err := x.decodeInto(ctx, response)
	if len(response.Unread) > 0 {
		x.unread = response.Unread
		x.capture(response)
	}
	if err == nil {
		return nil
	}
	return &DecodeError{
		Operation: x.op.Name, StatusCode: response.StatusCode, Header: response.Header, Body: response.Body, Err: err,
	}
}

func (x *call) decodeInto(ctx context.Context, response *Response) error {
	var err error
	switch out := x.out.(type) {
	case nil:
		return nil
	case *Download:
		*out = Download{
			StatusCode: response.StatusCode, Header: response.Header,
			body: newMemoryBody(response.Body), want: x.settings.hash,
		}
		return nil
	case ResponseDecoder:
		err = out.DecodeResponse(response)
	default:
		if err = response.JSON(out); err == nil {
			err = noMember(response.Body, out)
		}
	}
	if err != nil {
		return err
	}
	return sensitive.Decrypt(ctx, x.client.cipher, x.out, x.encrypted)
}
