package sandbox_test

import (
	"github.com/wechatpay-apiv3/wechatpay-go/services/cashcoupons"
	"github.com/wechatpay-apiv3/wechatpay-go/services/certificates"
	"github.com/wechatpay-apiv3/wechatpay-go/services/fileuploader"
	coupons "github.com/wechatpay-apiv3/wechatpay-go/services/merchantexclusivecoupon"
	partnerapp "github.com/wechatpay-apiv3/wechatpay-go/services/partnerpayments/app"
	partnerh5 "github.com/wechatpay-apiv3/wechatpay-go/services/partnerpayments/h5"
	partnerjsapi "github.com/wechatpay-apiv3/wechatpay-go/services/partnerpayments/jsapi"
	partnernative "github.com/wechatpay-apiv3/wechatpay-go/services/partnerpayments/native"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/app"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/h5"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/native"
	"github.com/wechatpay-apiv3/wechatpay-go/services/profitsharing"
	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"
	parking "github.com/wechatpay-apiv3/wechatpay-go/services/wexinpayscoreparking"
)

var sdkGroups = []sdkGroup{
	{name: "payments/jsapi", services: []sdkService{{new(jsapi.JsapiApiService), append(directCalls(`"payer":{"openid":"o1"}`), signedPrepay(`"payer":{"openid":"o1"}`))}}},
	{name: "payments/app", services: []sdkService{{new(app.AppApiService), append(directCalls(`"attach":"a"`), signedPrepay(`"attach":"a"`))}}},
	{name: "payments/h5", services: []sdkService{{new(h5.H5ApiService), directCalls(h5Scene)}}},
	{name: "payments/native", services: []sdkService{{new(native.NativeApiService), directCalls(`"attach":"a"`)}}},
	{name: "partnerpayments/jsapi", services: []sdkService{{new(partnerjsapi.JsapiApiService), append(partnerCalls(`"payer":{"sp_openid":"o1"}`), sdkCall{
		method: "PrepayWithRequestPayment", request: partnerOrder("T00003", `"payer":{"sub_openid":"o1"}`),
	})}}},
	{name: "partnerpayments/app", services: []sdkService{{new(partnerapp.AppApiService), partnerCalls(`"attach":"a"`)}}},
	{name: "partnerpayments/h5", services: []sdkService{{new(partnerh5.H5ApiService), partnerCalls(h5Scene)}}},
	{name: "partnerpayments/native", services: []sdkService{{new(partnernative.NativeApiService), partnerCalls(`"attach":"a"`)}}},
	{name: "refunddomestic", before: paidNative, services: []sdkService{
		{new(refunddomestic.RefundsApiService), []sdkCall{
			{method: "Create", request: `{"transaction_id":"$transaction_id","out_refund_no":"R1","reason":"退货","notify_url":"https://shop.example/refund",
				"amount":{"refund":30,"total":100,"currency":"CNY","from":[{"account":"AVAILABLE","amount":30}]}}`, events: "arrives R1"},
			{method: "QueryByOutRefundNo", request: `{"out_refund_no":"R1"}`},
		}},
	}},
	{name: "profitsharing", before: paidNative, services: sharingCalls},
	{name: "certificates", services: []sdkService{{new(certificates.CertificatesApiService), []sdkCall{{method: "DownloadCertificates"}}}}},
	{name: "fileuploader", services: []sdkService{
		{new(fileuploader.ImageUploader), []sdkCall{{method: "Upload"}}},
		{new(fileuploader.VideoUploader), []sdkCall{{method: "Upload"}}},
		{new(fileuploader.MarketingImageUploader), []sdkCall{{method: "Upload"}}},
		{new(fileuploader.MchBizUploader), []sdkCall{{method: "Upload"}}},
	}},
	{name: "cashcoupons", services: cashCouponCalls},
	{name: "merchantexclusivecoupon", services: merchantCouponCalls},
	{name: "wexinpayscoreparking", services: parkingCalls},
}

var paidNative = []sdkService{{new(native.NativeApiService), directCalls(`"attach":"a"`)}}

const h5Scene = `"scene_info":{"payer_client_ip":"127.0.0.1","h5_info":{"type":"Wap"}}`

func directOrder(number, more string) string {
	return `{"appid":"wx1","mchid":"$mchid","description":"茶","out_trade_no":"` + number + `","notify_url":"https://shop.example/paid",
		"settle_info":{"profit_sharing":true},"amount":{"total":100,"currency":"CNY"},` + more + `}`
}

// directCalls are those of a way to pay: an order that is paid, and one that is closed.
func directCalls(more string) []sdkCall {
	return []sdkCall{
		{method: "Prepay", request: directOrder("T00001", more), events: "userPays T00001"},
		{method: "QueryOrderByOutTradeNo", request: `{"out_trade_no":"T00001","mchid":"$mchid"}`},
		{method: "QueryOrderById", request: `{"transaction_id":"$transaction_id","mchid":"$mchid"}`},
		{method: "Prepay", request: directOrder("T00002", more)},
		{method: "CloseOrder", request: `{"out_trade_no":"T00002","mchid":"$mchid"}`},
	}
}

func signedPrepay(more string) sdkCall {
	return sdkCall{method: "PrepayWithRequestPayment", request: directOrder("T00003", more)}
}

func partnerOrder(number, more string) string {
	return `{"sp_appid":"wx1","sp_mchid":"$mchid","sub_mchid":"1900000109","sub_appid":"wx2","description":"茶","out_trade_no":"` + number + `",
		"notify_url":"https://shop.example/paid","amount":{"total":100,"currency":"CNY"},` + more + `}`
}

func partnerCalls(more string) []sdkCall {
	return []sdkCall{
		{method: "Prepay", request: partnerOrder("T00001", more), events: "userPays T00001"},
		{method: "QueryOrderByOutTradeNo", request: `{"out_trade_no":"T00001","sp_mchid":"$mchid","sub_mchid":"1900000109"}`},
		{method: "QueryOrderById", request: `{"transaction_id":"$transaction_id","sp_mchid":"$mchid","sub_mchid":"1900000109"}`},
		{method: "Prepay", request: partnerOrder("T00002", more)},
		{method: "CloseOrder", request: `{"out_trade_no":"T00002","sp_mchid":"$mchid","sub_mchid":"1900000109"}`},
	}
}

var sharingCalls = []sdkService{
	{new(profitsharing.ReceiversApiService), []sdkCall{
		{method: "AddReceiver", request: `{"appid":"wx1","type":"MERCHANT_ID","account":"86693852","name":"张三","relation_type":"SUPPLIER"}`},
		{method: "AddReceiver", request: `{"appid":"wx1","type":"MERCHANT_ID","account":"86693853","name":"李四","relation_type":"SUPPLIER"}`},
		{method: "DeleteReceiver", request: `{"appid":"wx1","type":"MERCHANT_ID","account":"86693853"}`},
	}},
	{new(profitsharing.OrdersApiService), []sdkCall{
		{method: "CreateOrder", request: `{"appid":"wx1","transaction_id":"$transaction_id","out_order_no":"P1","unfreeze_unsplit":false,
			"receivers":[{"type":"MERCHANT_ID","account":"86693852","amount":10,"description":"货款"}]}`, events: "shares P1"},
		{method: "QueryOrder", request: `{"transaction_id":"$transaction_id","out_order_no":"P1"}`},
		{method: "UnfreezeOrder", request: `{"transaction_id":"$transaction_id","out_order_no":"P2","description":"解冻"}`},
	}},
	{new(profitsharing.ReturnOrdersApiService), []sdkCall{
		{method: "CreateReturnOrder", request: `{"out_order_no":"P1","out_return_no":"B1","return_mchid":"86693852","amount":5,"description":"退"}`},
		{method: "QueryReturnOrder", request: `{"out_order_no":"P1","out_return_no":"B1"}`},
	}},
	{new(profitsharing.TransactionsApiService), []sdkCall{{method: "QueryOrderAmount", request: `{"transaction_id":"$transaction_id"}`}}},
	{new(profitsharing.MerchantsApiService), []sdkCall{{method: "QueryMerchantRatio", request: `{"sub_mchid":"1900000109"}`}}},
	{new(profitsharing.BillShipmentApiService), []sdkCall{{method: "SplitBill", request: `{"bill_date":"$yesterday"}`}}},
}

const ofStock = `{"stock_id":"$stock_id","stock_creator_mchid":"$mchid"}`

var cashCouponCalls = []sdkService{
	{new(cashcoupons.CallBackUrlApiService), []sdkCall{
		{method: "SetCallback", request: `{"mchid":"$mchid","notify_url":"https://shop.example/coupons","switch":true}`},
		{method: "QueryCallback", request: `{"mchid":"$mchid"}`},
	}},
	{new(cashcoupons.StockApiService), []sdkCall{
		{method: "CreateCouponStock", request: `{"stock_name":"满一百减一","belong_merchant":"$mchid","available_begin_time":"$now","available_end_time":"$later",
			"stock_use_rule":{"max_coupons":5,"max_amount":500,"max_amount_by_day":400,"max_coupons_per_user":2,"natural_person_limit":false,"prevent_api_abuse":false},
			"coupon_use_rule":{"fixed_normal_coupon":{"coupon_amount":100,"transaction_minimum":10000},"available_merchants":["$mchid"]},
			"no_cash":false,"stock_type":"NORMAL","out_request_no":"S1"}`},
		{method: "StartStock", request: ofStock},
		{method: "QueryStock", request: ofStock},
		{method: "ListStocks", request: `{"offset":0,"limit":8,"stock_creator_mchid":"$mchid"}`},
		{method: "ListAvailableMerchants", request: `{"offset":0,"limit":8,"stock_creator_mchid":"$mchid","stock_id":"$stock_id"}`},
		{method: "ListAvailableSingleitems", request: `{"offset":0,"limit":8,"stock_creator_mchid":"$mchid","stock_id":"$stock_id"}`},
		{method: "PauseStock", request: ofStock},
		{method: "RestartStock", request: ofStock},
	}},
	{new(cashcoupons.CouponApiService), []sdkCall{
		{method: "SendCoupon", request: `{"openid":"o1","stock_id":"$stock_id","out_request_no":"C1","appid":"wx1","stock_creator_mchid":"$mchid"}`},
		{method: "QueryCoupon", request: `{"coupon_id":"$coupon_id","appid":"wx1","openid":"o1"}`},
		{method: "ListCouponsByFilter", request: `{"openid":"o1","appid":"wx1","stock_id":"$stock_id","offset":0,"limit":8}`},
	}},
	{new(cashcoupons.StockApiService), []sdkCall{
		{method: "UseFlow", request: `{"stock_id":"$stock_id"}`},
		{method: "RefundFlow", request: `{"stock_id":"$stock_id"}`},
		{method: "StopStock", request: ofStock},
	}},
}

func merchantStockRequest(number, mode string) string {
	return `{"stock_name":"满一百减五","belong_merchant":"$mchid","goods_name":"全部商品","stock_type":"NORMAL","out_request_no":"` + number + `",
		"coupon_use_rule":{"coupon_available_time":{"available_begin_time":"$now","available_end_time":"$later","available_day_after_receive":3},
		"fixed_normal_coupon":{"discount_amount":500,"transaction_minimum":10000},"use_method":"OFF_LINE"},
		"stock_send_rule":{"max_coupons":3,"max_coupons_per_user":2},"coupon_code_mode":"` + mode + `"}`
}

const (
	ofTrade  = `{"stock_id":"$stock_id","coupon_code":"$coupon_code","out_trade_no":"T00001","out_request_no":"`
	subsidy  = `{"stock_id":"$stock_id","coupon_code":"$coupon_code","transaction_id":"4200000000202401010000000001","payer_merchant":"$mchid","payee_merchant":"1900000001","amount":100,"description":"补差",`
	sendTo   = `{"openid":"o1","appid":"wx1","stock_id":"$stock_id","out_request_no":"`
	sentCode = `{"coupon_code":"$coupon_code","stock_id":"$stock_id",`
)

var merchantCouponCalls = []sdkService{
	{new(coupons.CallBackApiService), []sdkCall{
		{method: "SetCouponNotify", request: `{"mchid":"$mchid","notify_url":"https://shop.example/coupons"}`},
		{method: "GetCouponNotify", request: `{"mchid":"$mchid"}`},
	}},
	{new(coupons.BusiFavorApiService), []sdkCall{
		{method: "CreateBusifavorStock", request: merchantStockRequest("S1", "MERCHANT_UPLOAD")},
		{method: "UploadCouponCode", request: `{"stock_id":"$stock_id","coupon_code_list":["A1","A2"],"upload_request_no":"U1"}`},
		{method: "QueryCouponCodeList", request: `{"stock_id":"$stock_id","limit":10,"offset":0}`},
		{method: "CouponCodeInfo", request: `{"stock_id":"$stock_id","coupon_code":"A1"}`},
		{method: "DeleteCouponCode", request: `{"stock_id":"$stock_id","coupon_code":"A1","delete_request_no":"D1"}`},
		{method: "CreateBusifavorStock", request: merchantStockRequest("S2", "WECHATPAY_MODE")},
		{method: "QueryStock", request: `{"stock_id":"$stock_id"}`},
		{method: "ModifyBudget", request: `{"stock_id":"$stock_id","target_max_coupons":10,"current_max_coupons":3,"modify_budget_request_no":"B1"}`},
		{method: "ModifyStockInfo", request: `{"stock_id":"$stock_id","stock_name":"满一百减六","out_request_no":"M1"}`},
	}},
	{new(coupons.CouponApiService), []sdkCall{
		{method: "SendCoupon", request: sendTo + `C1"}`, reads: "C1"},
		{method: "QueryCoupon", request: `{"coupon_code":"$coupon_code","appid":"wx1","openid":"o1"}`},
		{method: "ListCouponsByFilter", request: `{"openid":"o1","appid":"wx1","stock_id":"$stock_id","offset":0,"limit":10}`},
		{method: "AssociateTradeInfo", request: ofTrade + `A1"}`},
		{method: "DisassociateTradeInfo", request: ofTrade + `A2"}`},
		{method: "UseCoupon", request: sentCode + `"appid":"wx1","use_time":"$now","use_request_no":"U1","openid":"o1"}`},
	}},
	{new(coupons.SubsidyApiService), []sdkCall{
		{method: "SubsidyPay", request: subsidy + `"out_subsidy_no":"Y1"}`, events: "arrives Y1", reads: "Y1", early: true},
		{method: "PayReceiptInfo", request: `{"subsidy_receipt_id":"$subsidy_receipt_id"}`},
		{method: "PayReceiptList", request: `{"stock_id":"$stock_id","coupon_code":"$coupon_code"}`},
		{method: "SubsidyReturn", request: subsidy + `"refund_id":"50300000002024010100000000000001","out_subsidy_return_no":"Y2"}`, events: "arrives Y2", reads: "Y2"},
		{method: "ReturnReceiptInfo", request: `{"subsidy_return_receipt_id":"$subsidy_return_receipt_id"}`},
	}},
	{new(coupons.CouponApiService), []sdkCall{
		{method: "ReturnCoupon", request: sentCode + `"return_request_no":"R1"}`},
		{method: "DeactivateCoupon", request: sentCode + `"deactivate_request_no":"X1","deactivate_reason":"过期"}`},
		{method: "SendGovCard", request: `{"card_id":"pIJMr5MMiIkO_93VtPyIiEk2DZ4w","appid":"wx1","openid":"o1","out_request_no":"G1","send_time":"$now"}`},
	}},
}

var parkingCalls = []sdkService{
	{new(parking.ServicesApiService), []sdkCall{
		{method: "QueryPlateService", request: `{"appid":"wx1","plate_number":"粤B888888","plate_color":"BLUE","openid":"o1"}`},
	}},
	{new(parking.ParkingsApiService), []sdkCall{
		{method: "CreateParking", request: `{"out_parking_no":"P1","plate_number":"粤B888888","plate_color":"BLUE","notify_url":"https://shop.example/parking",
			"start_time":"2026-01-01T10:00:00+08:00","parking_name":"欢乐海岸停车场","free_duration":3600}`},
	}},
	{new(parking.TransactionsApiService), []sdkCall{
		{method: "CreateTransaction", request: `{"appid":"wx1","description":"停车","out_trade_no":"T1","trade_scene":"PARKING","notify_url":"https://shop.example/parking",
			"amount":{"total":500},"parking_info":{"parking_id":"$id","plate_number":"粤B888888","plate_color":"BLUE","start_time":"2026-01-01T10:00:00+08:00",
			"end_time":"2026-01-01T12:00:00+08:00","parking_name":"欢乐海岸停车场","charging_duration":3600,"device_id":"1"}}`},
		{method: "QueryTransaction", request: `{"out_trade_no":"T1"}`},
	}},
}
