package sandbox

// Fault is a way to misbehave. The zero value is none.
type Fault struct {
	name  string
	apply func(*reply)
}

type faultQueue struct{}
