package wxpayimpl

// IsAtLeastVersion0_1_0 is defined in version 0.1.0 of the runtime and later ones.
// Generated code refers to the constant of the version that it needs, so that it does
// not compile with an older runtime.
const IsAtLeastVersion0_1_0 = true
