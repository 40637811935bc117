// Command transfer pays users: transfers that they confirm in WeChat, refuse, or that the merchant cancels. It needs no account and no
// network: the sandbox plays WeChat Pay and the users.
//
//	go run ./examples/transfer
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/invoke"
)

const appID = "wxd678efh567hg6787"

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// payer pays users.
type payer struct {
	out       io.Writer
	gateway   *sandbox.Gateway
	transfers *mchtransfer.Client
	notifyURL string
}

func (p *payer) say(format string, args ...any) { fmt.Fprintf(p.out, format+"\n", args...) }

func run(ctx context.Context, out io.Writer) error {
	// Notifications are held until the program delivers them, so that its output is always the same.
	gateway, err := sandbox.Start(sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	if err != nil {
		return err
	}
	defer func() { _ = gateway.Close() }()
	client, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		return err
	}
	p := &payer{out: out, gateway: gateway, transfers: mchtransfer.New(client)}
	receiver, err := wxpay.NewReceiver(gateway.APIv3Key(), gateway.Verifier(), wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	if err != nil {
		return err
	}
	handler, err := mchtransfer.Notifications{Finished: p.finished}.Handler(receiver)
	if err != nil {
		return err
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	p.notifyURL = server.URL
	for _, act := range []func(context.Context) error{p.confirmed, p.unknown, p.cancelled, p.forgotten} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// transfer asks WeChat Pay to pay a user. A call with an unknown outcome may have been accepted: it is made again with the same
// number, never with another one.
func (p *payer) transfer(ctx context.Context, number string, fen int64) (*mchtransfer.CreateTransferResponse, error) {
	request := mchtransfer.CreateTransferRequest{
		AppID: appID, OutBillNo: number, OpenID: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", TransferAmount: fen, TransferRemark: "退押金",
		TransferSceneID: "1000", NotifyURL: p.notifyURL,
		TransferSceneReportInfos: []mchtransfer.SceneReportInfo{{InfoType: "活动名称", InfoContent: "新会员有礼"}},
	}
	const attempts = 5
	var made *mchtransfer.CreateTransferResponse
	var err error
	for range attempts {
		made, err = p.transfers.CreateTransfer(ctx, request)
		if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			break
		}
		p.say("%s: unknown, so the same call again", number)
	}
	if err == nil {
		p.say("%s: %s", number, made.State)
	}
	return made, err
}

// open returns the cashier that the user's client opens with what the merchant's server sends to it.
func (p *payer) open(made *mchtransfer.CreateTransferResponse) (*sandbox.Cashier, error) {
	confirmation, err := invoke.TransferConfirm(p.gateway.MchID(), appID, made.PackageInfo)
	if err != nil {
		return nil, err
	}
	return p.gateway.OpenCashier(confirmation) // a client calls wx.requestMerchantTransfer
}

func (p *payer) finished(_ context.Context, _ *wxpay.Notification, t *mchtransfer.TransferResult) error {
	p.say("%s: a notification: %s %s", t.OutBillNo, t.State, t.FailReason)
	return nil
}

func (p *payer) show(ctx context.Context, number string) error {
	t, err := p.transfers.QueryTransferByOutBillNo(ctx, mchtransfer.QueryTransferByOutBillNoRequest{OutBillNo: number})
	if err != nil {
		return err
	}
	p.say("%s: the query shows %s %s", number, t.State, t.FailReason)
	return nil
}

func (p *payer) confirmed(ctx context.Context) error {
	made, err := p.transfer(ctx, "transfer1", 500)
	if err != nil {
		return err
	}
	cashier, err := p.open(made)
	if err != nil {
		return err
	}
	if _, err := cashier.Accept(); err != nil {
		return err
	}
	p.say("transfer1: the client returns %s, which says only that the page was shown", cashier.Result())
	if err := p.show(ctx, "transfer1"); err != nil {
		return err
	}
	_, err = p.gateway.Trigger("arrives", "transfer1")
	p.gateway.DeliverNotifications()
	return err
}

// unknown loses the first response.
func (p *payer) unknown(ctx context.Context) error {
	if err := p.gateway.InjectFaults(1, sandbox.DropAfterEffect()); err != nil {
		return err
	}
	_, err := p.transfer(ctx, "transfer2", 600)
	return err
}

func (p *payer) cancelled(ctx context.Context) error {
	if _, err := p.transfers.CancelTransfer(ctx, mchtransfer.CancelTransferRequest{OutBillNo: "transfer2"}); err != nil {
		return err
	}
	if err := p.show(ctx, "transfer2"); err != nil {
		return err
	}
	_, err := p.gateway.Trigger("isCancelled", "transfer2")
	p.gateway.DeliverNotifications()
	return err
}

// forgotten is never confirmed.
func (p *payer) forgotten(ctx context.Context) error {
	if _, err := p.transfer(ctx, "transfer3", 700); err != nil {
		return err
	}
	if err := p.gateway.Advance(24 * time.Hour); err != nil {
		return err
	}
	return p.show(ctx, "transfer3")
}
