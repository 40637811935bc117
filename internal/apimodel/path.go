package apimodel

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Path is a key of paths as it is sent: a template that begins with a slash,
// without what only distinguishes operations of one path.
type Path struct {
	Template string
	Query    string            // what is fixed of the query, as it is sent
	Bound    map[string]string // placeholder in the query -> the query parameter whose value it is
	Names    []string          // the placeholders of the template
	Notes    []PathNote
}

// PathNote says how a key differs from what is sent.
type PathNote struct{ Fact, Remedy string }

func (p *Path) note(remedy, fact string, args ...any) {
	p.Notes = append(p.Notes, PathNote{fmt.Sprintf(fact, args...), remedy})
}

// ReadPath reads a key of paths. Braces that do not match stay as they are.
func ReadPath(key string) Path {
	p := Path{Bound: map[string]string{}}
	rest := p.withoutHost(key)
	if before, fragment, ok := strings.Cut(rest, "#"); ok {
		p.note("write the path without it", "has #%s, which is never sent", fragment)
		rest = before
	}
	rest = p.withoutOptions(rest)
	if before, query, ok := cutQuery(rest); ok {
		p.query(query)
		rest = before
	}
	if !strings.HasPrefix(rest, "/") {
		p.note("write /"+rest+", as is assumed here", "does not begin with a slash")
		rest = "/" + rest
	}
	p.template(rest)
	return p
}

// absolute is a key that begins with a host.
var absolute = regexp.MustCompile(`^https?://[^/?#]*`)

func (p *Path) withoutHost(key string) string {
	if host := absolute.FindString(key); host != "" {
		p.note("name the host under servers", "begins with a host, which servers names")
		return key[len(host):]
	}
	return key
}

// options are the query parameters of a URI template (RFC 6570, section 3.2.8).
var options = regexp.MustCompile(`\{[?&]([^{}]*)\}`)

// withoutOptions takes {?a,b} from a path: they are query parameters.
func (p *Path) withoutOptions(path string) string {
	return options.ReplaceAllStringFunc(path, func(group string) string {
		p.note("describe them as parameters with in: query", "has the query parameters %s", group)
		for name := range strings.SplitSeq(group[2:len(group)-1], ",") {
			if name = strings.TrimRight(strings.TrimSpace(name), "*"); name != "" {
				p.Bound[name] = name
			}
		}
		return ""
	})
}

// cutQuery cuts a path at the question mark that is in no placeholder.
func cutQuery(path string) (before, query string, ok bool) {
	depth := 0
	for i, c := range path {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		case '?':
			if depth <= 0 {
				return path[:i], path[i+1:], true
			}
		}
	}
	return path, "", false
}

// query reads the query of a key: pairs that are fixed, and those whose value is a
// placeholder, which are parameters.
func (p *Path) query(query string) {
	var fixed []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if inner, ok := placeholder(value); ok {
			p.Bound[inner] = unescaped(name)
			continue
		}
		if pair != "" {
			fixed = append(fixed, escaped(pair, "=&"))
		}
	}
	p.Query = strings.Join(fixed, "&")
	p.note("describe it as parameters with in: query", "has the query %s, which is sent before that of the parameters", diag.Quote(query))
}

func placeholder(text string) (name string, ok bool) {
	if len(text) > 2 && text[0] == '{' && text[len(text)-1] == '}' && !strings.ContainsAny(text[1:len(text)-1], "{}") {
		return text[1 : len(text)-1], true
	}
	return "", false
}

func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// template escapes what cannot be sent as it is, and lists the placeholders.
func (p *Path) template(path string) {
	if strings.Contains(path, "{{") && strings.Contains(path, "}}") {
		p.note("write one brace, as is assumed here", "has doubled braces")
		path = strings.NewReplacer("{{", "{", "}}", "}").Replace(path)
	}
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(path, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			out.WriteString(p.literal(path))
			break
		}
		name = p.named(name)
		out.WriteString(p.literal(before) + "{" + name + "}")
		if !slices.Contains(p.Names, name) {
			p.Names = append(p.Names, name)
		}
		path = after
	}
	p.Template = out.String()
}

// named is the name of a placeholder without the signs by which other templates say
// more of it: {+path}, {path*}, {id?}, {id:int}.
func (p *Path) named(written string) string {
	name := plainName(written)
	if name == written || name == "" {
		return written
	}
	if strings.ContainsAny(written, "+*#/.;") {
		p.note("describe a value of one segment", "has {%s}, which is one segment with all else escaped here", written)
	}
	return name
}

// plainName is the name in a placeholder.
func plainName(written string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(strings.TrimSpace(written), "+#./;&?"), ":")
	return strings.TrimSpace(strings.TrimRight(name, "*?. "))
}

func (p *Path) literal(text string) string {
	sent := escaped(text, "")
	if sent != text {
		p.note("write what is sent", "is sent as %s", sent)
	}
	return sent
}

// escaped escapes the bytes of a text that an address cannot have as they are, but
// for control characters. Escapes stay.
func escaped(text, kept string) string {
	var out strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '%' && !isEscape(text[i:]),
			c == ' ' || c > '~', strings.IndexByte("\"<>\\^`|", c) >= 0 && strings.IndexByte(kept, c) < 0:
			fmt.Fprintf(&out, "%%%02X", c)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func isEscape(text string) bool {
	return len(text) >= 3 && isHex(text[1]) && isHex(text[2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
