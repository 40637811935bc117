package notify

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
	"github.com/wxpaygen/wxpaygen/sandbox/internal/signature"
)

// message returns the body of a notification, with the resource encrypted.
func (n *Notifier) message(id string, note Notification, now time.Time) ([]byte, error) {
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
	nonce := keyring.RandomText(12)
	sealed, err := n.Keys.Of(note.Merchant).Seal(nonce, note.OriginalType, note.Plain)
	if err != nil {
		return nil, err
	}
	return json.Marshal(message{
		ID: id, CreateTime: now.In(time.FixedZone("", 8*60*60)).Format(time.RFC3339), ResourceType: "encrypt-resource",
		EventType: note.EventType, Summary: note.Summary,
		Resource: resource{note.OriginalType, "AEAD_AES_256_GCM", sealed, note.OriginalType, nonce},
	})
}

// responseTimeout is how long the merchant has to respond, as documented.
const responseTimeout = 5 * time.Second

// attempt sends a notification once, records the attempt, and reports whether the merchant accepted it. a says whether the
// attempt is a probe or a duplicate.
func (n *Notifier) attempt(ctx context.Context, d *delivery, a Attempt) (accepted bool) {
	signer, err := n.signer()
	a.Time, a.Serial = n.Now(), signer.Serial
	if err == nil {
		err = n.send(ctx, d, signer, &a)
	}
	if err != nil {
		a.Problem = err.Error()
	}
	n.mu.Lock()
	n.changes++
	n.record(d, a)
	n.mu.Unlock()
	if a.Problem != "" {
		n.Logf("notification %s to %s: %s", d.Event, d.URL, a.Problem)
	}
	return err == nil && isAccepted(a.Status)
}

func isAccepted(status int) bool { return status == http.StatusOK || status == http.StatusNoContent }

// send sends a notification and completes the attempt with the response.
func (n *Notifier) send(ctx context.Context, d *delivery, signer keyring.Signer, a *Attempt) error {
	n.mu.Lock()
	unsent, problem := len(d.Attempts) == 0, d.Problem
	n.mu.Unlock()
	if d.body == nil || unsent && problem != "" {
		return errors.New(cmp.Or(problem, "there is no message to send"))
	}
	ctx, cancel := context.WithTimeout(ctx, responseTimeout)
	defer cancel()
	request, err := n.newRequest(ctx, d, signer, a.Probe)
	if err != nil {
		return err
	}
	response, err := n.transport.client.Do(request)
	if err != nil {
		return fmt.Errorf("no response: %w", withoutURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10)
	a.Status = response.StatusCode
	switch {
	case a.Probe && a.Status/100 == 2:
		a.Problem = "the probe was accepted, but its signature is invalid: the receiver does not verify signatures"
	case !a.Probe && !isAccepted(a.Status):
		a.Problem = fmt.Sprintf("refused with %d; 200 or 204 accepts a notification", a.Status)
	}
	return nil
}

func (n *Notifier) newRequest(ctx context.Context, d *delivery, signer keyring.Signer, probe bool) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.body))
	if err != nil {
		return nil, errors.New("the notify URL is invalid")
	}
	stamp := signature.Stamp{Signer: signer, Time: n.Clock()}
	if probe {
		stamp.Prefix = "WECHATPAY/SIGNTEST/"
	}
	err = stamp.Sign(request.Header, func(w io.Writer) error {
		_, err := w.Write(d.body)
		return err
	})
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Mozilla/4.0")
	request.Header.Set("Request-Id", "08"+keyring.RandomText(48)+"-0")
	return request, nil
}

// withoutURL removes the URL that net/http adds to an error.
func withoutURL(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}

// signer returns the key that signs the next attempt.
func (n *Notifier) signer() (keyring.Signer, error) {
	n.mu.Lock()
	options, roll := n.options, n.random.Float64()
	n.mu.Unlock()
	switch options.SignWith {
	case SignCertificate:
		return n.Keys.Certificate(), nil
	case SignOldCertificate:
		return n.Keys.Old()
	case SignMixed:
		if roll >= options.Share {
			return n.Keys.Certificate(), nil
		}
	}
	return n.Keys.PublicKey, nil
}
