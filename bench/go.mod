module github.com/wxpaygen/wxpaygen/bench

go 1.25.0

replace github.com/wxpaygen/wxpaygen => ../

require (
	github.com/go-playground/validator/v10 v10.27.0
	github.com/wechatpay-apiv3/wechatpay-go v0.2.21
	github.com/wxpaygen/wxpaygen v0.0.0
	go.opentelemetry.io/otel/sdk v1.42.0
	go.opentelemetry.io/otel/sdk/metric v1.42.0
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/go-logr/logr v1.4.3 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/otel v1.42.0 // indirect
	go.opentelemetry.io/otel/metric v1.42.0 // indirect
	go.opentelemetry.io/otel/trace v1.42.0 // indirect
)

require (
	github.com/gabriel-vasile/mimetype v1.4.8 // indirect
	github.com/go-playground/locales v0.14.1 // indirect
	github.com/go-playground/universal-translator v0.18.1 // indirect
	github.com/leodido/go-urn v1.4.0 // indirect
	github.com/wxpaygen/wxpaygen/wxpay/wxpayotel v0.0.0
	golang.org/x/crypto v0.43.0 // indirect
	golang.org/x/net v0.46.0 // indirect
	golang.org/x/sys v0.41.0 // indirect
	golang.org/x/text v0.30.0 // indirect
)

replace github.com/wxpaygen/wxpaygen/wxpay/wxpayotel => ../wxpay/wxpayotel
