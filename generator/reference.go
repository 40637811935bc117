package generator

import (
	"context"
	"path"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/docs"
	"github.com/wxpaygen/wxpaygen/generator/docs/site"
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

// Site generates the reference of the packages of config as a static site in
// English and Chinese, as files below Config.Docs ("" for the root), and returns
// the diagnostics. The error is that of [Generate].
func Site(ctx context.Context, config Config) ([]File, []diag.Diagnostic, error) {
	out, err := interruptible(ctx, func() (Output, error) {
		all, diags, err := lowerAll(ctx, config, adviceWhenRaised)
		if err != nil {
			return Output{Diagnostics: diags}, err
		}
		files, err := siteFiles(config, all)
		return Output{Docs: files, Diagnostics: diags}, err
	})
	return out.Docs, out.Diagnostics, err
}

func siteFiles(config Config, all []lowered) ([]File, error) {
	var products []site.Product
	for i, name := range productNames(config, all) {
		products = append(products, site.Product{Name: name, Doc: all[i].document, Go: all[i].Package})
	}
	made, err := site.Write(products, docs.Mark)
	var files []File
	for _, f := range made {
		files = append(files, File{Path: path.Join(config.Docs, f.Name), Data: f.Data})
	}
	return files, err
}

// productNames are the names of the products' files: those of the packages, or of
// their directories if two are the same.
func productNames(config Config, all []lowered) []string {
	var list []string
	taken := map[string]bool{"README": true, "index": true}
	for i, pkg := range config.Packages {
		name := all[i].Package.Name
		if taken[name] {
			name = strings.ReplaceAll(pkg.Dir, "/", "-")
		}
		taken[name] = true
		list = append(list, name)
	}
	return list
}

func reference(config Config, all []lowered) []File {
	var products []docs.Product
	for i, name := range productNames(config, all) {
		products = append(products, docs.Product{Name: name, Doc: all[i].document})
	}
	var files []File
	for _, f := range docs.Write(products) {
		files = append(files, File{Path: path.Join(config.Docs, f.Name), Data: f.Data})
	}
	return files
}

// IsReference reports whether a file has the header that [Docs] and [Site] write,
// so that it may be replaced or removed.
func IsReference(data []byte) bool { return docs.IsGenerated(data) }
