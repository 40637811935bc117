package cashier

import (
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr"
)

const (
	quiet    = 4   // modules of white around a code
	mostText = 512 // of a code_url
)

// QR draws a QR code as SVG.
func QR(text string) ([]byte, error) {
	if text == "" || len(text) > mostText {
		return nil, errors.New("the text of a QR code has 1 to 512 bytes")
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	size := code.Size + 2*quiet
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, size, size)
	fmt.Fprintf(&out, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, size, size)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&out, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	out.WriteString(`"/></svg>`)
	return []byte(out.String()), nil
}
