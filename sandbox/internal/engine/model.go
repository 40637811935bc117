package engine

import (
	"bytes"
	"errors"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/lifecycle"
	"github.com/wxpaygen/wxpaygen/lifecycle/diagram"
)

// Diagram returns the states of a kind of resource as SVG, with one state marked unless it is ""; nil for an unknown kind.
func (p *Product) Diagram(kind, state string) []byte {
	resource := p.model.Resource(kind)
	if resource == nil {
		return nil
	}
	svg := diagram.Draw(p.model, resource, "")
	name := bytes.Index(svg, []byte(`text-anchor="middle">`+state+`</text>`))
	if state == "" || name < 0 {
		return svg
	}
	box := []byte(`<rect class="box"`)
	at := bytes.LastIndex(svg[:name], box)
	if at < 0 {
		return svg
	}
	return slices.Concat(svg[:at], box, []byte(` style="stroke:#07c160;stroke-width:5"`), svg[at+len(box):])
}

// readModel reads the lifecycles of a document. The error lists what cannot be executed.
func readModel(m *apimodel.Model) (*lifecycle.Model, error) {
	model, diags := lifecycle.Read(m.Lifecycles())
	var errs []error
	for _, d := range diags {
		if d.Severity == diag.Error {
			errs = append(errs, errors.New(d.String()))
		}
	}
	return model, errors.Join(errs...)
}
