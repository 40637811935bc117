package wxpay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/dispatch"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/fieldpath"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/sensitive"
)

// Notification is a verified and decrypted notification.
//
// Its resource has personal data. Printing a Notification, logging it with log/slog and
// writing it as JSON therefore omit the resource.
type Notification struct {
	// ID identifies the notification. It is the same each time it is sent.
	ID string `json:"id"`
	// CreateTime is when WeChat Pay created it.
	CreateTime DateTime `json:"create_time"`
	// EventType is the type of the event, such as TRANSACTION.SUCCESS.
	EventType string `json:"event_type"`
	// ResourceType is encrypt-resource.
	ResourceType string `json:"resource_type"`
	// OriginalType is the type of the resource, such as transaction.
	OriginalType string `json:"original_type"`
	// Summary is WeChat Pay's description, in Chinese.
	Summary string `json:"summary"`
	// Serial identifies the key that signed the notification.
	Serial string `json:"serial"`
	// Resource is the decrypted resource, valid JSON.
	Resource json.RawMessage `json:"-"`
	// Unread lists the members of the resource that could not be read. It is set when the
	// function of the event, or Other in its place, is called.
	Unread []Unread `json:"unread,omitempty"`

	receiver  *Receiver // nil for a Notification that Receive did not return
	claims    []Claim   // granted and not settled
	duplicate bool      // the event was handled before
	unsettled error     // the error of Claim.Settle after the event was handled
}

// String returns the id and the type of the event.
func (n Notification) String() string {
	return "notification " + ascii.OneLine(n.ID, 64) + " " + ascii.OneLine(n.EventType, 64)
}

// Format writes the result of String for every verb, so that no verb prints the resource.
func (n Notification) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, n.String()) }

// LogValue returns the notification as a group of attributes for log/slog, without its
// resource.
func (n Notification) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", ascii.OneLine(n.ID, 64)),
		slog.String("event_type", ascii.OneLine(n.EventType, 64)),
		slog.String("original_type", ascii.OneLine(n.OriginalType, 64)),
		slog.String("create_time", ascii.OneLine(string(n.CreateTime), 40)),
	)
}

// merchantMembers identify the merchant: order numbers are unique per merchant.
var merchantMembers = []string{"mchid", "sp_mchid", "sub_mchid"}

// Key returns a key that identifies the event by its type, by members of its resource, and
// by the merchant numbers in the resource. It is the same each time the event is sent, even
// with another id. Without members, or if the resource lacks one of them, the key consists of
// the type and the id, since several events may have the same other members. Without an id it
// is "", and the event cannot be identified.
//
// A key is the event's type, a colon and 64 hexadecimal digits of a hash. It reveals no
// value of the resource.
func (n *Notification) Key(members ...string) string {
	var resource map[string]json.RawMessage
	if len(members) > 0 {
		_ = json.Unmarshal(n.Resource, &resource) // a value that is not an object has no members
	}
	sum, complete := sha256.New(), len(members) > 0
	for _, name := range members {
		complete = addMember(sum, resource, name) && complete
	}
	switch {
	case complete:
		for _, name := range merchantMembers {
			addMember(sum, resource, name)
		}
	case n.ID == "":
		return ""
	default:
		sum.Reset()
		addText(sum, n.ID)
	}
	return n.EventType + ":" + hex.EncodeToString(sum.Sum(nil))
}

// Claims returns the granted claims of the receiver's [Deduplicator] that are not settled
// yet, unchanged. The function that is called with n handles the event under these claims. A
// deduplicator whose keys are in the database of the function's own data can use them to mark
// the event as handled in the function's transaction. The result is empty without a
// deduplicator.
func (n *Notification) Claims() []Claim { return slices.Clone(n.claims) }

// addMember adds a member to a hash and reports whether it is present.
func addMember(sum hash.Hash, resource map[string]json.RawMessage, name string) bool {
	value := resource[name]
	if len(value) == 0 || bytes.Equal(value, []byte("null")) || bytes.Equal(value, []byte(`""`)) {
		return false
	}
	addText(sum, name)
	var text string
	if json.Unmarshal(value, &text) == nil {
		addText(sum, text)
		return true
	}
	addText(sum, string(value))
	return true
}

func addText(sum hash.Hash, text string) { fmt.Fprintf(sum, "%d:%s", len(text), text) }

func init() {
	dispatch.HandleEvent = func(ctx context.Context, n any, h dispatch.Handler) error {
		return n.(*Notification).handle(ctx, h)
	}
	dispatch.Unhandled = func(n any) error { return n.(*Notification).unhandled() }
}

// handle decodes the resource and calls h.Handle, unless the [Deduplicator] knows the
// event; see wxpayimpl.HandleEvent.
func (n *Notification) handle(ctx context.Context, h dispatch.Handler) error {
	if err := n.decode(h.Resource, h.Key); err != nil {
		if h.Other != nil {
			return h.Other()
		}
		return undecodable(err)
	}
	if err := n.decrypt(ctx, h.Resource); err != nil {
		return undecodable(err)
	}
	if len(h.Key) == 0 || n.Key(h.Key...) == n.Key() {
		return h.Handle() // Serve has claimed the id already
	}
	return n.receiver.once(ctx, n, n.Key(h.Key...), h.Handle)
}

func undecodable(err error) error {
	return &NotificationError{Reason: NotificationUndecodable, detail: decodeReason(err, "the resource"), Err: err}
}

// decode decodes the resource and sets n.Unread. The error says why a function cannot act
// on the resource.
func (n *Notification) decode(resource any, key []string) error {
	unread, decisive, err := unmarshal(n.Resource, resource)
	n.Unread = unread
	if unfit := (*decode.Unfit)(nil); errors.As(err, &unfit) {
		n.Unread = []Unread{{Problem: unfit.Problem}}
	}
	switch {
	case err != nil:
		return err
	case decisive != nil:
		return decisive
	}
	for _, u := range unread {
		if slices.Contains(key, u.Path) {
			return &fieldpath.Error{Path: u.Path, Problem: u.Problem}
		}
	}
	if name := n.missing(resource, key); name != "" {
		n.Unread = append(n.Unread, Unread{Path: name, Problem: "is missing"})
		return &fieldpath.Error{Path: name, Problem: "is missing"}
	}
	return nil
}

// missing returns the name of a member of key that the resource lacks although it is
// required by the JSON tag of its field, or "". Without it the event cannot be identified.
func (n *Notification) missing(resource any, key []string) string {
	t := reflect.TypeOf(resource).Elem()
	if t.Kind() != reflect.Struct {
		return ""
	}
	members := jsonvalue.Members(n.Resource)
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if slices.Contains(key, name) && !strings.Contains(options, "omit") && !addMember(sha256.New(), members, name) {
			return name
		}
	}
	return ""
}

func (n *Notification) decrypt(ctx context.Context, resource any) error {
	if n.receiver == nil {
		return sensitive.Decrypt(ctx, nil, resource, nil)
	}
	return sensitive.Decrypt(ctx, n.receiver.config.cipher, resource, nil)
}

// unhandled is the error of an event that no function handles. It is not acknowledged,
// so that WeChat Pay sends it again.
func (n *Notification) unhandled() error {
	return &NotificationError{Reason: NotificationUnhandled, detail: ascii.OneLine(n.EventType, 64)}
}
