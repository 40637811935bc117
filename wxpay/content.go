package wxpay

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

// content is a body that is sent as it is read.
type content struct {
	mediaType string
	body      io.Reader
}

// ContentBody sets the body to what is read from body, as mediaType: a text, an
// image, any bytes. All of it is signed, so that it is read once, into memory,
// when the request is sent; more than [MaxUpload] bytes are an error. Where
// mediaType is a range, such as image/*, the bytes themselves say which type
// they are of.
func (r *Request) ContentBody(mediaType string, body io.Reader) {
	r.content = &content{mediaType: mediaType, body: body}
}

func (c *content) build() ([]byte, error) {
	if c.body == nil {
		return nil, errors.New("the body to send is nil")
	}
	read, err := readUpload("the body to send", c.body)
	if err == nil && strings.Contains(c.mediaType, "*") {
		c.mediaType = typeWithin(c.mediaType, read)
	}
	return read, err
}

// typeWithin returns the media type that data shows, where a range has it.
func typeWithin(mediaRange string, data []byte) string {
	found := http.DetectContentType(data)
	if strings.HasPrefix(mediaRange, "application/") && !strings.HasPrefix(found, "application/") {
		return "application/octet-stream" // of all applications
	}
	return found
}
