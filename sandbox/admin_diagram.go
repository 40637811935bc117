package sandbox

import (
	"errors"
	"net/http"
	"strings"
)

// adminDiagram draws the states of ?kind=payscore.serviceOrder, and marks the state &state=paying.
func (g *Gateway) adminDiagram(w http.ResponseWriter, r *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	product, kind, _ := strings.Cut(r.URL.Query().Get("kind"), ".")
	for _, p := range e.Products() {
		if p.Name != product {
			continue
		}
		if svg := p.Diagram(kind, r.URL.Query().Get("state")); svg != nil {
			w.Header().Set("Content-Type", "image/svg+xml")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
			_, _ = w.Write(svg)
			return
		}
	}
	writeProblem(w, http.StatusNotFound, errors.New("there is no such kind of resource"))
}
