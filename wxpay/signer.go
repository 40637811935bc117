package wxpay

import "github.com/wechatpay-apiv3/wechatpay-go/core/auth"

// Signer returns the signer of the client's requests, for other data that the merchant's key
// must sign: see package invoke. It is not nil for a client of [NewClient]. It is safe for
// concurrent use if the signer of the options is.
func (c *Client) Signer() auth.Signer { return c.signer }
