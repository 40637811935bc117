package invoke

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
)

// rsaAlgorithm is the only algorithm that clients verify (signType RSA).
const rsaAlgorithm = "SHA256-RSA2048"

// stamp makes each signature different.
type stamp struct{ timeStamp, nonce string }

func newStamp() stamp {
	return stamp{timeStamp: strconv.FormatInt(time.Now().Unix(), 10), nonce: randomHex()}
}

// sign signs lines, each followed by a line feed.
func sign(ctx context.Context, s auth.Signer, lines ...string) (string, error) {
	if s == nil {
		return "", errors.New("invoke: the signer is nil; use client.Signer()")
	}
	if algorithm := s.Algorithm(); algorithm != rsaAlgorithm {
		return "", fmt.Errorf("invoke: the signer's algorithm is %s, and clients verify only %s; use the RSA key of the API certificate", algorithm, rsaAlgorithm)
	}
	result, err := s.Sign(ctx, strings.Join(lines, "\n")+"\n")
	if err != nil {
		return "", fmt.Errorf("invoke: the signer failed: %w", err)
	}
	if result == nil || result.Signature == "" {
		return "", errors.New("invoke: the signer returned no signature")
	}
	return result.Signature, nil
}

// ArgumentError lists the invalid arguments. It contains no values.
type ArgumentError struct {
	// Problems has one entry per invalid argument, such as
	// "prepayID: must not begin with prepay_id=".
	Problems []string
}

// Error joins the problems.
func (e *ArgumentError) Error() string { return "invoke: " + strings.Join(e.Problems, "; ") }

// arguments collects the problems of arguments.
type arguments struct{ problems []string }

// text requires value to have 1 to limit bytes and no control characters.
func (a *arguments) text(name, value string, limit int) {
	switch {
	case value == "":
		a.add(name, "is required")
	case len(value) > limit:
		a.add(name, fmt.Sprintf("must be at most %d bytes, has %d", limit, len(value)))
	case strings.ContainsFunc(value, isControl):
		a.add(name, "contains a control character")
	}
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

func (a *arguments) add(name, problem string) { a.problems = append(a.problems, name+": "+problem) }

func (a *arguments) err() error {
	if len(a.problems) == 0 {
		return nil
	}
	return &ArgumentError{Problems: a.problems}
}

// prepayID requires the id without the prefix that some APIs need.
func (a *arguments) prepayID(value string) {
	a.text("prepayID", value, 64)
	if strings.HasPrefix(value, "prepay_id=") {
		a.add("prepayID", "must not begin with prepay_id=; use the member of the response unchanged")
	}
}

// randomHex returns 32 characters of [0-9a-f].
func randomHex() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
