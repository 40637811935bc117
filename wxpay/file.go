package wxpay

import (
	"io"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// MaxUpload is the size of the largest file that can be uploaded, in bytes: 32 MiB.
// WeChat Pay's own limits are lower.
const MaxUpload = request.MaxUpload

// File is a file in a form.
type File struct {
	// Name is the file's name with its extension.
	Name string
	// ContentType is the media type of the content. If it is empty, the documented one
	// is sent.
	ContentType string
	// Content is read to its end when the request is sent, at most [MaxUpload]
	// bytes.
	Content io.Reader
}
