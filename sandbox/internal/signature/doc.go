// Package signature verifies the signatures of APIv3 requests, and signs messages as WeChat Pay does. For a signature that does
// not verify, it looks for the mistake in the client.
package signature
