package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/complaints"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

const otherMerchant = "1900012181"

// complain lets a user complain about the order T00001, and returns the complaint's number.
func complain(t *testing.T, gw *sandbox.Gateway, parameters map[string]any) string {
	t.Helper()
	made, err := gw.Create("complains", "complaints.complaint", parameters)
	if err != nil {
		t.Fatal(err)
	}
	return made.Number
}

func complaintOf(t *testing.T, client *complaints.Client, number string) *complaints.Complaint {
	t.Helper()
	return must[*complaints.Complaint](t)(client.QueryComplaint(t.Context(), complaints.QueryComplaintRequest{ComplaintID: number}))
}

func TestComplaint(t *testing.T) {
	gw := sandbox.New(t)
	order := paidOrder(t, gw, "T00001")
	client, ctx := complaints.New(newPay(t, gw)), t.Context()
	number := complain(t, gw, map[string]any{"out_trade_no": "T00001", "complaint_detail": "没有收到"})
	got := complaintOf(t, client, number)
	if got.ComplaintState != "PENDING" || got.ComplaintDetail != "没有收到" || got.ComplaintedMchID != gw.MchID() || got.UserComplaintTimes != 1 {
		t.Errorf("the complaint: %+v", got)
	}
	if about := got.ComplaintOrderInfo; len(about) != 1 || about[0].TransactionID != order.TransactionID || about[0].Amount != 100 {
		t.Errorf("it is about %+v", about)
	}
	reply := complaints.RespondToComplaintRequest{ComplaintID: number, ComplaintedMchID: gw.MchID(), ResponseContent: "今天寄出"}
	if err := client.RespondToComplaint(ctx, reply); err != nil {
		t.Fatal(err)
	}
	trigger(t, gw, "writes", number)
	if got = complaintOf(t, client, number); got.ComplaintState != "PROCESSING" || !got.IncomingUserResponse {
		t.Errorf("after the user wrote again: %+v", got)
	}
	complete := complaints.CompleteComplaintRequest{ComplaintID: number, ComplaintedMchID: gw.MchID()}
	if err := client.CompleteComplaint(ctx, complete); err != nil {
		t.Fatal(err)
	}
	if err := client.RespondToComplaint(ctx, reply); !errors.Is(err, complaints.ErrInvalidRequest) {
		t.Errorf("a reply to what is settled: %v", err)
	}
	trigger(t, gw, "continues", number)
	if got = complaintOf(t, client, number); got.ComplaintState != "PROCESSING" || got.UserComplaintTimes != 2 {
		t.Errorf("continued: %+v", got)
	}
	for _, limit := range []int64{50, 20} {
		history := must[*complaints.QueryNegotiationHistoryResponse](t)(client.QueryNegotiationHistory(ctx,
			complaints.QueryNegotiationHistoryRequest{ComplaintID: number, Limit: &limit}))
		var done []string
		for _, entry := range history.Data {
			done = append(done, string(entry.OperateType))
		}
		want := []string{"USER_CREATE_COMPLAINT", "MERCHANT_RESPONSE", "USER_RESPONSE", "MERCHANT_CONFIRM_COMPLETE", "USER_CONTINUE_COMPLAINT"}
		if !slices.Equal(done, want) || history.Limit != limit {
			t.Errorf("the history, %d entries at most: %v", history.Limit, done)
		}
	}
}

func TestComplaintRefund(t *testing.T) {
	for _, action := range []complaints.RefundDecision{"APPROVE", "REJECT"} {
		t.Run(string(action), func(t *testing.T) {
			gw := sandbox.New(t)
			client, ctx := complaints.New(newPay(t, gw)), t.Context()
			number := complain(t, gw, nil)
			decide := complaints.UpdateRefundProgressRequest{ComplaintID: number, Action: action, RejectReason: "已使用"}
			if action == "APPROVE" {
				if err := client.UpdateRefundProgress(ctx, decide); !errors.Is(err, complaints.ErrParamError) {
					t.Errorf("without a day: %v", err)
				}
				decide.LaunchRefundDay = new(int64)
			}
			if err := client.UpdateRefundProgress(ctx, decide); err != nil {
				t.Fatal(err)
			}
			if action == "APPROVE" {
				trigger(t, gw, "refundArrives", number)
			}
			got := complaintOf(t, client, number)
			if got.ComplaintState != "PROCESSED" || got.ComplaintFullRefunded != (action == "APPROVE") {
				t.Errorf("at the end: %+v", got)
			}
		})
	}
}

func TestComplaintRefusals(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := complaints.New(newPay(t, gw)), t.Context()
	number := complain(t, gw, map[string]any{"problem_type": "OTHERS"})
	message := complaints.Message{Blocks: []complaints.Block{{Type: "TEXT", Text: &complaints.TextBlock{Text: "您好"}}}}
	now := complaints.RespondImmediatelyRequest{ComplaintID: number, ComplaintedMchID: gw.MchID(), Message: message, IdempotentID: "I1"}
	_, immediate := client.RespondImmediately(ctx, now)
	_, unknown := client.QueryComplaint(ctx, complaints.QueryComplaintRequest{ComplaintID: "1"})
	for name, err := range map[string]error{
		"immediate reply, nobody waits": immediate,
		"an unknown complaint":          unknown,
		"another merchant": client.CompleteComplaint(ctx, complaints.CompleteComplaintRequest{
			ComplaintID: number, ComplaintedMchID: otherMerchant,
		}),
		"no refund is wanted": client.UpdateRefundProgress(ctx, complaints.UpdateRefundProgressRequest{
			ComplaintID: number, Action: "REJECT", RejectReason: "已使用",
		}),
	} {
		if !errors.Is(err, complaints.ErrInvalidRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	now.ComplaintID = complain(t, gw, map[string]any{"need_immediate_service": true})
	first := must[*complaints.RespondImmediatelyResponse](t)(client.RespondImmediately(ctx, now))
	again := must[*complaints.RespondImmediatelyResponse](t)(client.RespondImmediately(ctx, now))
	now.IdempotentID = "I2"
	other := must[*complaints.RespondImmediatelyResponse](t)(client.RespondImmediately(ctx, now))
	if first.LogID != again.LogID || first.LogID == other.LogID {
		t.Errorf("entries %s, %s again and %s of another message", first.LogID, again.LogID, other.LogID)
	}
}

func TestComplaintNotifications(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier(), wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	take := func(_ context.Context, n *wxpay.Notification, done *complaints.ComplaintAction) error {
		told = append(told, n.EventType+" "+string(done.ActionType))
		return nil
	}
	handler, err := complaints.Notifications{Create: take, StateChange: take}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	client, ctx := complaints.New(newPay(t, gw)), t.Context()

	_, err = client.QueryNotificationAddress(ctx, complaints.QueryNotificationAddressRequest{})
	if !errors.Is(err, complaints.ErrResourceNotExists) {
		t.Errorf("no address: %v", err)
	}
	for range 2 { // an address that was deleted can be set anew
		must[*complaints.NotificationAddress](t)(client.CreateNotificationAddress(ctx, complaints.CreateNotificationAddressRequest{URL: "https://shop.example"}))
		if err := client.DeleteNotificationAddress(ctx, complaints.DeleteNotificationAddressRequest{}); err != nil {
			t.Fatal(err)
		}
	}
	must[*complaints.NotificationAddress](t)(client.CreateNotificationAddress(ctx, complaints.CreateNotificationAddressRequest{URL: "https://shop.example"}))
	updated := must[*complaints.NotificationAddress](t)(client.UpdateNotificationAddress(ctx, complaints.UpdateNotificationAddressRequest{URL: server.URL}))
	if updated.URL != server.URL || updated.MchID != gw.MchID() {
		t.Errorf("updated: %+v", updated)
	}
	number := complain(t, gw, nil)
	for range 2 { // the second message is no repetition of the first
		trigger(t, gw, "writes", number)
	}
	gw.DeliverNotifications()
	want := []string{"COMPLAINT.CREATE CREATE_COMPLAINT", "COMPLAINT.STATE_CHANGE USER_RESPONSE", "COMPLAINT.STATE_CHANGE USER_RESPONSE"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}

func TestListComplaints(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := complaints.New(newPay(t, gw)), t.Context()
	today := gw.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateOnly)
	var numbers []string
	for range 3 {
		numbers = append(numbers, complain(t, gw, nil))
	}
	two, one := int64(2), int64(1)
	cases := []struct {
		name    string
		request complaints.ListComplaintsRequest
		want    []string
	}{
		{"all", complaints.ListComplaintsRequest{BeginDate: today, EndDate: today}, numbers},
		{"the first two", complaints.ListComplaintsRequest{BeginDate: today, EndDate: today, Limit: &two}, numbers[:2]},
		{"the others", complaints.ListComplaintsRequest{BeginDate: today, EndDate: today, Limit: &two, Offset: &two}, numbers[2:]},
		{"beyond", complaints.ListComplaintsRequest{BeginDate: today, EndDate: today, Limit: &one, Offset: new(int64)}, numbers[:1]},
		{"another day", complaints.ListComplaintsRequest{BeginDate: "2020-01-01", EndDate: "2020-01-02"}, nil},
		{"another merchant", complaints.ListComplaintsRequest{BeginDate: today, EndDate: today, ComplaintedMchID: otherMerchant}, nil},
	}
	for _, c := range cases {
		got := must[*complaints.ListComplaintsResponse](t)(client.ListComplaints(ctx, c.request))
		var listed []string
		for _, complaint := range got.Data {
			listed = append(listed, complaint.ComplaintID)
		}
		if !slices.Equal(listed, c.want) || c.request.Limit == nil && got.Limit != 10 {
			t.Errorf("%s: %v of %v, %d at most", c.name, listed, numbers, got.Limit)
		}
	}
	wrong := complaints.ListComplaintsRequest{BeginDate: today, EndDate: "2020-01-01"}
	if _, err := client.ListComplaints(ctx, wrong); !errors.Is(err, complaints.ErrParamError) {
		t.Errorf("the days the other way round: %v", err)
	}
}
