// Package chinese has the Chinese formats of sentences whose formats are written in English in the
// code. Format is the only function; the tables are in files by where the sentences appear.
package chinese

// Format returns the Chinese format for an English one, with the same arguments, which may be
// numbered; the English one if there is none.
func Format(english string) string {
	if format, ok := formats[english]; ok {
		return format
	}
	return english
}

// Has reports whether there is a Chinese format.
func Has(english string) bool {
	_, ok := formats[english]
	return ok
}

var formats = merged(lifecycleSentences, referenceTexts)

func merged(tables ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, table := range tables {
		for english, format := range table {
			all[english] = format
		}
	}
	return all
}
