// Package text writes the comments of generated code from a document's titles
// and descriptions. It is pure: the same texts give the same comment.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// Comment is a comment about one thing: its first paragraph, which begins with
// the Go name, and what follows. The zero Comment is empty.
type Comment struct {
	head string
	rest ir.Doc
}

// Doc returns the blocks of the comment, none for an empty one.
func (c Comment) Doc() ir.Doc {
	if c.head == "" {
		return c.rest
	}
	return append(ir.Doc{ir.Para(notDeprecated(c.head))}, c.rest...)
}

// Subject is the comment of a thing called name: "The order's number." becomes
// "OrderNo is the order's number (商户订单号).", with the title in brackets.
func Subject(name, description, title string) Comment {
	return about(name, description, title, join)
}

// Meaning is the comment of a constant for a code or an enum's member:
// "ErrOrderDone: the order is finished (订单已完成)."
func Meaning(name, description, title string) Comment {
	return about(name, description, title, apart)
}

// Action is the comment of an operation or event: "Cancels an order." becomes
// "CancelOrder cancels an order". What begins with an article is a sentence about
// it, and not what it is.
func Action(name, description, title string) Comment {
	return about(name, description, title, func(name, sentence string) string {
		if isArticle(firstWord(sentence)) {
			return apart(name, sentence)
		}
		return join(name, sentence)
	})
}

// about joins name, the first sentence of the description, and the title.
func about(name, description, title string, join func(name, sentence string) string) Comment {
	blocks := Blocks(description)
	title = strings.TrimSpace(title)
	var opening string
	if len(blocks) > 0 {
		if para, ok := blocks[0].(ir.Para); ok {
			opening, blocks = string(para), blocks[1:]
		}
	}
	first, rest := firstSentence(opening)
	switch {
	case first == "" && title == "":
		return Comment{rest: blocks}
	case first == "" && isEnglish(title):
		return Comment{head: stop(join(name, title)), rest: blocks}
	case first == "":
		return Comment{head: stop(name + " is " + title), rest: blocks}
	}
	sentence := join(name, first)
	if title != "" && title != first && !strings.Contains(first, title) {
		sentence = withTitle(sentence, title)
	}
	return Comment{head: strings.TrimSpace(stop(sentence) + " " + rest), rest: blocks}
}

// isEnglish reports whether a title is a phrase in Latin letters, which can be
// joined by its grammar.
func isEnglish(title string) bool {
	return title[0] < utf8.RuneSelf && unicode.IsLetter(rune(title[0]))
}

// withTitle puts the official name at the end of a sentence, before its stop.
func withTitle(sentence, title string) string {
	body := strings.TrimRight(sentence, ".。?!:;,")
	end := sentence[len(body):]
	return body + " (" + title + ")" + end
}

// stop ends a sentence that has no stop.
func stop(sentence string) string {
	last, _ := utf8.DecodeLastRuneInString(sentence)
	if sentence == "" || strings.ContainsRune(".?!:。？！：", last) {
		return sentence
	}
	return sentence + "."
}

// Plural makes "Names is the …" of a list's comment "Names are the …".
func (c Comment) Plural(name string) Comment {
	c.head = strings.Replace(c.head, name+" is the ", name+" are the ", 1)
	return c
}

// WithLimits adds limits to the first paragraph: after a colon if it is one
// sentence, otherwise as a sentence.
func (c Comment) WithLimits(name string, limits []string) Comment {
	text := strings.Join(limits, "; ")
	switch {
	case text == "":
	case c.head == "":
		c.head = name + ": " + text + "."
	case isOneSentence(c.head):
		c.head = strings.TrimSuffix(c.head, ".") + ": " + text + "."
	default:
		c.head = stop(c.head) + " " + upperFirst(text) + "."
	}
	return c
}

// With adds sentences to the first paragraph.
func (c Comment) With(sentences string) Comment {
	if sentences != "" {
		c.head = strings.TrimSpace(stop(c.head) + " " + sentences)
	}
	return c
}

// WithRemedy adds what to do about an error code, in a paragraph of its own if the
// comment has several.
func (c Comment) WithRemedy(remedy string) Comment {
	remedy = strings.TrimSpace(remedy)
	if remedy == "" {
		return c
	}
	sentence := "Remedy: " + lowerFirst(remedy)
	if len(c.rest) == 0 {
		return c.With(sentence)
	}
	c.rest = append(c.rest[:len(c.rest):len(c.rest)], ir.Para(sentence))
	return c
}

func isOneSentence(text string) bool {
	_, rest := firstSentence(text)
	return rest == "" && strings.HasSuffix(text, ".") && !strings.Contains(text, ": ")
}

// notDeprecated rewrites "Deprecated:" in a document's text, which Go's tools
// would interpret.
func notDeprecated(paragraph string) string {
	if rest, ok := strings.CutPrefix(paragraph, "Deprecated:"); ok {
		return "Deprecated," + rest
	}
	return paragraph
}
