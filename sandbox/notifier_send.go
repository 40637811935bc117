package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// envelope seals a notification as WeChat Pay does.
func (g *Gateway) envelope(id string, n engine.Notice, now time.Time) ([]byte, error) {
	type resource struct {
		OriginalType   string `json:"original_type"`
		Algorithm      string `json:"algorithm"`
		Ciphertext     string `json:"ciphertext"`
		AssociatedData string `json:"associated_data"`
		Nonce          string `json:"nonce"`
	}
	type message struct {
		ID           string   `json:"id"`
		CreateTime   string   `json:"create_time"`
		ResourceType string   `json:"resource_type"`
		EventType    string   `json:"event_type"`
		Summary      string   `json:"summary"`
		Resource     resource `json:"resource"`
	}
	nonce := randomText(12)
	sealed, err := seal(g.keys.apiV3Key, nonce, n.OriginalType, n.Plain)
	if err != nil {
		return nil, err
	}
	return json.Marshal(message{
		ID: id, CreateTime: now.In(time.FixedZone("", 8*60*60)).Format(time.RFC3339), ResourceType: "encrypt-resource",
		EventType: n.EventType, Summary: n.Summary,
		Resource: resource{n.OriginalType, "AEAD_AES_256_GCM", sealed, n.OriginalType, nonce},
	})
}

// newID makes the number of a notification.
func newID(random *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-5%03x-a%03x-%012x", random.Uint32(), random.Uint32()&0xffff, random.Uint32()&0xfff,
		random.Uint32()&0xfff, random.Uint64()&0xffff_ffff_ffff)
}

// sending says how one sending differs from the notification itself.
type sending struct{ probe, duplicate bool }

// answerWait is how long the merchant has to answer a callback, as documented.
const responseWait = 5 * time.Second

// send sends a parcel once and notes the answer. It reports whether the merchant took it.
func (p *post) send(ctx context.Context, one *parcel, how sending) bool {
	signer, err := p.signer()
	attempt := Attempt{Time: p.gateway.simulator.now(), Serial: signer.serial, Probe: how.probe, Duplicate: how.duplicate}
	if err == nil {
		err = p.exchange(ctx, one, signer, how, &attempt)
	}
	if err != nil {
		attempt.Problem = err.Error()
	}
	p.mu.Lock()
	p.changes++
	p.attempted(one, attempt)
	p.mu.Unlock()
	if attempt.Problem != "" {
		p.gateway.logf("callback %s to %s: %s", one.Event, one.URL, attempt.Problem)
	}
	return err == nil && (attempt.Status == http.StatusOK || attempt.Status == http.StatusNoContent)
}

func (p *post) exchange(ctx context.Context, one *parcel, s signer, how sending, attempt *Attempt) error {
	p.mu.Lock()
	unsent := len(one.Attempts) == 0
	problem := one.Problem
	p.mu.Unlock()
	if one.body == nil || unsent && problem != "" {
		return errors.New(cmp.Or(problem, "there is nothing to send"))
	}
	ctx, cancel := context.WithTimeout(ctx, responseWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, one.URL, bytes.NewReader(one.body))
	if err != nil {
		return errors.New("the notify URL cannot be used")
	}
	stamp := &reply{header: request.Header, body: one.body, signer: s, time: p.gateway.settings.clock(), keys: p.gateway.keys}
	if how.probe {
		stamp.signaturePrefix = "WECHATPAY/SIGNTEST/"
	}
	stamp.sign()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Mozilla/4.0")
	request.Header.Set("Request-Id", "08"+randomText(48)+"-0")
	response, err := p.letters.client.Do(request)
	if err != nil {
		return fmt.Errorf("no answer: %w", plainError(err))
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10)
	attempt.Status = response.StatusCode
	accepted := response.StatusCode/100 == 2
	switch {
	case how.probe && accepted:
		attempt.Problem = "the probe was taken, though its signature does not verify: the receiver does not check signatures"
	case !how.probe && response.StatusCode != http.StatusOK && response.StatusCode != http.StatusNoContent:
		attempt.Problem = fmt.Sprintf("refused with %d; 200 or 204 takes a callback", response.StatusCode)
	}
	return nil
}

// plainError leaves out the URL, which net/http adds.
func plainError(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}

// signer chooses the key of a callback.
func (p *post) signer() (signer, error) {
	keys := p.gateway.keys
	p.mu.Lock()
	settings, roll := p.settings, p.random.Float64()
	p.mu.Unlock()
	switch settings.SignWith {
	case SignCertificate:
		return keys.certificate, nil
	case SignOldCertificate:
		return keys.old()
	case SignMixed:
		if roll >= settings.Share {
			return keys.certificate, nil
		}
	}
	return keys.publicKey, nil
}
