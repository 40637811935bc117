// Package wxpayimpl has the helpers that generated code uses in addition to package
// wxpay: requests and their operations, checks of limits, unions, additional properties,
// sensitive fields, and the choice of a function for an event.
//
// It is not for use by hand. Its API follows the generator: a version that a generated
// package needs is named by a constant such as [IsAtLeastVersion0_1_0], so that an older
// one does not compile.
package wxpayimpl
