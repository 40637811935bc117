package invoke

// TransferConfirmation is the argument of requestMerchantTransfer
// (wx.requestMerchantTransfer, WeixinJSBridge, and the app's business view), with which a user
// confirms a transfer (用户确认收款). It has no signature.
type TransferConfirmation struct {
	MchID   string `json:"mchId"`
	AppID   string `json:"appId"`
	Package string `json:"package"`
}

// TransferConfirm returns the confirmation for the merchant and the application that created
// the transfer (1 to 32 bytes each) and the package_info of the response (1 to 1024 bytes). The
// user has 24 hours to confirm. requestMerchantTransfer:ok says that the page was shown, and
// not that the transfer was confirmed: query it, or wait for the notification.
func TransferConfirm(mchID, appID, packageInfo string) (TransferConfirmation, error) {
	var args arguments
	args.text("mchID", mchID, 32)
	args.text("appID", appID, 32)
	args.text("packageInfo", packageInfo, 1024)
	if err := args.err(); err != nil {
		return TransferConfirmation{}, err
	}
	return TransferConfirmation{MchID: mchID, AppID: appID, Package: packageInfo}, nil
}
