// Package docs has the pages that the command shows.
package docs

import _ "embed"

// Diagnostics is the page about the rules of diagnostics, in Markdown.
//
//go:embed diagnostics.md
var Diagnostics string
