// Package bill downloads the bills of a day and reads them row by row.
//
// An operation of package bills returns where the file is, [Download] fetches it, and [NewTrades] or
// [NewFlows] reads it:
//
//	at, err := bills.New(pay).RequestTradeBill(ctx, bills.RequestTradeBillRequest{BillDate: day})
//	…
//	file, err := bill.Download(ctx, pay, bill.File{URL: at.DownloadURL, HashType: at.HashType, HashValue: at.HashValue})
//	…
//	defer file.Close()
//	trades := bill.NewTrades(file)
//	for trade, err := range trades.Rows() {
//		…
//	}
//	summary, err := trades.Summary()
//
// The file is read as a stream: memory does not grow with it. Its hash is compared at the end, so that rows
// are certain only once the loop has ended without an error.
package bill

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// File is the file of a bill, with the members of the response that has its address.
type File struct {
	// URL is the download_url. Its path and query are used unchanged.
	URL string
	// HashType and HashValue are the hash_type and hash_value. Both can be empty, for files without a hash; then only
	// the summary shows that the file is complete.
	HashType, HashValue string
}

// ErrURL reports a download_url that is not one of WeChat Pay. No request is sent to it.
var ErrURL = errors.New("bill: the download_url is not an https address of WeChat Pay")

// Download begins to download a file. Its content is decompressed, and compared with the hash when it is read to its
// end; see [wxpay.Download]. Close it. The request is signed, so that only addresses of WeChat Pay are accepted: https,
// on a host below mch.weixin.qq.com or wechatpay.cn. Any other is an error that wraps [ErrURL]. A client with
// [wxpay.WithServer] sends the request there.
//
// A download_url is valid for 5 minutes, and for 30 seconds with some products. After that the error is a
// [*wxpay.Error] with the code INVALID_REQUEST: request the bill again.
func Download(ctx context.Context, caller wxpay.Caller, file File, opts ...wxpay.CallOption) (*wxpay.Download, error) {
	address, err := parse(file.URL)
	if err != nil {
		return nil, &wxpay.NotSentError{Operation: operationName, Err: err}
	}
	if file.HashType != "" || file.HashValue != "" {
		opts = append([]wxpay.CallOption{wxpay.WithChecksum(file.HashType, file.HashValue)}, opts...)
	}
	req := wxpayimpl.NewRequest(&wxpayimpl.Operation{
		Name:       operationName,
		Method:     http.MethodGet,
		Path:       address.EscapedPath(),
		Servers:    []string{"https://" + address.Host},
		Repeatable: true,
		Unsigned:   true,
		Success:    []int{http.StatusOK},
		Errors:     documented,
	})
	req.RawQuery(address.RawQuery)
	return wxpayimpl.Do[wxpay.Download](ctx, caller, req, opts...)
}

const operationName = "bill.Download"

// documented are the codes of the page of downloading bills.
var documented = []wxpayimpl.DocumentedError{
	{Status: http.StatusBadRequest, Code: wxpay.Code("PARAM_ERROR"), Remedy: "Use the download_url as it was given."},
	{Status: http.StatusBadRequest, Code: wxpay.Code("INVALID_REQUEST"), Remedy: "Ask for the bill again, and download it from the new address."},
	{Status: http.StatusUnauthorized, Code: wxpay.Code("SIGN_ERROR"), Remedy: "Check the merchant number, the certificate serial number, the private key and the clock."},
	{Status: http.StatusForbidden, Code: wxpay.Code("NO_AUTH"), Remedy: "Download it as the merchant that asked for it."},
	{Status: http.StatusTooManyRequests, Code: wxpay.Code("FREQUENCY_LIMITED"), Remedy: "Slow down, then download it again."},
	{Status: http.StatusInternalServerError, Code: wxpay.Code("SYSTEM_ERROR"), Remedy: "Download it again later."},
}

// domains are the domains of WeChat Pay's hosts.
var domains = []string{".mch.weixin.qq.com", ".wechatpay.cn"}

// parse checks a download_url. Errors do not quote it: its token is secret.
func parse(text string) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not a URL", ErrURL)
	}
	switch {
	case address.Scheme != "https" || address.User != nil || address.Port() != "" || !ours(address.Host):
		return nil, ErrURL
	case !strings.HasSuffix(text, address.Host+address.RequestURI()): // it would not be sent unchanged
		return nil, fmt.Errorf("%w: it has a fragment, or characters that must be escaped", ErrURL)
	}
	return address, nil
}

func ours(host string) bool {
	for _, domain := range domains {
		if strings.HasSuffix(strings.ToLower(host), domain) {
			return true
		}
	}
	return false
}
