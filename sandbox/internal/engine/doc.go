// Package engine is WeChat Pay without its wire: it knows operations from OpenAPI documents, holds requests to them, keeps
// the resources in the states that their lifecycles say, and makes the answers. Signatures, HTTP and faults are its caller's.
package engine
