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

// uploadedName and uploaded are the name and the content of all uploaded files.
const uploadedName, uploaded = "picture.png", "a small picture"

// checkParts checks the two parts of an upload: the file and the signed meta.
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

// checkBytes checks that the bytes of a file are returned.
func (w *wire) checkBytes(t reporter, a success) {
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
