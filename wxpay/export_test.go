package wxpay

// TransportFrom makes the runtime's own transport, of one that reaches a test's server.
var TransportFrom = transportFrom
