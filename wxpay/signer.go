package wxpay

import "github.com/wechatpay-apiv3/wechatpay-go/core/auth"

// Signer returns the signer of the client's requests, for what else the
// merchant's key has to sign: see package invoke. It is never nil for a client
// that [NewClient] returned, and as safe for concurrent use as the signer that
// was given.
func (c *Client) Signer() auth.Signer { return c.signer }
