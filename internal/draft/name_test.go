package draft

import "testing"

func TestOperationID(t *testing.T) {
	tests := []struct{ method, path, want string }{
		{"POST", "/v3/payscore/serviceorder/{out_order_no}/cancel", "cancelPayscoreServiceorder"},
		{"POST", "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", "closePayTransactions"},
		{"GET", "/v3/pay/transactions/id/{transaction_id}", "queryPayTransactions"},
		{"POST", "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund", "applyAbnormalRefund"},
		{"POST", "/v3/profitsharing/receivers/add", "addProfitsharingReceivers"},
		{"POST", "/v3/certificates", "createCertificates"},
		{"DELETE", "/v3/complaint-notifications/{id}", "deleteComplaintNotifications"},
		{"POST", "/v3/{id}", "postResource"},
	}
	for _, tt := range tests {
		if got := operationID(tt.method, tt.path); got != tt.want {
			t.Errorf("%s %s: got %s, want %s", tt.method, tt.path, got, tt.want)
		}
	}
}
