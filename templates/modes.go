package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// modes writes the checks of fields that belong to one calling mode only.
//
//	if r.SubMchID != "" || r.SubAppID != "" {
//		v.Required("sub_mchid", r.SubMchID != "")
//		v.Check("mchid", r.MchID == "", "mode", "must be absent in institutional mode")
//	} else {
//		v.Required("mchid", r.MchID != "")
//	}
func (c checker) modes(m *ir.Modes) []jen.Code {
	if m == nil || len(m.Institutional) == 0 {
		return nil
	}
	institutional, common := c.modeChecks(m)
	cond := new(jen.Statement)
	for i, f := range m.Institutional {
		if i > 0 {
			cond.Op("||")
		}
		cond.Add(present(fieldOf(f), f.Presence))
	}
	switch {
	case len(institutional) > 0 && len(common) > 0:
		return []jen.Code{jen.If(cond).Block(institutional...).Else().Block(common...)}
	case len(institutional) > 0:
		return []jen.Code{jen.If(cond).Block(institutional...)}
	case len(common) > 0:
		return []jen.Code{jen.If(allAbsent(m.Institutional)).Block(common...)}
	default:
		return nil
	}
}

// modeChecks writes the checks of each mode. If a single field selects the mode, it need not
// be required.
func (c checker) modeChecks(m *ir.Modes) (institutional, common []jen.Code) {
	for _, f := range m.Institutional {
		if f.Required && len(m.Institutional) > 1 {
			institutional = append(institutional, c.call("Required", jen.Lit(f.JSON), present(fieldOf(f), f.Presence)))
		}
	}
	for _, f := range m.Common {
		if f.Presence == ir.Always {
			continue
		}
		institutional = append(institutional, c.call("Check", jen.Lit(f.JSON), absent(fieldOf(f), f.Presence),
			jen.Lit("mode"), jen.Lit("must be absent in institutional mode")))
		if f.Required {
			common = append(common, c.call("Required", jen.Lit(f.JSON), present(fieldOf(f), f.Presence)))
		}
	}
	return institutional, common
}

func fieldOf(f ir.ModeField) expr { return member(f.Field) }

func allAbsent(fields []ir.ModeField) *jen.Statement {
	cond := new(jen.Statement)
	for i, f := range fields {
		if i > 0 {
			cond.Op("&&")
		}
		cond.Add(absent(fieldOf(f), f.Presence))
	}
	return cond
}
