package wxpay

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"
	"time"
)

// Download is a response that is read as a stream, such as a bill. Read it to its end and
// close it; [WithChecksum] compares it with the hash of an earlier response. Content that is
// compressed with gzip, by the server or as a file, is decompressed.
//
// The size and the total time are not limited, but Read fails with
// [context.DeadlineExceeded] if no byte arrives for the time of [WithTimeout]; the time
// between two Reads does not count. Read also fails when the call's context ends.
//
// A Download is not safe for concurrent use. The zero Download is empty.
type Download struct {
	// StatusCode and Header are those of the response.
	StatusCode int
	Header     http.Header

	body    io.ReadCloser
	release func()
	content io.Reader
	want    *wantedHash
	sum     hash.Hash
	err     error
	closed  bool
}

// stallBody is the body of a download. Read fails if no byte arrives for limit.
type stallBody struct {
	io.ReadCloser
	timer *time.Timer // cancels the request
	limit time.Duration
}

func (b *stallBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.limit)
	n, err := b.ReadCloser.Read(p)
	if !b.timer.Stop() && err != io.EOF {
		err = fmt.Errorf("wxpay: no byte of the download arrived for %v: %w", b.limit, context.DeadlineExceeded)
	}
	return n, err
}

// NewDownload returns a download that reads body, for implementations of [Caller].
func NewDownload(body io.ReadCloser) *Download {
	return &Download{StatusCode: http.StatusOK, Header: http.Header{}, body: body}
}

// ErrChecksum says that a [Download] does not have the hash of [WithChecksum], or was not
// read to its end.
var ErrChecksum = errors.New("wxpay: the download does not have the expected hash")

// wantedHash is a hash that the caller expects.
type wantedHash struct {
	create func() hash.Hash
	hex    string
}

// WithChecksum compares the decompressed content of a [Download] with the hash of an earlier
// response: hashType is "SHA1" or "SHA256", hashValue is hexadecimal. If they differ, Read
// returns [ErrChecksum] in place of io.EOF. Close returns [ErrChecksum] if they differ or the
// content was not read to its end.
func WithChecksum(hashType, hashValue string) CallOption {
	return callOption(func(s *callSettings) {
		want := wantedHash{hex: strings.ToLower(hashValue)}
		switch strings.ToUpper(strings.ReplaceAll(hashType, "-", "")) {
		case "SHA1":
			want.create = sha1.New
		case "SHA256":
			want.create = sha256.New
		default:
			s.problems = append(s.problems, errors.New("WithChecksum: the hash type must be SHA1 or SHA256"))
			return
		}
		if sum, err := hex.DecodeString(want.hex); err != nil || len(sum) != want.create().Size() {
			s.problems = append(s.problems, fmt.Errorf("WithChecksum: the hash must be %d hexadecimal digits",
				2*want.create().Size()))
			return
		}
		s.hash = &want
	})
}

// Read reads the decompressed content.
func (d *Download) Read(p []byte) (int, error) {
	if d.err != nil || len(p) == 0 {
		return 0, d.err
	}
	if d.content == nil {
		if d.err = d.open(); d.err != nil {
			return 0, d.err
		}
	}
	n, err := d.content.Read(p)
	if d.sum != nil {
		d.sum.Write(p[:n])
	}
	if err == io.EOF {
		err = d.check()
	}
	d.err = err
	return n, err
}

// Close ends the download. It may be called more than once.
func (d *Download) Close() error {
	if d.closed || d.body == nil {
		return nil
	}
	d.closed = true
	err := d.body.Close()
	if d.release != nil {
		d.release()
	}
	switch {
	case errors.Is(d.err, ErrChecksum):
		return d.err
	case d.want != nil && d.err != io.EOF:
		d.err = fmt.Errorf("%w: closed before its end", ErrChecksum)
		return d.err
	case d.err == nil:
		d.err = errClosed
	}
	return err
}

var errClosed = errors.New("wxpay: read from a closed download")

// open detects whether the content is compressed.
func (d *Download) open() error {
	if d.body == nil {
		return io.EOF
	}
	if d.want != nil {
		d.sum = d.want.create()
	}
	buffered := bufio.NewReaderSize(d.body, 32<<10)
	d.content = buffered
	if magic, err := buffered.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return nil // Read reports errors
	}
	unzipped, err := gzip.NewReader(buffered)
	if err != nil {
		return fmt.Errorf("wxpay: the download cannot be decompressed: %w", err)
	}
	d.content = unzipped
	return nil
}

// check compares the hash at the end of the content.
func (d *Download) check() error {
	if d.sum != nil && hex.EncodeToString(d.sum.Sum(nil)) != d.want.hex {
		return ErrChecksum
	}
	return io.EOF
}
