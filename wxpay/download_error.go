package wxpay

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"net/http"
)

// maxErrorFile is the size up to which a download is examined for an error in
// place of the file.
const maxErrorFile = 64 << 10

// openStream returns the body of a download, unless it is an error in place of
// the file. Only what begins like a JSON object is read before the caller does. A
// failure to read is left for [Download.Read] to report.
func (x *exchange) openStream(ctx context.Context, resp *http.Response) (io.ReadCloser, error) {
	buffered := bufio.NewReader(resp.Body)
	stream := &streamBody{buffered, resp.Body}
	first, err := buffered.Peek(1)
	if ctx.Err() != nil {
		return nil, x.brokenOff(ctx, resp, context.Cause(ctx))
	}
	if err != nil || !bytes.ContainsAny(first, "{ \t\r\n") {
		return stream, nil
	}
	start, err := io.ReadAll(io.LimitReader(buffered, maxErrorFile+1))
	if ctx.Err() != nil {
		return nil, x.brokenOff(ctx, resp, context.Cause(ctx))
	}
	if err == nil && len(start) <= maxErrorFile && x.isErrorFile(start) {
		return nil, x.errorInstead(resp, start, false)
	}
	stream.Reader = io.MultiReader(bytes.NewReader(start), buffered)
	return stream, nil
}

// streamBody reads what was read ahead of a body, and then the body.
type streamBody struct {
	io.Reader
	io.Closer
}

// isErrorFile reports whether a downloaded file is an error in its place. A file
// with the hash that [WithChecksum] gave is what was asked for.
func (x *exchange) isErrorFile(file []byte) bool {
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
