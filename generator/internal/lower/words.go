package lower

import "github.com/wxpaygen/wxpaygen/internal/schema"

// Limits says in words what a value may be, as comments do: "1 to 32
// characters", "encrypted on the wire".
func Limits(s *schema.Schema) []string { return (&lowerer{}).limits(s) }
