module github.com/wxpaygen/wxpaygen/bench

go 1.25.0

replace github.com/wxpaygen/wxpaygen => ../

require (
	github.com/go-playground/validator/v10 v10.27.0
	github.com/wechatpay-apiv3/wechatpay-go v0.2.21
	github.com/wxpaygen/wxpaygen v0.0.0
)

require (
	github.com/gabriel-vasile/mimetype v1.4.8 // indirect
	github.com/go-playground/locales v0.14.1 // indirect
	github.com/go-playground/universal-translator v0.18.1 // indirect
	github.com/leodido/go-urn v1.4.0 // indirect
	golang.org/x/crypto v0.43.0 // indirect
	golang.org/x/net v0.46.0 // indirect
	golang.org/x/sys v0.37.0 // indirect
	golang.org/x/text v0.30.0 // indirect
)
