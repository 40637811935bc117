package wxpay

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"net/http"
)

// maxErrorFile is the size up to which a download may be an error in place of the file, in
// bytes.
const maxErrorFile = 64 << 10

// openStream returns the body of a download, unless it is an error in place of the file. It
// reads ahead only if the body begins like a JSON object. [Download.Read] reports failures
// to read.
func (x *call) openStream(ctx context.Context, resp *http.Response) (io.ReadCloser, error) {
	buffered := bufio.NewReader(resp.Body)
	stream := &streamBody{buffered, resp.Body}
	first, err := buffered.Peek(1)
	if ctx.Err() != nil {
		return nil, x.interrupted(ctx, resp, context.Cause(ctx))
	}
	if err != nil || !bytes.ContainsAny(first, "{ \t\r\n") {
		return stream, nil
	}
	start, err := io.ReadAll(io.LimitReader(buffered, maxErrorFile+1))
	if ctx.Err() != nil {
		return nil, x.interrupted(ctx, resp, context.Cause(ctx))
	}
	if err == nil && len(start) <= maxErrorFile && x.isErrorFile(start) {
		return nil, x.errorFromBody(resp, start, false)
	}
	stream.Reader = io.MultiReader(bytes.NewReader(start), buffered)
	return stream, nil
}

// streamBody is a body of which the beginning was read ahead.
type streamBody struct {
	io.Reader
	io.Closer
}

// isErrorFile reports whether a body is an error in place of the file. A file with the hash
// of [WithChecksum] never is.
func (x *call) isErrorFile(file []byte) bool {
	if len(file) > maxErrorFile || !hasCode(file) {
		return false
	}
	want := x.settings.hash
	if want == nil {
		return true
	}
	sum := want.create()
	sum.Write(file)
	return hex.EncodeToString(sum.Sum(nil)) != want.hex
}
