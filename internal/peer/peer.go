// Package peer pins the generator that wxpaygen is compared with in
// measurements.
package peer

const (
	// Command is the argument for `go install`.
	Command = "github.com/oapi-codegen/oapi-codegen/v2/cmd/" + Name + "@v2.8.2"
	// Name is the name of the installed program.
	Name = "oapi-codegen"
	// Runtime is the module that its output imports.
	Runtime = "github.com/oapi-codegen/runtime@v1.4.2"
)
