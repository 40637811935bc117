package lint

import (
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/unchecked"
)

// unchecked reports the comments that draft writes about what a documentation
// page does not say, for as long as they are there. They are comments and no word
// of the vocabulary, because what they say is for the author and for nobody who
// reads the spec later.
func (c *checker) unchecked() {
	files := c.api.Doc.Set.Files
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for n := 1; n <= files[name].Lines(); n++ {
			line := files[name].Line(n)
			if text, at, ok := unchecked.In(line); ok {
				c.warn(diag.Position{File: name, Line: n, Column: utf8.RuneCountInString(line[:at]) + 1}, Unchecked, "%s", text).
					Fix("check it, and delete the comment")
			}
		}
	}
}
