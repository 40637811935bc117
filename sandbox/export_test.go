package sandbox

// LimitSteps bounds an advance of a gateway.
func LimitSteps(g *Gateway, n int) { g.simulator.mostSteps = n }

// WithPort is withPort.
var WithPort = withPort
