// Package tradebill makes the trade bills of a day from the orders and refunds that a sandbox keeps.
package tradebill

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// Bills answers applications for trade bills, and keeps the files for their downloads. The zero Bills is empty. It may be used
// by several goroutines at once.
type Bills struct {
	mu    sync.Mutex
	files []billFile // the oldest first
}

type billFile struct {
	token, merchant string
	made            time.Time
	content         []byte
}

const (
	mostBills = 64              // files that are kept
	billLife  = 5 * time.Minute // of a download_url
)

var beijing = time.FixedZone("CST", 8*60*60)

// A Call is a request of a merchant at a time.
type Call struct {
	Merchant string
	Query    url.Values
	Now      time.Time
	// Encrypt encrypts a key with the public key of the merchant's API certificate.
	Encrypt func(plain string) (string, error)
}

// Answer puts bills in the place of the examples that result has. Other operations it leaves alone.
func (b *Bills) Answer(call Call, e *engine.Engine, result *engine.Result) {
	if result.Code != "" || result.Operation == nil {
		return
	}
	switch result.Operation.Pattern() {
	case "GET /v3/bill/tradebill":
		result.Invented = false
		b.apply(call, e, result)
	case "GET /v3/bill/fundflowbill":
		result.Invented = false
		b.applyFlows(call, e, result)
	case "GET /v3/bill/sub-merchant-fundflowbill":
		if call.Query.Get("algorithm") == "AEAD_AES_256_GCM" {
			result.Invented = false
			b.applySealed(call, e, result)
		}
	case "GET /v3/billdownload/file":
		result.Invented = false
		b.download(call, result)
	}
}

// apply answers an application for a trade bill.
func (b *Bills) apply(call Call, e *engine.Engine, result *engine.Result) {
	day, ok := dayOf(call, result)
	if !ok {
		return
	}
	billType := call.Query.Get("bill_type")
	list := tradesOf(e.Resources(), call.Merchant, day).of(call.Query.Get("sub_mchid"), billType)
	if len(list) == 0 {
		refuse(result, "NO_STATEMENT_EXIST", "账单不存在：当天没有交易")
		return
	}
	b.answer(call, result, list.write(billType))
}

// dayOf returns the day of an application, and refuses days that have no bill now.
func dayOf(call Call, result *engine.Result) (day time.Time, ok bool) {
	day, err := time.ParseInLocation(time.DateOnly, call.Query.Get("bill_date"), beijing)
	now := call.Now.In(beijing)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, beijing)
	switch {
	case err != nil || !day.Before(today) || day.Before(today.AddDate(0, -3, 0)):
		refuse(result, "INVALID_REQUEST", "账单日期必须是三个月内、今天之前的日期")
		return day, false
	case day.Equal(today.AddDate(0, 0, -1)) && now.Before(today.Add(10*time.Hour)):
		refuse(result, "STATEMENT_CREATING", "账单生成中，请在10点后再查询")
		return day, false
	}
	return day, true
}

// flowsOn returns the flows of a day on the account that a call names, of the merchant itself or of a sub-merchant.
func flowsOn(call Call, subMchID string, e *engine.Engine, day time.Time, result *engine.Result) flows {
	account := call.Query.Get("account_type")
	if account == "" {
		account = "BASIC"
	}
	list := flowsOf(e.Resources(), call.Merchant, subMchID, account)
	list = slices.DeleteFunc(list, func(f flow) bool { return !on(day, f.at) })
	if len(list) == 0 {
		refuse(result, "NO_STATEMENT_EXIST", "账单不存在：当天没有资金变动")
	}
	return list
}

// applyFlows answers an application for a fund-flow bill.
func (b *Bills) applyFlows(call Call, e *engine.Engine, result *engine.Result) {
	if day, ok := dayOf(call, result); ok {
		if list := flowsOn(call, "", e, day, result); len(list) > 0 {
			b.answer(call, result, list.write())
		}
	}
}

// answer answers with where a file is.
func (b *Bills) answer(call Call, result *engine.Result, text []byte) {
	sum := sha1.Sum(text)
	result.Body, _ = json.Marshal(map[string]string{ // texts alone
		"hash_type": "SHA1", "hash_value": hex.EncodeToString(sum[:]), "download_url": b.address(call, text),
	})
}

// address keeps a file, compressed if the call says so, and returns its address.
func (b *Bills) address(call Call, text []byte) string {
	const base = "https://api.mch.weixin.qq.com/v3/billdownload/file?token="
	if call.Query.Get("tar_type") == "GZIP" {
		return base + b.keep(call, zip(text)) + "&tartype=gzip"
	}
	return base + b.keep(call, text)
}

func refuse(result *engine.Result, code, message string) {
	result.Status, result.Code, result.Message, result.Body, result.Raw = http.StatusBadRequest, code, message, nil, nil
}

// keep keeps a file and returns its token. Of very many files the last ones are kept.
func (b *Bills) keep(call Call, content []byte) (token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	token = rand.Text()
	b.files = append(b.files[max(0, len(b.files)-mostBills+1):], billFile{token, call.Merchant, call.Now, content})
	return token
}

// download answers with a file. A token that none has, such as that of an example, gets the example.
func (b *Bills) download(call Call, result *engine.Result) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, file := range b.files {
		switch {
		case file.token != call.Query.Get("token"):
		case file.merchant != call.Merchant:
			refuse(result, "NO_AUTH", "商户无权限")
			result.Status = http.StatusForbidden
		case call.Now.Sub(file.made) > billLife:
			refuse(result, "INVALID_REQUEST", "账单下载地址已失效，请重新申请账单")
		default:
			result.Raw = &engine.Raw{ContentType: "application/octet-stream", Body: file.content}
		}
	}
}

func zip(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(content) // a bytes.Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}
