package request

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"path"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// MaxUpload is the size of the largest file that can be uploaded, in bytes. WeChat
// Pay's own limits are lower.
const MaxUpload = 32 << 20

// upload is a multipart body: the part "meta", whose JSON the signature covers, and
// the part "file".
type upload struct {
	meta        any
	asGiven     bool
	fileName    string
	file        io.Reader
	metaJSON    []byte
	contentType string
}

// build reads the file and writes the body.
func (u *upload) build() ([]byte, error) {
	content, err := u.read()
	if err != nil {
		return nil, err
	}
	if u.metaJSON, err = u.buildMeta(content); err != nil {
		return nil, err
	}
	var body bytes.Buffer
	body.Grow(len(content) + len(u.metaJSON) + 1024)
	w := multipart.NewWriter(&body)
	u.contentType = w.FormDataContentType()
	err = errors.Join(
		writePart(w, `form-data; name="meta"`, "application/json", u.metaJSON),
		writePart(w, `form-data; name="file"; filename="`+quoteName(u.fileName)+`"`, fileType(u.fileName), content),
		w.Close(),
	)
	return body.Bytes(), err
}

func (u *upload) read() ([]byte, error) {
	if u.file == nil {
		return nil, errors.New("the file to upload is nil")
	}
	if u.fileName == "" || strings.ContainsFunc(u.fileName, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, errors.New("the name of the file to upload is empty or contains a control character")
	}
	content, err := readUpload("the file to upload", u.file)
	if err == nil && len(content) == 0 {
		return nil, errors.New("the file to upload is empty")
	}
	return content, err
}

// readUpload reads from to its end. Errors call it name.
func readUpload(name string, from io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(from, MaxUpload+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	case len(content) > MaxUpload:
		return nil, fmt.Errorf("%s is larger than %d bytes", name, MaxUpload)
	}
	return content, nil
}

// buildMeta writes filename and sha256, and then the members of meta in their order.
func (u *upload) buildMeta(content []byte) ([]byte, error) {
	given := []byte("{}")
	if u.meta != nil {
		var err error
		if given, err = jsonvalue.Marshal(u.meta); err != nil {
			return nil, err
		}
	}
	if u.asGiven {
		return given, nil
	}
	sum := sha256.Sum256(content)
	dst, err := jsonvalue.Marshal(struct {
		Filename string `json:"filename"`
		SHA256   string `json:"sha256"`
	}{u.fileName, hex.EncodeToString(sum[:])})
	if err != nil {
		return nil, err
	}
	members, err := membersExcept(given, "filename", "sha256")
	if err != nil || len(members) == 0 {
		return dst, err
	}
	dst = append(append(dst[:len(dst)-1], ','), members...)
	return append(dst, '}'), nil
}

// membersExcept returns the members of a JSON object without braces and without names.
func membersExcept(object []byte, names ...string) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("the meta part of an upload must be a JSON object")
	}
	var dst []byte
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if slices.Contains(names, name) {
			continue
		}
		if len(dst) > 0 {
			dst = append(dst, ',')
		}
		quoted, err := jsonvalue.Marshal(name)
		if err != nil {
			return nil, err
		}
		dst = append(append(append(dst, quoted...), ':'), value...)
	}
	return dst, nil
}

func writePart(w *multipart.Writer, disposition, contentType string, content []byte) error {
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {disposition},
		"Content-Type":        {contentType},
	})
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	return err
}

// quoteName writes a name as a quoted string, in which line breaks are escaped as
// browsers do.
func quoteName(name string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "%0D", "\n", "%0A").Replace(name)
}

const octetStream = "application/octet-stream"

// fileType returns the content type for the name's extension. Package mime would also
// read tables of the machine, and the same file would be sent differently on another.
func fileType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".bmp":
		return "image/bmp"
	case ".gif":
		return "image/gif"
	case ".pdf":
		return "application/pdf"
	case ".mp4", ".m4v":
		return "video/mp4"
	case ".avi":
		return "video/x-msvideo"
	case ".mov":
		return "video/quicktime"
	case ".wmv":
		return "video/x-ms-wmv"
	case ".flv":
		return "video/x-flv"
	case ".mkv":
		return "video/x-matroska"
	case ".mpg", ".mpeg":
		return "video/mpeg"
	}
	return octetStream
}
