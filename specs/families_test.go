package specs_test

import (
	"fmt"
	"slices"
	"testing"
)

// families lists, for each spec, its operations and the notifications that it describes. Removing one is a breaking
// change of the generated package.
var families = map[string]struct{ operations, events []string }{
	"payscore.yaml": {
		operations: []string{
			"assessUserRiskLevel", "cancelServiceOrder", "completeServiceOrder", "createServiceOrder",
			"directCompleteServiceOrder", "modifyServiceOrder", "payServiceOrder", "preAuthorizePermissions",
			"queryPermissionsByAuthorizationCode", "queryPermissionsByOpenID", "queryServiceOrder",
			"queryUserServiceState", "sendPendingMessage", "sendPrepaidMessage", "syncServiceOrder",
			"terminatePermissionsByAuthorizationCode", "terminatePermissionsByOpenID", "terminateUserPermissions",
		},
		events: []string{
			"PAYSCORE.USER_CLOSE_SERVICE", "PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_OPEN_SERVICE", "PAYSCORE.USER_PAID",
		},
	},
	"payscorepartner.yaml": {
		operations: []string{
			"assessUserRiskLevel", "cancelServiceOrder", "completeServiceOrder", "createServiceOrder",
			"directCompleteServiceOrder", "modifyServiceOrder", "payServiceOrder", "preAuthorizePermissions",
			"preAuthorizePermissionsForScene", "queryPermissionsByAuthorizationCode", "queryPermissionsByOpenID",
			"queryServiceOrder", "sendPendingMessage", "sendPrepaidMessage", "syncServiceOrder",
			"terminatePermissionsByAuthorizationCode", "terminatePermissionsByOpenID",
		},
		events: []string{
			"PAYSCORE.USER_CLOSE_SERVICE", "PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_OPEN_SERVICE", "PAYSCORE.USER_PAID",
		},
	},
	"codepay.yaml":         {operations: codePayment},
	"partnerpay.yaml":      {operations: codePayment},
	"payments.yaml":        {operations: payments, events: []string{"TRANSACTION.SUCCESS"}},
	"partnerpayments.yaml": {operations: payments, events: []string{"TRANSACTION.SUCCESS"}},
	"globalpapay.yaml": {
		operations: []string{
			"payTransaction", "preSignContractInApp", "preSignContractInH5", "preSignContractInJSAPI",
			"preSignContractInMiniProgram", "preSignContractOnWeb", "queryContractByID",
			"queryContractByOutContractCode", "queryTransactionByID", "queryTransactionByOutTradeNo",
			"reverseTransaction", "terminateContract",
		},
		events: []string{"PAPAY.SIGN", "PAPAY.TERMINATE", "TRANSACTION.SUCCESS"},
	},
	"globalmicropay.yaml": {
		operations: []string{
			"closeTransactionByID", "closeTransactionByOutTradeNo", "payTransaction", "queryTransactionByID",
			"queryTransactionByOutTradeNo", "reverseTransactionByID", "reverseTransactionByOutTradeNo",
		},
	},
	"refunds.yaml": {
		operations: []string{"applyAbnormalRefund", "createRefund", "queryRefund"},
		events:     []string{"REFUND.ABNORMAL", "REFUND.CLOSED", "REFUND.SUCCESS"},
	},
	"combine.yaml": {
		operations: []string{"closeCombinedTransaction", "prepayApp", "prepayH5", "prepayJSAPI", "prepayMiniProgram", "prepayNative", "queryCombinedTransaction", "queryCombinedTransactionByID"},
		events:     []string{"TRANSACTION.SUCCESS"},
	},
	"busifavor.yaml": {
		operations: []string{
			"associateOrder", "createStock", "deactivateCoupon", "deleteCode", "disassociateOrder", "listCodes", "listSubsidyPayments",
			"listUserCoupons", "modifyBudget", "modifyStock", "paySubsidy", "preSendProductCoupon", "queryCallback", "queryCode",
			"queryStock", "querySubsidyPayment", "querySubsidyReturn", "queryUserCoupon", "returnCoupon", "returnSubsidy",
			"sendConsumptionCard", "sendCoupon", "sendProductCoupon", "setCallback", "uploadCodes", "useCoupon",
		},
		events: []string{"COUPON.SEND"},
	},
	"favor.yaml": {
		operations: []string{
			"createStock", "listStockItems", "listStockMerchants", "listStocks", "listUserCoupons", "modifyStockItems", "pauseStock",
			"queryCallback", "queryCoupon", "queryStock", "requestRefundFlow", "requestRefundFlowOfDay", "requestUseFlow",
			"requestUseFlowOfDay", "restartStock", "sendCoupon", "setCallback", "startStock", "stopStock",
		},
		events: []string{"COUPON.USE"},
	},
	"bills.yaml": {
		operations: []string{"downloadBill", "requestFundFlowBill", "requestPlatformFundFlowBill", "requestSubMerchantFundFlowBill", "requestTradeBill"},
	},
	"complaints.yaml": {
		operations: []string{
			"completeComplaint", "createNotificationAddress", "deleteNotificationAddress", "downloadImage", "listComplaints", "queryComplaint",
			"queryNegotiationHistory", "queryNotificationAddress", "respondImmediately", "respondToComplaint", "updateNotificationAddress",
			"updateRefundProgress", "uploadImage",
		},
		events: []string{"COMPLAINT.CREATE", "COMPLAINT.STATE_CHANGE"},
	},
	"ecommercefunds.yaml": {
		operations: []string{
			"cancelSubsidy", "createDayEndWithdrawal", "createPlatformWithdrawal", "createSubsidy", "createWithdrawal", "queryBalance",
			"queryDayEndBalance", "queryDayEndWithdrawal", "queryPlatformBalance", "queryPlatformDayEndBalance", "queryPlatformWithdrawalByID",
			"queryPlatformWithdrawalByOutRequestNo", "queryWithdrawalByID", "queryWithdrawalByOutRequestNo", "requestFailedWithdrawals",
			"returnSubsidy",
		},
		events: []string{"MCHWITHDRAW.CHANGE"},
	},
	"ecommerceprofitsharing.yaml": {
		operations: []string{
			"addReceiver", "createAfterSalesOrder", "createOrder", "createReturnOrder", "deleteReceiver", "queryAfterSalesOrder", "queryOrder",
			"queryRemainingAmount", "queryReturnOrder", "unfreezeOrder",
		},
		events: []string{"PROFITSHARING.RETURN", "PROFITSHARING.SUCCESS"},
	},
	"ecommercerefunds.yaml": {
		operations: []string{
			"applyAbnormalRefund", "createRefund", "queryAdvanceReturn", "queryRefundByID", "queryRefundByOutRefundNo", "returnAdvance",
		},
		events: []string{"REFUND.ABNORMAL", "REFUND.CLOSED", "REFUND.SUCCESS"},
	},
	"parking.yaml": {
		operations: []string{"createParking", "findService", "payParking", "queryTransaction"},
		events:     []string{"TRANSACTION.FAIL", "TRANSACTION.PAY_BACK", "TRANSACTION.SUCCESS", "VEHICLE.ENTRANCE_STATE_CHANGE"},
	},
	"certificates.yaml": {
		operations: []string{"listCertificates"},
	},
	"media.yaml": {
		operations: []string{"uploadImage", "uploadMarketingImage", "uploadVideo"},
	},
	"mchtransfer.yaml": {
		operations: []string{
			"cancelTransfer", "closeAuthorization", "createAuthorization", "createTransfer", "createTransferByAuthorization",
			"createTransferWithAuthorization", "queryAuthorization", "queryReceiptByOutBillNo", "queryReceiptByTransferBillNo",
			"queryTransferByOutBillNo", "queryTransferByTransferBillNo", "requestReceiptByOutBillNo", "requestReceiptByTransferBillNo",
		},
		events: []string{"MCHTRANSFER.AUTHORIZATION.CLOSED", "MCHTRANSFER.AUTHORIZATION.CONFIRMED", "MCHTRANSFER.BILL.FINISHED"},
	},
	"profitsharing.yaml": {
		operations: []string{
			"addReceiver", "createOrder", "createReturnOrder", "deleteReceiver", "queryMaxRatio", "queryOrder",
			"queryRemainingAmount", "queryReturnOrder", "requestBill", "unfreezeOrder",
		},
		events: []string{"PROFITSHARING.RETURN", "PROFITSHARING.SUCCESS"},
	},
	"common.yaml": {},
	"orders.yaml": {},
}

var payments = []string{
	"closeTransaction", "prepayApp", "prepayH5", "prepayJSAPI", "prepayNative", "queryTransactionByID",
	"queryTransactionByOutTradeNo",
}

var codePayment = []string{
	"closeTransaction", "payTransaction", "queryTransactionByID", "queryTransactionByOutTradeNo", "reverseTransaction",
}

// Each product family is complete.
func TestFamilies(t *testing.T) {
	for _, file := range specFiles(t) {
		var ids, events []string
		for _, op := range operations(load(t, file)) {
			if op.callback {
				events = append(events, fmt.Sprint(op.Extensions["x-event-type"]))
			} else {
				ids = append(ids, op.OperationID)
			}
		}
		slices.Sort(ids)
		slices.Sort(events)
		if want := families[file]; !slices.Equal(ids, want.operations) || !slices.Equal(events, want.events) {
			t.Errorf("%s has\n%v %v, want\n%v %v", file, ids, events, want.operations, want.events)
		}
	}
}

// Each notification of a lifecycle is described under webhooks.
func TestLifecycleNotifications(t *testing.T) {
	for _, file := range specFiles(t) {
		var named []string
		collect(raw(t, file), func(m map[string]any) {
			if event, ok := m["notifies"].(string); ok {
				named = append(named, event)
			}
		})
		for _, event := range named {
			if !slices.Contains(families[file].events, event) {
				t.Errorf("%s: %s is named, but no callback describes it", file, event)
			}
		}
		for _, event := range families[file].events {
			if !slices.Contains(named, event) {
				t.Errorf("%s: no lifecycle sends %s", file, event)
			}
		}
	}
}

// collect calls visit for every mapping of a decoded tree.
func collect(tree any, visit func(map[string]any)) {
	switch v := tree.(type) {
	case map[string]any:
		visit(v)
		for _, key := range sorted(v) {
			collect(v[key], visit)
		}
	case []any:
		for _, item := range v {
			collect(item, visit)
		}
	}
}

// Each notification has its event types and a deduplication key.
func TestNotifications(t *testing.T) {
	for _, file := range specFiles(t) {
		for _, op := range operations(load(t, file)) {
			if !op.callback {
				continue
			}
			resource := op.RequestBody.Value.Content["application/json"].Schema.Value
			keys := texts(op.Extensions["x-event-key"])
			// A user can write about a complaint twice: nothing in the resource distinguishes the second time from a
			// duplicate.
			keyed := op.Extensions["x-event-type"] != "COMPLAINT.STATE_CHANGE"
			if op.Extensions["x-event-type"] == nil || (len(keys) > 0) != keyed {
				t.Errorf("%s: %s: lacks x-event-type or x-event-key", file, op.where)
			}
			for _, key := range keys {
				if resource.Properties[key] == nil {
					t.Errorf("%s: %s: %s is not a member of the resource", file, op.where, key)
				}
			}
		}
	}
}
