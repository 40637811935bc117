// Package peer pins the generator that this one is compared with, for
// measurements alone.
package peer

const (
	// Command is what `go install` takes.
	Command = "github.com/oapi-codegen/oapi-codegen/v2/cmd/" + Name + "@v2.8.2"
	// Name is that of the installed program.
	Name = "oapi-codegen"
	// Runtime is the module that the code which it writes imports.
	Runtime = "github.com/oapi-codegen/runtime@v1.4.2"
)
