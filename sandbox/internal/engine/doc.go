// Package engine executes the operations and lifecycles of OpenAPI documents: it validates calls, keeps resources in their states,
// and returns responses. HTTP, signatures and injected faults are not its concern.
package engine
