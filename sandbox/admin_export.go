package sandbox

import (
	_ "embed"
	"fmt"
	"io"
	"net/http"
)

// mostImported limits an imported state.
const mostImported = 512 << 20

// adminShowClock returns the clock.
func (g *Gateway) adminShowClock(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, g.clockState())
}

// adminExport returns the state, in the form of a state file.
func (g *Gateway) adminExport(w http.ResponseWriter, _ *http.Request) {
	e, err := g.simulator.engine()
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	data, err := g.exportState(e, g.simulator.ahead())
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

// adminImport replaces the state by an exported one. Recorded requests and faults stay.
func (g *Gateway) adminImport(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostImported))
	if err == nil {
		g.simulator.advancing.Lock() // no Advance is running
		defer g.simulator.advancing.Unlock()
		err = g.importState(data)
	}
	if err != nil {
		writeProblem(w, http.StatusBadRequest, fmt.Errorf("the state was not imported: %w", err))
		return
	}
	writeJSON(w, http.StatusOK, map[string]bool{"done": true})
}

//go:embed admin.yaml
var adminYAML []byte

// adminDocument serves the OpenAPI document of the API.
func adminDocument(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(adminYAML)
}
