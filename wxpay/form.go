package wxpay

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
)

// File is a file in a form.
type File struct {
	// Name is the file's name with its extension.
	Name string
	// Content is read to its end when the request is sent, at most [MaxUpload]
	// bytes.
	Content io.Reader
}

// File reports a file of a form that has nothing to read, or no name.
func (v *Validator) File(name string, file File) {
	v.Required(name, file.Content != nil && file.Name != "")
}

// form is a body of named values, and of files when there are any.
type form struct {
	values      []param
	files       []formFile
	contentType string
}

type formFile struct {
	name string
	file File
}

// FormParam adds a value to a form body. Values are sent in the order of the
// calls, as application/x-www-form-urlencoded, or as multipart/form-data when
// there is a file.
func (r *Request) FormParam(name, value string) {
	f := r.formBody()
	f.values = append(f.values, param{name, value})
}

// FormFile adds a file to a form body.
func (r *Request) FormFile(name string, file File) {
	f := r.formBody()
	f.files = append(f.files, formFile{name, file})
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
		u := upload{fileName: file.file.Name, file: file.file.Content}
		content, err := u.read()
		if err != nil {
			return nil, fmt.Errorf("form field %s: %w", file.name, err)
		}
		disposition := `form-data; name="` + quoteName(file.name) + `"; filename="` + quoteName(file.file.Name) + `"`
		if err := writePart(w, disposition, fileType(file.file.Name), content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}
