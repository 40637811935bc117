package doctree

import (
	"bytes"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

var (
	bomUTF8  = []byte("\xef\xbb\xbf")
	bomBig   = []byte{0xfe, 0xff}
	bomSmall = []byte{0xff, 0xfe}
)

// checkEncoding returns the data without a byte order mark, and false when
// it is not the UTF-8 text that both formats want.
func (p *parser) checkEncoding(data []byte) ([]byte, bool) {
	start := p.at(1, 1)
	if utf16, marked := looksLikeUTF16(data); utf16 {
		fact := "the file is in UTF-16"
		if marked {
			fact += ", as its byte order mark says"
		}
		p.report(diag.Errorf(start, ruleEncoding, "%s", fact).Fix("save it as UTF-8"))
		return nil, false
	}
	if rest, found := bytes.CutPrefix(data, bomUTF8); found {
		p.report(diag.Warningf(start, ruleEncoding, "the file begins with a byte order mark").
			Fix("save it as UTF-8 without one"))
		data = rest
	}
	if offset := invalidUTF8(data); offset >= 0 {
		p.report(diag.Errorf(p.locate(data, offset), ruleEncoding, "the byte 0x%02X is not UTF-8", data[offset]).
			Fix("save the file as UTF-8"))
		return data, false
	}
	return data, true
}

// looksLikeUTF16 tests for a byte order mark, or else for a zero byte next to a
// first ASCII character.
func looksLikeUTF16(data []byte) (utf16, marked bool) {
	if bytes.HasPrefix(data, bomBig) || bytes.HasPrefix(data, bomSmall) {
		return true, true
	}
	return len(data) >= 2 && (data[0] == 0) != (data[1] == 0), false
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// locate returns the place of a byte, counting from the beginning.
func (p *parser) locate(data []byte, offset int) diag.Position {
	before := data[:min(offset, len(data))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return p.at(line, column)
}

// lineStarts returns where the lines begin. In YAML, a carriage return alone is a
// line break too.
func lineStarts(data []byte, yaml bool) []int32 {
	starts := make([]int32, 1, 1+bytes.Count(data, []byte("\n")))
	for i := 0; i < len(data); {
		size := 1
		switch data[i] {
		case '\n':
			starts = append(starts, int32(i+1))
		case '\r':
			if yaml {
				if i+1 < len(data) && data[i+1] == '\n' {
					size = 2
				}
				starts = append(starts, int32(i+size))
			}
		}
		i += size
	}
	return starts
}
