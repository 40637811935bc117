// Package sandbox is a local WeChat Pay APIv3 gateway to develop and to test against.
package sandbox
