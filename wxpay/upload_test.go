package wxpay_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var uploadImage = wxpayimpl.Operation{
	Name: "merchant.UploadImage", Method: http.MethodPost, Path: "/v3/merchant/media/upload",
	Servers: []string{"https://api.mch.weixin.qq.com"}, Repeatable: true,
}

type mediaID struct {
	MediaID string `json:"media_id"`
}

func upload(ctx context.Context, c wxpay.Caller, meta any, name string, file io.Reader) (*mediaID, error) {
	call := wxpayimpl.NewRequest(&uploadImage)
	call.Multipart(meta, name, file)
	return wxpayimpl.Do[mediaID](ctx, c, call)
}

// parts takes an upload apart: the meta text, and the file's header and content.
func parts(t *testing.T, r received) (meta string, file *multipart.Part, content []byte) {
	t.Helper()
	_, params, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	reader := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	part, err := reader.NextPart()
	if err != nil || part.FormName() != "meta" || part.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("first part %v, %v", part, err)
	}
	text, _ := io.ReadAll(part)
	file, err = reader.NextPart()
	if err != nil || file.FormName() != "file" {
		t.Fatalf("second part %v, %v", file, err)
	}
	content, err = io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), file, content
}

func TestUpload(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		if attempt == 1 {
			return systemError
		}
		return reply{status: 200, body: `{"media_id":"m"}`}
	})
	content := []byte("\x89PNG\r\n--boundary\r\n\x00")
	response, err := upload(t.Context(), g.client(wxpay.WithRetry(noWait)), nil, `收据 "1".PNG`, bytes.NewReader(content))
	if err != nil || response.MediaID != "m" {
		t.Fatal(response, err)
	}
	all := g.got()
	if len(all) != 2 || !bytes.Equal(all[0].body, all[1].body) { // the gateway checked both signatures
		t.Fatal("the attempts differ")
	}
	sum := sha256.Sum256(content)
	meta, file, sent := parts(t, all[0])
	if want := `{"filename":"收据 \"1\".PNG","sha256":"` + hex.EncodeToString(sum[:]) + `"}`; meta != want {
		t.Errorf("meta %s\nwant %s", meta, want)
	}
	if file.FileName() != `收据 "1".PNG` || file.Header.Get("Content-Type") != "image/png" || !bytes.Equal(sent, content) {
		t.Errorf("file %q, %v, %q", file.FileName(), file.Header, sent)
	}
	if got := all[0].header.Get("Accept"); got != "application/json" {
		t.Errorf("Accept %q", got)
	}
}

func TestUploadMeta(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: `{"media_id":"1"}`}))
	meta := struct {
		Z        string `json:"z"`
		Filename string `json:"filename"`
		SHA256   string `json:"sha256"`
		A        []int  `json:"a"`
	}{"1", "theirs", "theirs", []int{1, 2}}
	if _, err := upload(t.Context(), g.client(), meta, "a.mp4", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("x"))
	if got, _, _ := parts(t, g.only()); got != `{"filename":"a.mp4","sha256":"`+hex.EncodeToString(sum[:])+`","z":"1","a":[1,2]}` {
		t.Errorf("meta %s", got)
	}
}

func TestUploadMetaAsGiven(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: `{}`}))
	call := wxpayimpl.NewRequest(&uploadImage)
	call.MultipartAsGiven(map[string]string{"file_type": "PDF", "digest": "d"}, "f.pdf", strings.NewReader("x"))
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	got, file, _ := parts(t, g.only())
	if got != `{"digest":"d","file_type":"PDF"}` || file.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("meta %s, file %v", got, file.Header)
	}
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestUploadErrors(t *testing.T) {
	g := newGateway(t, always(success))
	for want, test := range map[string]struct {
		meta any
		name string
		file io.Reader
	}{
		"file to upload is nil":        {nil, "a.png", nil},
		"file to upload is empty":      {nil, "a.png", strings.NewReader("")},
		"larger than 33554432 bytes":   {nil, "a.png", zeros{}},
		"cannot be read":               {nil, "a.png", iotest.ErrReader(errors.New("disk"))},
		"name of the file":             {nil, "a\r\nb.png", strings.NewReader("x")},
		"must be a JSON object":        {[]int{1}, "a.png", strings.NewReader("x")},
		"cannot be written as JSON":    {func() {}, "a.png", strings.NewReader("x")},
		"name of the file to upload i": {nil, "", strings.NewReader("x")},
	} {
		if _, err := upload(t.Context(), g.client(), test.meta, test.name, test.file); !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

func TestUploadFileType(t *testing.T) {
	for name, want := range map[string]string{
		"a.jpg": "image/jpeg", "a.JPEG": "image/jpeg", "a.bmp": "image/bmp", "a.gif": "image/gif", "a.avi": "video/x-msvideo",
		"a.mov": "video/quicktime", "a.wmv": "video/x-ms-wmv", "a.flv": "video/x-flv", "a.mkv": "video/x-matroska",
		"a.mpeg": "video/mpeg", "a.m4v": "video/mp4", "a": "application/octet-stream",
	} {
		call := wxpayimpl.NewRequest(&uploadImage)
		call.Multipart(nil, name, strings.NewReader("x"))
		body, err := call.Body()
		if err != nil || !strings.Contains(string(body), "Content-Type: "+want+"\r\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUploadReadOnce(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: `{"media_id":"1"}`}))
	call := wxpayimpl.NewRequest(&uploadImage)
	call.Multipart(nil, `a\b".png`, strings.NewReader("picture"))
	first, err := call.Body()
	if err != nil {
		t.Fatal(err)
	}
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	sent := g.only()
	if !bytes.Equal(sent.body, first) {
		t.Error("what was sent is not what was looked at")
	}
	if _, file, content := parts(t, sent); string(content) != "picture" || file.FileName() != `a\b".png` {
		t.Errorf("%q, %q", file.FileName(), content)
	}
}
