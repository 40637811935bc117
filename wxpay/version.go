package wxpay

import "runtime"

// Version is the version of this module.
const Version = "0.1.0"

var userAgent = "wxpaygen/" + Version + " (" + runtime.GOOS + "; " + runtime.GOARCH + ") " + runtime.Version()
