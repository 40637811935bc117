package request

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
)

// form is a body of named values and files.
type form struct {
	values      []param
	files       []formFile
	contentType string
}

type formFile struct {
	name     string
	fileName string
	content  io.Reader
}

// FormParam adds a value to a form body. Values are sent in the order of the calls,
// as application/x-www-form-urlencoded, or as multipart/form-data if there is a file.
func (r *Request) FormParam(name, value string) {
	f := r.formBody()
	f.values = append(f.values, param{name, value})
}

// FormFile adds a file to a form body. content is read once, into memory, when the
// request is sent; more than [MaxUpload] bytes are an error.
func (r *Request) FormFile(name, fileName string, content io.Reader) {
	f := r.formBody()
	f.files = append(f.files, formFile{name, fileName, content})
}

func (r *Request) formBody() *form {
	if r.form == nil {
		r.form = &form{}
	}
	return r.form
}

func (f *form) build() ([]byte, error) {
	if len(f.files) > 0 {
		return f.buildMultipart()
	}
	f.contentType = "application/x-www-form-urlencoded"
	var body []byte
	for i, v := range f.values {
		if i > 0 {
			body = append(body, '&')
		}
		body = appendEscaped(body, v.name, false)
		body = append(body, '=')
		body = appendEscaped(body, v.value, false)
	}
	return body, nil
}

func (f *form) buildMultipart() ([]byte, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	f.contentType = w.FormDataContentType()
	for _, v := range f.values {
		if err := w.WriteField(v.name, v.value); err != nil {
			return nil, err
		}
	}
	for _, file := range f.files {
		u := upload{fileName: file.fileName, file: file.content}
		content, err := u.read()
		if err != nil {
			return nil, fmt.Errorf("form field %s: %w", file.name, err)
		}
		disposition := `form-data; name="` + quoteName(file.name) + `"; filename="` + quoteName(file.fileName) + `"`
		if err := writePart(w, disposition, fileType(file.fileName), content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}
