module github.com/wxpaygen/wxpaygen/wxpay/dedup/redisdedup

go 1.25.0

replace github.com/wxpaygen/wxpaygen => ../../..

require (
	github.com/redis/go-redis/v9 v9.20.0
	github.com/wxpaygen/wxpaygen v0.0.0
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/wechatpay-apiv3/wechatpay-go v0.2.21 // indirect
	go.uber.org/atomic v1.11.0 // indirect
)
