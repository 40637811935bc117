package docs

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// security writes the security schemes that an operation needs.
func (w *page) security(op *apimodel.Operation) {
	var list []string
	for _, requirement := range op.Security {
		var names []string
		for _, s := range requirement.Schemes {
			names = append(names, code(s.Name))
		}
		if len(names) == 0 {
			names = []string{"none"}
		}
		list = append(list, strings.Join(names, " and "))
	}
	if len(list) > 0 {
		w.para("Security schemes: " + strings.Join(list, ", or ") + ".")
	}
}
