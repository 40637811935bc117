package generator

import (
	"context"
	"path"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/docs"
)

// Docs generates the reference of the packages of config, as files below
// Config.Docs ("" for the root), and returns the diagnostics. The error is that
// of [Generate].
func Docs(ctx context.Context, config Config) ([]File, []diag.Diagnostic, error) {
	out, err := interruptible(ctx, func() (Output, error) {
		all, diags, err := lowerAll(ctx, config, adviceWhenRaised)
		if err != nil {
			return Output{Diagnostics: diags}, err
		}
		return Output{Docs: reference(config, all), Diagnostics: diags}, nil
	})
	return out.Docs, out.Diagnostics, err
}

func reference(config Config, all []lowered) []File {
	var products []docs.Product
	taken := map[string]bool{"README": true}
	for i, pkg := range config.Packages {
		name := all[i].Package.Name
		if taken[name] {
			name = strings.ReplaceAll(pkg.Dir, "/", "-")
		}
		taken[name] = true
		products = append(products, docs.Product{Name: name, Doc: all[i].document})
	}
	var files []File
	for _, f := range docs.Write(products) {
		files = append(files, File{Path: path.Join(config.Docs, f.Name), Data: f.Data})
	}
	return files
}

// IsReference reports whether a file has the header that [Docs] writes, so that
// it may be replaced or removed.
func IsReference(data []byte) bool { return docs.IsGenerated(data) }
