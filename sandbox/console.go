package sandbox

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed console
var consoleFS embed.FS

// consoleFiles serves the files of the console, which need no build step and load nothing from the network.
func consoleFiles() http.Handler {
	files, err := fs.Sub(consoleFS, "console")
	if err != nil {
		panic(err) // the directory is embedded
	}
	return http.StripPrefix(strings.TrimSuffix(AdminPath, "/"), http.FileServerFS(files))
}
