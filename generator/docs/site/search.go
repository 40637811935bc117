package site

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// found is an entry of the index that the search reads.
type found struct {
	Path  string `json:"p"`
	Name  string `json:"n"`
	Title string `json:"t,omitempty"`
	Words string `json:"w,omitempty"` // what else it is found by, one a line
}

func (o operationContent) found(page string) found {
	words := []string{o.Method + " " + o.Path}
	words = append(words, wordsOf(o.Request)...)
	for _, r := range o.Responses {
		words = append(words, wordsOf(r.Fields)...)
	}
	for _, c := range o.Codes {
		words = append(words, c.Name+" "+c.Title)
	}
	return found{Path: page, Name: o.ID, Title: o.Title, Words: lines(words)}
}

func (e eventContent) found(page string) found {
	return found{Path: page, Name: first(e.EventType, e.ID), Title: e.Title, Words: lines(wordsOf(e.Fields))}
}

// wordsOf are the names and titles of fields.
func wordsOf(list []*Field) []string {
	var words []string
	for _, f := range list {
		words = append(words, strings.TrimSpace(f.Name+" "+f.Title))
		words = append(words, wordsOf(f.Fields)...)
	}
	return words
}

// lines joins words, each once.
func lines(words []string) string {
	var out []string
	for _, word := range words {
		word = strings.Join(strings.Fields(word), " ")
		if word != "" && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return strings.Join(out, "\n")
}

// search writes the index as a script, which browsers read from files too.
func (w *writer) search(l language, index []found) {
	var b bytes.Buffer
	b.WriteString("reference(")
	enc := json.NewEncoder(&b)
	if err := enc.Encode(index); err != nil {
		w.err = err
	}
	b.Truncate(b.Len() - 1)
	b.WriteString(");\n")
	w.file(l.Code+"/index.js", "/* %s */\n", w.sources(), b.Bytes())
}
