package sandbox_test

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
)

// expect reports an error that nothing explains.
func (k *keeper) expect(what string, err error, allowed ...error) bool {
	for _, a := range allowed {
		if errors.Is(err, a) {
			return false
		}
	}
	if err != nil {
		k.t.Errorf("%s: %v", what, err)
		return false
	}
	return true
}

// serviceOrder takes an order some way, and returns the state that the shopkeeper believes it to be in.
func (k *keeper) serviceOrder(ctx context.Context, number string) string {
	err := k.certain("createServiceOrder", func() error {
		_, err := k.orders.CreateServiceOrder(ctx, orderRequest(number))
		return err
	})
	if !k.expect("create "+number, err) {
		return "none"
	}
	if k.random.IntN(4) == 0 {
		return k.cancelOrder(ctx, number, "created")
	}
	if _, err := k.gw.Trigger("userConfirms", number); err != nil {
		k.t.Error(err)
	}
	err = k.certain("completeServiceOrder", func() error {
		_, err := k.orders.CompleteServiceOrder(ctx, completeRequest(number))
		return err
	})
	if !k.expect("complete "+number, err) {
		return "confirmed"
	}
	state := "paying"
	switch k.random.IntN(3) {
	case 0:
		return k.cancelOrder(ctx, number, state)
	case 1:
		if _, err := k.gw.Trigger("userPays", number); err != nil {
			k.t.Error(err)
		}
		if k.random.IntN(2) == 0 {
			return k.cancelOrder(ctx, number, "paid")
		}
		state = "paid"
	}
	return k.readOrder(ctx, number, state)
}

// cancelOrder cancels; what is paid is refused and stays so.
func (k *keeper) cancelOrder(ctx context.Context, number, before string) string {
	err := k.certain("cancelServiceOrder", func() error {
		_, err := k.orders.CancelServiceOrder(ctx, cancelRequest(number))
		return err
	})
	if k.expect("cancel "+number, err, payscore.ErrOrderDone) {
		return "revoked"
	}
	return before
}

// readOrder asks for an order, and compares what it shows.
func (k *keeper) readOrder(ctx context.Context, number, state string) string {
	var order *payscore.ServiceOrder
	err := k.certain("queryServiceOrder", func() (err error) {
		order, err = k.orders.QueryServiceOrder(ctx, queryRequest(number))
		return err
	})
	if k.expect("query "+number, err) {
		if want := map[string]payscore.ServiceOrderState{"paying": "DOING", "paid": "DONE"}[state]; order.State != want {
			k.t.Errorf("%s shows %s, the book has %s", number, order.State, state)
		}
	}
	return state
}

// codePayment scans a code and, half of the time, reverses it.
func (k *keeper) codePayment(ctx context.Context, number string) string {
	k.books.count("payTransaction")
	_, err := k.codes.PayTransaction(ctx, codepay.PayTransactionRequest{
		AppID: "wx1", MchID: k.gw.MchID(), Description: "茶", OutTradeNo: number, Amount: codepay.OrderAmount{Total: 1},
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: "1"}},
	})
	state := "paid"
	if err != nil { // a payment is not simply repeated: ask what became of it
		state = k.readPayment(ctx, number)
	}
	if state == "paid" && k.random.IntN(2) == 0 {
		return state
	}
	return k.reversePayment(ctx, number)
}

// readPayment asks what became of a payment.
func (k *keeper) readPayment(ctx context.Context, number string) string {
	var order *codepay.Transaction
	err := k.certain("queryTransactionByOutTradeNo", func() (err error) {
		order, err = k.codes.QueryTransactionByOutTradeNo(ctx, codepay.QueryTransactionByOutTradeNoRequest{OutTradeNo: number, MchID: k.gw.MchID()})
		return err
	})
	if !k.expect("query "+number, err, codepay.ErrOrderNotExist) {
		return "none"
	}
	return map[codepay.TradeState]string{"SUCCESS": "paid", "REVOKED": "reversed"}[order.TradeState]
}

// reversePayment reverses until it is certain.
func (k *keeper) reversePayment(ctx context.Context, number string) string {
	err := k.certain("reverseTransaction", func() error {
		_, err := k.codes.ReverseTransaction(ctx, codepay.ReverseTransactionRequest{OutTradeNo: number, AppID: "wx1", MchID: k.gw.MchID()})
		return err
	})
	if !k.expect("reverse "+number, err, codepay.ErrOrderNotExist) {
		return "none"
	}
	if state := k.readPayment(ctx, number); state != "reversed" {
		k.t.Errorf("%s was reversed, and shows %s", number, state)
	}
	return "reversed"
}
