package sandbox_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/complaints"
	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/generated/parking"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// The envelope's original_type is the spec's, or else the first part of the event type.
func TestOriginalType(t *testing.T) {
	got := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var envelope struct {
			EventType string `json:"event_type"`
			Resource  struct {
				OriginalType *string `json:"original_type"`
			}
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &envelope) != nil || envelope.Resource.OriginalType == nil {
			t.Errorf("the envelope is %s, %v", body, err)
			return
		}
		got[envelope.EventType] = *envelope.Resource.OriginalType
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	gw := sandbox.New(t, sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	pay, ctx := newPay(t, gw), t.Context()
	must[*complaints.NotificationAddress](t)(complaints.New(pay).CreateNotificationAddress(ctx, complaints.CreateNotificationAddressRequest{URL: server.URL}))
	complain(t, gw, nil)
	sent := transfer("B1")
	sent.NotifyURL = server.URL
	must[*mchtransfer.CreateTransferResponse](t)(mchtransfer.New(pay).CreateTransfer(ctx, sent))
	trigger(t, gw, "userConfirms", "B1")
	trigger(t, gw, "arrives", "B1")
	in := stay("P1")
	in.NotifyURL = server.URL
	must[*parking.Parking](t)(parking.New(pay).CreateParking(ctx, in))
	trigger(t, gw, "blocks", "P1")
	gw.DeliverNotifications()
	want := map[string]string{"COMPLAINT.CREATE": "complaint", "MCHTRANSFER.BILL.FINISHED": "mch_payment", "VEHICLE.ENTRANCE_STATE_CHANGE": ""}
	if !maps.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
