package wxpay

import "runtime"

// Version is the version of this runtime.
const Version = "0.1.0"

// IsAtLeastVersion0_1_0 exists in every runtime from version 0.1.0 on. Generated
// code refers to the constant of the version that it needs, so that an older
// runtime fails to compile instead of failing later.
const IsAtLeastVersion0_1_0 = true

var userAgent = "wxpaygen/" + Version + " (" + runtime.GOOS + "; " + runtime.GOARCH + ") " + runtime.Version()
