package wiretest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"mime/multipart"

	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// uploadedName and uploaded are the name and the content of every file that is uploaded.
const uploadedName, uploaded = "picture.png", "a small picture"

// checkParts wants the two parts of an upload: the file, and what is signed about it.
func (w *wire) checkParts(t reporter, sent *sandbox.Request) {
	t.Helper()
	_, params, err := mime.ParseMediaType(sent.Header.Get("Content-Type"))
	if err != nil {
		t.Errorf("%s: %v", w.place(), err)
		return
	}
	form, err := multipart.NewReader(bytes.NewReader(sent.Body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		t.Errorf("%s: %v", w.place(), err)
		return
	}
	sum := sha256.Sum256([]byte(uploaded))
	meta := `{"filename":"` + uploadedName + `","sha256":"` + hex.EncodeToString(sum[:]) + `"}`
	if got := form.Value["meta"]; len(got) != 1 || got[0] != meta {
		t.Errorf("%s: meta is %q, want %s", w.place(), got, meta)
	}
	files := form.File["file"]
	if len(files) != 1 || files[0].Filename != uploadedName || files[0].Size != int64(len(uploaded)) {
		t.Errorf("%s: %d files, want %s of %d bytes", w.place(), len(files), uploadedName, len(uploaded))
	}
}

// checkBytes wants the bytes of a file back.
func (w *wire) checkBytes(t reporter, a answer) {
	t.Helper()
	w.gateway.Handle(w.pattern, w.success(t, w.first(t)))
	request, ok := w.make(t, w.first(t))
	if !ok {
		return
	}
	result, err := w.call(request)
	file, _ := result.(*wxpay.Download)
	if err != nil || file == nil {
		t.Errorf("%s: got %T, %v", a.place(), result, err)
		return
	}
	data, err := io.ReadAll(file)
	if closed := file.Close(); string(data) != "bytes" || err != nil || closed != nil {
		t.Errorf("%s: read %q, %v, %v", a.place(), data, err, closed)
	}
}
