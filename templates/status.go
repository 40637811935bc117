package templates

import (
	"net/http"
	"strconv"

	"github.com/dave/jennifer/jen"
)

// methodNames maps the methods of OpenAPI to the constants of package net/http.
var methodNames = map[string]string{
	http.MethodGet: "MethodGet", http.MethodHead: "MethodHead", http.MethodPost: "MethodPost", http.MethodPut: "MethodPut",
	http.MethodPatch: "MethodPatch", http.MethodDelete: "MethodDelete", http.MethodOptions: "MethodOptions", http.MethodTrace: "MethodTrace",
}

// method writes an HTTP method: http.MethodPost.
func method(name string) *jen.Statement {
	if constant, ok := methodNames[name]; ok {
		return jen.Qual(httpPath, constant)
	}
	return jen.Lit(name)
}

// statusNames maps statuses to the constants of package net/http.
var statusNames = map[int]string{
	http.StatusOK:                            "StatusOK",
	http.StatusCreated:                       "StatusCreated",
	http.StatusAccepted:                      "StatusAccepted",
	http.StatusNonAuthoritativeInfo:          "StatusNonAuthoritativeInfo",
	http.StatusNoContent:                     "StatusNoContent",
	http.StatusResetContent:                  "StatusResetContent",
	http.StatusPartialContent:                "StatusPartialContent",
	http.StatusMultiStatus:                   "StatusMultiStatus",
	http.StatusAlreadyReported:               "StatusAlreadyReported",
	http.StatusIMUsed:                        "StatusIMUsed",
	http.StatusMultipleChoices:               "StatusMultipleChoices",
	http.StatusUseProxy:                      "StatusUseProxy",
	http.StatusMovedPermanently:              "StatusMovedPermanently",
	http.StatusFound:                         "StatusFound",
	http.StatusSeeOther:                      "StatusSeeOther",
	http.StatusNotModified:                   "StatusNotModified",
	http.StatusTemporaryRedirect:             "StatusTemporaryRedirect",
	http.StatusPermanentRedirect:             "StatusPermanentRedirect",
	http.StatusBadRequest:                    "StatusBadRequest",
	http.StatusUnauthorized:                  "StatusUnauthorized",
	http.StatusPaymentRequired:               "StatusPaymentRequired",
	http.StatusForbidden:                     "StatusForbidden",
	http.StatusNotFound:                      "StatusNotFound",
	http.StatusMethodNotAllowed:              "StatusMethodNotAllowed",
	http.StatusNotAcceptable:                 "StatusNotAcceptable",
	http.StatusProxyAuthRequired:             "StatusProxyAuthRequired",
	http.StatusRequestTimeout:                "StatusRequestTimeout",
	http.StatusConflict:                      "StatusConflict",
	http.StatusGone:                          "StatusGone",
	http.StatusLengthRequired:                "StatusLengthRequired",
	http.StatusPreconditionFailed:            "StatusPreconditionFailed",
	http.StatusRequestEntityTooLarge:         "StatusRequestEntityTooLarge",
	http.StatusRequestURITooLong:             "StatusRequestURITooLong",
	http.StatusUnsupportedMediaType:          "StatusUnsupportedMediaType",
	http.StatusRequestedRangeNotSatisfiable:  "StatusRequestedRangeNotSatisfiable",
	http.StatusExpectationFailed:             "StatusExpectationFailed",
	http.StatusTeapot:                        "StatusTeapot",
	http.StatusMisdirectedRequest:            "StatusMisdirectedRequest",
	http.StatusUnprocessableEntity:           "StatusUnprocessableEntity",
	http.StatusLocked:                        "StatusLocked",
	http.StatusFailedDependency:              "StatusFailedDependency",
	http.StatusTooEarly:                      "StatusTooEarly",
	http.StatusUpgradeRequired:               "StatusUpgradeRequired",
	http.StatusPreconditionRequired:          "StatusPreconditionRequired",
	http.StatusTooManyRequests:               "StatusTooManyRequests",
	http.StatusRequestHeaderFieldsTooLarge:   "StatusRequestHeaderFieldsTooLarge",
	http.StatusUnavailableForLegalReasons:    "StatusUnavailableForLegalReasons",
	http.StatusInternalServerError:           "StatusInternalServerError",
	http.StatusNotImplemented:                "StatusNotImplemented",
	http.StatusBadGateway:                    "StatusBadGateway",
	http.StatusServiceUnavailable:            "StatusServiceUnavailable",
	http.StatusGatewayTimeout:                "StatusGatewayTimeout",
	http.StatusHTTPVersionNotSupported:       "StatusHTTPVersionNotSupported",
	http.StatusVariantAlsoNegotiates:         "StatusVariantAlsoNegotiates",
	http.StatusInsufficientStorage:           "StatusInsufficientStorage",
	http.StatusLoopDetected:                  "StatusLoopDetected",
	http.StatusNotExtended:                   "StatusNotExtended",
	http.StatusNetworkAuthenticationRequired: "StatusNetworkAuthenticationRequired",
}

// status writes an HTTP status: http.StatusOK, or a number if it has no name.
func status(code int) *jen.Statement {
	if constant, ok := statusNames[code]; ok {
		return jen.Qual(httpPath, constant)
	}
	return jen.Op(strconv.Itoa(code))
}
