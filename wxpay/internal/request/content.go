package request

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

// content is a body that is sent unchanged.
type content struct {
	mediaType string
	body      io.Reader
}

// ContentBody sets the body to the content of body, with mediaType. The signature
// covers all of it; therefore it is read once, into memory, when the request is
// sent, and more than [MaxUpload] bytes are an error. If mediaType is a range, such
// as image/*, the type is detected from the content.
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

// typeWithin detects the media type of data for a range.
func typeWithin(mediaRange string, data []byte) string {
	found := http.DetectContentType(data)
	if strings.HasPrefix(mediaRange, "application/") && !strings.HasPrefix(found, "application/") {
		return octetStream // the only type of the range that fits any content
	}
	return found
}
