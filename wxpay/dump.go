package wxpay

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/mask"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/sensitive"
)

// WithDump writes the request and the response of each attempt to w, for development. Values
// that must not be in a log are written as ***:
//
//   - signatures, cookies, and tokens of downloads;
//   - members that the spec marks as encrypted, which are encrypted in what is sent;
//   - members with the names of personal data and of credentials in WeChat Pay's products,
//     such as openid, phone numbers, names, bank accounts, addresses and payment codes;
//   - members with one of the names more.
//
// Of a body that is not JSON, and of a download, only type and size are written. Order
// numbers, amounts and the rest are written as they are: a dump is not for production, where
// [WithObserver] has what can be logged.
//
// w gets one Write for each attempt, one at a time. Its errors are ignored.
func WithDump(w io.Writer, more ...string) core.ClientOption {
	return clientOption(func(c *config) error {
		if w == nil {
			return errors.New("WithDump: the writer is nil")
		}
		c.dump = &dumper{w: w, names: mask.Names(more...)}
		return nil
	})
}

// dumper writes attempts.
type dumper struct {
	names mask.Set
	mu    sync.Mutex
	w     io.Writer
}

// noted has the names of the encrypted members that a call has had so far.
func (d *dumper) noted() sensitive.Names {
	if d == nil {
		return nil
	}
	return sensitive.Names{}
}

// write writes an attempt.
func (d *dumper) write(x *call, began time.Time, err error) {
	if d == nil {
		return
	}
	m := mask.Masker{Names: d.names.With(x.encrypted)}
	var b bytes.Buffer
	b.WriteString("--> " + x.op.Name + ", attempt " + strconv.Itoa(x.attempt) + "\n")
	if x.sent != nil {
		b.WriteString(x.op.Method + " " + x.server.url + m.Target(x.op.Path, x.target) + "\n")
		writeHeader(&b, m, x.sent.Header)
		writeBody(&b, m, x.contentType, x.body)
	}
	outcome := ", " + string(outcomeOf(err)) + ", " + time.Since(began).Round(time.Microsecond).String() + "\n"
	if x.response == nil {
		b.WriteString("<-- no response" + outcome)
	} else {
		b.WriteString("<-- status " + strconv.Itoa(x.response.StatusCode) + outcome)
		if !x.isSuccess(x.response.StatusCode) {
			m.Names = m.Names.With(map[string]bool{"value": true}) // of the detail, which quotes the request
		}
		writeHeader(&b, m, x.response.Header)
		writeBody(&b, m, x.response.Header.Get("Content-Type"), x.response.Body)
	}
	if err != nil {
		b.WriteString(err.Error() + "\n")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _ = d.w.Write(append(b.Bytes(), '\n'))
}

func writeHeader(b *bytes.Buffer, m mask.Masker, header http.Header) {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range header[name] {
			b.WriteString(name + ": " + m.Header(name, value) + "\n")
		}
	}
}

func writeBody(b *bytes.Buffer, m mask.Masker, mediaType string, body []byte) {
	if len(body) == 0 {
		return
	}
	kind, _, _ := strings.Cut(mediaType, ";")
	text, ok := m.JSON(body)
	if !ok {
		text = "(" + strings.TrimSpace(kind) + ", " + strconv.Itoa(len(body)) + " bytes)"
	}
	b.WriteString("\n" + text + "\n")
}
