package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

func transfer(number string) mchtransfer.CreateTransferRequest {
	return mchtransfer.CreateTransferRequest{
		AppID: "wx1", OutBillNo: number, OpenID: "o1", TransferAmount: 100, TransferRemark: "奖励", TransferSceneID: "1000", UserName: "张三",
		TransferSceneReportInfos: []mchtransfer.SceneReportInfo{{InfoType: "活动名称", InfoContent: "新会员有礼"}},
	}
}

func TestTransfer(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := mchtransfer.New(newPay(t, gw)), t.Context()
	created := must[*mchtransfer.CreateTransferResponse](t)(client.CreateTransfer(ctx, transfer("T1")))
	if created.State != "WAIT_USER_CONFIRM" || created.PackageInfo == "" {
		t.Errorf("created: %+v", created)
	}
	if again := must[*mchtransfer.CreateTransferResponse](t)(client.CreateTransfer(ctx, transfer("T1"))); again.TransferBillNo != created.TransferBillNo {
		t.Errorf("the same number again: %s, then %s", created.TransferBillNo, again.TransferBillNo)
	}
	receipt := mchtransfer.RequestReceiptByOutBillNoRequest{OutBillNo: "T1"}
	if _, err := client.RequestReceiptByOutBillNo(ctx, receipt); !errors.Is(err, mchtransfer.ErrInvalidRequest) {
		t.Errorf("a receipt before the end: %v", err)
	}
	for _, event := range []string{"userConfirms", "arrives"} {
		if _, err := gw.Trigger(event, "T1"); err != nil {
			t.Fatal(err)
		}
	}
	query := mchtransfer.QueryTransferByTransferBillNoRequest{TransferBillNo: created.TransferBillNo}
	got := must[*mchtransfer.Transfer](t)(client.QueryTransferByTransferBillNo(ctx, query))
	if got.State != "SUCCESS" || got.OutBillNo != "T1" || got.MchID != gw.MchID() || got.UserName != "张三" {
		t.Errorf("at the end: %+v", got)
	}
	if _, err := client.CancelTransfer(ctx, mchtransfer.CancelTransferRequest{OutBillNo: "T1"}); !errors.Is(err, mchtransfer.ErrInvalidRequest) {
		t.Errorf("cancelled at the end: %v", err)
	}
	must[*mchtransfer.ReceiptRequest](t)(client.RequestReceiptByOutBillNo(ctx, receipt))
}

func TestTransferCancel(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := mchtransfer.New(newPay(t, gw)), t.Context()
	must[*mchtransfer.CreateTransferResponse](t)(client.CreateTransfer(ctx, transfer("T1")))
	cancelled := must[*mchtransfer.CancelTransferResponse](t)(client.CancelTransfer(ctx, mchtransfer.CancelTransferRequest{OutBillNo: "T1"}))
	if cancelled.State != "CANCELING" {
		t.Errorf("at once: %s", cancelled.State)
	}
	if _, err := gw.Trigger("isCancelled", "T1"); err != nil {
		t.Fatal(err)
	}
	got := must[*mchtransfer.Transfer](t)(client.QueryTransferByOutBillNo(ctx, mchtransfer.QueryTransferByOutBillNoRequest{OutBillNo: "T1"}))
	if got.State != "CANCELLED" || got.FailReason != "MCH_CANCEL" {
		t.Errorf("at the end: %s, %s", got.State, got.FailReason)
	}
}

func TestTransferExpires(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := mchtransfer.New(newPay(t, gw)), t.Context()
	must[*mchtransfer.CreateTransferResponse](t)(client.CreateTransfer(ctx, transfer("T1")))
	if err := gw.Advance(25 * time.Hour); err != nil {
		t.Fatal(err)
	}
	got := must[*mchtransfer.Transfer](t)(client.QueryTransferByOutBillNo(ctx, mchtransfer.QueryTransferByOutBillNoRequest{OutBillNo: "T1"}))
	if got.State != "FAIL" || got.FailReason != "OVERDUE_CLOSE" {
		t.Errorf("after a day: %s, %s", got.State, got.FailReason)
	}
}

func TestTransferByAuthorization(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := mchtransfer.New(newPay(t, gw)), t.Context()
	must[*mchtransfer.CreateAuthorizationResponse](t)(client.CreateAuthorization(ctx, mchtransfer.CreateAuthorizationRequest{
		OutAuthorizationNo: "A1", AppID: "wx1", OpenID: "o1", TransferSceneID: "1000", UserDisplayName: "李*明",
		AuthorizationNotifyURL: "https://shop.example/authorized",
	}))
	request := mchtransfer.CreateTransferByAuthorizationRequest{
		AppID: "wx1", OutBillNo: "T1", TransferAmount: 100, TransferRemark: "奖励", TransferSceneID: "1000", OutAuthorizationNo: "A1",
		TransferSceneReportInfos: transfer("").TransferSceneReportInfos,
	}
	if _, err := client.CreateTransferByAuthorization(ctx, request); !errors.Is(err, mchtransfer.ErrInvalidRequest) {
		t.Errorf("before the user agrees: %v", err)
	}
	if _, err := gw.Trigger("userConfirms", "A1"); err != nil {
		t.Fatal(err)
	}
	got := must[*mchtransfer.CreateTransferByAuthorizationResponse](t)(client.CreateTransferByAuthorization(ctx, request))
	if got.State != "SUCCESS" || got.OpenID != "o1" {
		t.Errorf("transferred: %+v", got)
	}
	closed := must[*mchtransfer.Authorization](t)(client.CloseAuthorization(ctx, mchtransfer.CloseAuthorizationRequest{OutAuthorizationNo: "A1"}))
	if closed.State != "CLOSED" || closed.CloseInfo.CloseReason != "CLOSE_VIA_MCH_API" {
		t.Errorf("closed: %+v", closed)
	}
}
