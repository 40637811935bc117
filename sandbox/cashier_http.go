package sandbox

import (
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/cashier"
)

//go:embed cashier
var cashierFS embed.FS

// handleCashier adds the page of the cashier and its API.
func (g *Gateway) handleCashier(mux *http.ServeMux) {
	files, err := fs.Sub(cashierFS, "cashier")
	if err != nil {
		panic(err) // the directory is embedded
	}
	mux.Handle("GET "+CashierPath, http.StripPrefix(strings.TrimSuffix(CashierPath, "/"), http.FileServerFS(files)))
	mux.HandleFunc("POST "+CashierPath+"{$}", g.postCashier)
	mux.HandleFunc("GET "+AdminPath+"api/cashier", g.viewCashier)
	mux.HandleFunc("POST "+AdminPath+"api/cashier", g.actCashier)
	mux.HandleFunc("GET "+AdminPath+"api/qr", serveQR)
}

// serveQR draws ?text= as a QR code.
func serveQR(w http.ResponseWriter, r *http.Request) {
	picture, err := cashier.QR(r.URL.Query().Get("text"))
	if err != nil {
		writeProblem(w, http.StatusBadRequest, err)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(picture)
}

// cashierView is the cashier as its page shows it.
type cashierView struct {
	cashier.Bill
	Resource string           `json:"resource"`
	URL      string           `json:"url"`
	Way      string           `json:"way"`
	Choices  []cashier.Choice `json:"choices"`
	Expires  *time.Time       `json:"expires"` // null if it does not
	Now      time.Time        `json:"now"`
	Redirect string           `json:"redirect_url,omitempty"`
	Result   string           `json:"result"`
}

func (c *Cashier) view() (*cashierView, error) {
	e, err := c.gateway.simulator.engine()
	if err != nil {
		return nil, err
	}
	r, err := e.Resource(c.id)
	if err != nil {
		return nil, err
	}
	v := &cashierView{
		Bill: cashier.NewBill(r), Resource: r.ID, URL: c.URL(), Way: c.start.Way(), Choices: cashier.Choices(e, r),
		Now: c.gateway.Now(), Redirect: c.start.Redirect, Result: c.Result(),
	}
	if at, ok := e.DueOf(r.ID); ok {
		v.Expires = &at
	}
	return v, nil
}

// postCashier opens the cashier with the parameters of a client. A form, which another page may send, is answered by the page; JSON by
// the view. Neither changes anything.
func (g *Gateway) postCashier(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err != nil {
		writeProblem(w, http.StatusBadRequest, err)
		return
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" && !strings.HasPrefix(string(body), "{") {
		http.Redirect(w, r, CashierPath+"?"+string(body), http.StatusSeeOther)
		return
	}
	g.writeCashier(w, string(body), func(*Cashier) error { return nil })
}

// viewCashier returns the cashier of the start in the query.
func (g *Gateway) viewCashier(w http.ResponseWriter, r *http.Request) {
	g.writeCashier(w, r.URL.RawQuery, func(*Cashier) error { return nil })
}

// actCashier plays the user.
func (g *Gateway) actCashier(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Start json.RawMessage // a link or a query, or the parameters of a client
		Do    string
		Event string // of accept; the first if it is ""
	}
	decoder := json.NewDecoder(io.LimitReader(r.Body, 64<<10))
	decoder.DisallowUnknownFields()
	if err := readRequest(decoder, &in); err != nil {
		writeProblem(w, http.StatusBadRequest, err)
		return
	}
	start := string(in.Start)
	if text := ""; json.Unmarshal(in.Start, &text) == nil {
		start = text
	}
	g.writeCashier(w, start, func(c *Cashier) (err error) {
		switch in.Do {
		case "":
		case "accept":
			_, err = c.accept(in.Event)
		case "refuse":
			_, err = c.Refuse()
		case "expire":
			_, err = c.Expire()
		default:
			err = errors.New("do: use accept, refuse or expire")
		}
		return err
	})
}

// writeCashier opens the cashier, lets the user act, and writes what the page shows then.
func (g *Gateway) writeCashier(w http.ResponseWriter, start string, act func(*Cashier) error) {
	c, err := g.OpenCashier(start)
	if err == nil {
		err = act(c)
	}
	var view *cashierView
	if err == nil {
		view, err = c.view()
	}
	if err != nil {
		out := adminError{Code: codeOf(http.StatusBadRequest), Problem: err.Error()}
		if refused := (*ClientError)(nil); errors.As(err, &refused) {
			out = adminError{Code: "CLIENT", Problem: refused.Problem, Result: refused.Result}
		}
		writeError(w, http.StatusBadRequest, out)
		return
	}
	writeJSON(w, http.StatusOK, view)
}
