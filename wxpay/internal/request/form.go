package request

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// form is a body of named values and files, in the order in which they were set.
type form struct {
	mediaType   string // as documented
	isOptional  bool   // not sent when it is empty
	values      []param
	parts       []part
	contentType string // as sent
}

// part is a part of a form of parts.
type part struct {
	param
	contentType string // "" for the default, which is text
	headers     []PartHeader
	file        *FormFile
}

// PartHeader is a header of a part of a form. One without a value is not sent.
type PartHeader struct{ Name, Value string }

// FormFile is a wxpay.File.
type FormFile struct {
	Name        string
	ContentType string
	Content     io.Reader
}

const urlencoded = "application/x-www-form-urlencoded"

// Form begins a body that is a form of a documented media type: of parts if that is
// multipart, and otherwise urlencoded. A form without a value is a body, too.
func (r *Request) Form(mediaType string) { r.form = &form{mediaType: mediaType} }

// OptionalForm is Form for a body that is not sent when no value is set.
func (r *Request) OptionalForm(mediaType string) {
	r.form = &form{mediaType: mediaType, isOptional: true}
}

// FormParam adds a value to a form, which is urlencoded unless Form said otherwise.
func (r *Request) FormParam(name, value string) { r.FormPart(name, "", value) }

// FormPart adds a value with a media type and headers, which a urlencoded form does
// not have.
func (r *Request) FormPart(name, contentType, value string, headers ...PartHeader) {
	f := r.formBody()
	if !f.isParts() {
		f.values = append(f.values, param{name: name, value: value})
		return
	}
	f.parts = append(f.parts, part{param: param{name: name, value: value}, contentType: contentType, headers: headers})
}

// FormFile adds a file to a form of parts. Its content is read once, into memory, when
// the request is sent; more than [MaxUpload] bytes are an error. The media type is the
// file's own, or else the documented one: of several, or of a range, the one of the
// file's extension if it is among them, and otherwise the first.
func (r *Request) FormFile(name, documented string, file FormFile, headers ...PartHeader) {
	f := r.formBody()
	if !f.isParts() {
		r.problem("form field %s: a form that is urlencoded has no files", name)
		return
	}
	contentType := file.ContentType
	if contentType == "" {
		contentType = chosenType(documented, file.Name)
	}
	f.parts = append(f.parts, part{param: param{name: name}, contentType: contentType, headers: headers, file: &file})
}

// chosenType returns the media type of a file by the list of documented ones.
func chosenType(documented, fileName string) string {
	byName, first := fileType(fileName), octetStream
	for i, allowed := range strings.Split(documented, ",") {
		allowed = strings.TrimSpace(allowed)
		kind, isRange := strings.CutSuffix(allowed, "*")
		switch {
		case allowed == byName, isRange && strings.HasPrefix(byName, strings.TrimSuffix(kind, "*/")):
			return byName
		case i == 0 && allowed != "" && !isRange:
			first = allowed
		}
	}
	return first
}

func (r *Request) formBody() *form {
	if r.form == nil {
		r.form = &form{mediaType: urlencoded}
	}
	return r.form
}

// isParts reports whether the body is a form of parts.
func (r *Request) isParts() bool { return r.form != nil && r.form.isParts() }

func (f *form) isParts() bool { return strings.HasPrefix(strings.ToLower(f.mediaType), "multipart/") }

// isEmpty reports whether the form is not sent.
func (f *form) isEmpty() bool {
	return f == nil || f.isOptional && len(f.values)+len(f.parts) == 0
}

func (f *form) build() ([]byte, error) {
	if f.isParts() {
		return f.buildMultipart()
	}
	f.contentType = f.mediaType
	body := []byte{} // a body without bytes
	for i, v := range f.values {
		if i > 0 {
			body = append(body, '&')
		}
		if v.escaped {
			body = append(append(append(body, v.name...), '='), v.value...)
			continue
		}
		body = appendEscaped(body, v.name, escapeAll)
		body = append(body, '=')
		body = appendEscaped(body, v.value, escapeAll)
	}
	return body, nil
}

func (f *form) buildMultipart() ([]byte, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	base, _, _ := strings.Cut(f.mediaType, ";")
	f.contentType = strings.TrimSpace(base) + "; boundary=" + w.Boundary()
	for i := range f.parts {
		if err := f.parts[i].write(w); err != nil {
			return nil, fmt.Errorf("form field %s: %w", f.parts[i].name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}

func (p *part) write(w *multipart.Writer) error {
	disposition, content := `form-data; name="`+quoteName(p.name)+`"`, []byte(p.value)
	if p.file != nil {
		u := upload{fileName: p.file.Name, file: p.file.Content}
		read, err := u.read()
		if err != nil {
			return err
		}
		disposition, content = disposition+`; filename="`+quoteName(p.file.Name)+`"`, read
	}
	header := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if p.contentType != "" {
		header.Set("Content-Type", p.contentType)
	}
	for _, h := range p.headers {
		if h.Value != "" {
			header.Set(h.Name, h.Value)
		}
	}
	for _, values := range header {
		if HasControl(values[0]) {
			return errors.New("a header of the part contains a control character")
		}
	}
	to, err := w.CreatePart(header)
	if err == nil {
		_, err = to.Write(content)
	}
	return err
}
