package site

import (
	"fmt"
	"strings"
)

// texts writes llms.txt and a Markdown file for each operation and notification,
// in English, for tools that read text.
func (w *writer) texts() {
	var b strings.Builder
	b.WriteString("# WeChat Pay APIv3\n\n> Requests, responses, error codes and notifications, a file for each operation.\n")
	english := languages[0]
	for i := range w.products {
		p := &w.products[i]
		fmt.Fprintf(&b, "\n## %s\n\n", plain(first(p.api.Title, p.Name)))
		for _, op := range p.api.Operations {
			o := w.operation(english, p, op)
			name := "md/" + strings.TrimSuffix(p.page(op), ".html") + ".md"
			fmt.Fprintf(&b, "- [%s](%s): %s\n", plain(op.ID), name, plain(first(op.Title, op.Method+" "+op.Path)))
			w.file(name, "<!-- %s -->\n", p.Doc.Path, []byte(o.markdown()))
		}
		for _, c := range p.api.Callbacks {
			name := "md/" + strings.TrimSuffix(p.page(&c.Operation), ".html") + ".md"
			fmt.Fprintf(&b, "- [%s](%s): %s\n", plain(first(c.EventType, c.ID)), name, plain(c.Title))
			w.file(name, "<!-- %s -->\n", p.Doc.Path, []byte(w.event(english, p, c).markdown()))
		}
	}
	w.file("llms.txt", "<!-- %s -->\n", w.sources(), []byte(b.String()))
}

// plain is a text on one line without the signs of Markdown's links.
func plain(text string) string {
	return strings.NewReplacer("[", "(", "]", ")", "\n", " ", "\r", " ").Replace(strings.TrimSpace(text))
}

func (o operationContent) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n    %s %s\n\n%s\n", plain(o.ID), plain(o.Title), o.Method, o.Path, strings.TrimSpace(o.Text))
	if o.Sentences != "" {
		fmt.Fprintf(&b, "\n%s\n", codeToMarkdown(string(o.Sentences)))
	}
	for _, c := range o.Checks {
		fmt.Fprintf(&b, "\n* %s; otherwise `%s`", codeToMarkdown(string(c.That)), c.Code)
	}
	b.WriteString("\n\n## Request\n\n")
	writeFields(&b, o.Request, "")
	for _, r := range o.Responses {
		fmt.Fprintf(&b, "\n## Response %s\n\n%s\n\n", plain(r.Status), strings.TrimSpace(r.Text))
		writeFields(&b, r.Fields, "")
	}
	if len(o.Codes) > 0 {
		b.WriteString("\n## Error codes\n\n")
	}
	for _, c := range o.Codes {
		fmt.Fprintf(&b, "* %s `%s` %s\n", plain(c.Status), c.Name, plain(o.l.titled(c.Title, c.Text)+" "+c.Remedy))
	}
	for _, s := range o.Samples {
		if s.Lang == "go" {
			fmt.Fprintf(&b, "\n## Go\n\n```go\n%s\n```\n", s.Text)
		}
	}
	return b.String()
}

func (e eventContent) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n\n## Resource\n\n", plain(first(e.EventType, e.ID)), plain(e.Title), strings.TrimSpace(e.Text))
	writeFields(&b, e.Fields, "")
	return b.String()
}

func writeFields(b *strings.Builder, list []*Field, indent string) {
	for _, f := range list {
		facts := []string{f.Kind}
		if f.Required {
			facts = append(facts, "required")
		}
		if f.In != "body" {
			facts = append(facts, "in "+f.In)
		}
		if f.Mode != "" {
			facts = append(facts, f.Mode+" mode")
		}
		for _, limit := range f.Limits {
			facts = append(facts, codeToMarkdown(string(limit)))
		}
		fmt.Fprintf(b, "%s* `%s` (%s): %s\n", indent, f.Name, strings.Join(facts, "; "), plain(languages[0].titled(f.Title, f.Text)))
		for _, m := range f.Members {
			fmt.Fprintf(b, "%s  * `%s` %s\n", indent, m.Value, plain(languages[0].titled(m.Title, m.Text)))
		}
		writeFields(b, f.Fields, indent+"  ")
	}
}

// codeToMarkdown makes Markdown of HTML that marked made.
func codeToMarkdown(text string) string {
	return strings.NewReplacer("<code>", "`", "</code>", "`", "&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(text)
}
