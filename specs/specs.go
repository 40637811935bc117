// Package specs holds the OpenAPI documents of this directory for programs that read them where they run, such as
// the sandbox. Generated packages do not import it.
package specs

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// FS returns a file system with the documents, payscore.yaml and its like, and what they refer to.
func FS() fs.FS { return files }

// Names returns the documents that describe a product, in alphabetical order. common.yaml and orders.yaml, which
// they share, are not among them.
func Names() []string {
	return []string{
		"bills.yaml",
		"busifavor.yaml",
		"certificates.yaml",
		"codepay.yaml",
		"combine.yaml",
		"complaints.yaml",
		"ecommercefunds.yaml",
		"ecommerceprofitsharing.yaml",
		"ecommercerefunds.yaml",
		"favor.yaml",
		"globalmicropay.yaml",
		"globalpapay.yaml",
		"mchtransfer.yaml",
		"media.yaml",
		"parking.yaml",
		"partnerpay.yaml",
		"partnerpayments.yaml",
		"payments.yaml",
		"payscore.yaml",
		"payscorepartner.yaml",
		"profitsharing.yaml",
		"refunds.yaml",
	}
}
