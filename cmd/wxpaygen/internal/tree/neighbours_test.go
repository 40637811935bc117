package tree

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	petsFile = header + "package pets\n\nimport \"net/http\"\n\n" +
		"type Client struct{ caller int }\n\nfunc New() *Client { return nil }\n\nvar listPets = http.MethodGet\n"
	listFile = header + "package pets\n\nfunc (c *Client) ListPets() {}\n"
)

// Hand-written files in a package's directory must compile with it.
func TestNeighbours(t *testing.T) {
	for name, test := range map[string]struct {
		file, content string
		want          []string
	}{
		"names of its own": {"p/a.go", "package pets\n\nfunc init() {}\n\nvar _, x int\n\nfunc (c *Client) Feed() {}\n", nil},
		"another package": {"p/a.go", "// by hand\npackage other\n", []string{
			"p/a.go:2:9: the package of the file is other, and that of the generated files is pets (see p/pets.gen.go:2:9) [hand-written]; " +
				"name the package with package: in wxpaygen.yaml, or give it another dir",
		}},
		"a name of each kind": {"p/a.go", "package pets\n\nimport listPets \"fmt\"\n\ntype Client struct{}\n\nconst New, http = 1, 2\n\n" +
			"func (*Client) caller() {}\n\nfunc (c Client) ListPets() { listPets.Print() }\n", []string{
			"p/a.go:5:6: Client is declared here and in the generated files (see p/pets.gen.go:6:6) [hand-written]; rename it, or give the package another dir",
			"p/a.go:7:7: New is declared here and in the generated files (see p/pets.gen.go:8:6) [hand-written]; rename it, or give the package another dir",
			"p/a.go:7:12: http is declared here and imported in the generated files (see p/pets.gen.go:4:8) [hand-written]; rename it, or give the package another dir",
			"p/a.go:9:16: Client.caller is declared here and in the generated files (see p/pets.gen.go:6:21) [hand-written]; rename it, or give the package another dir",
			"p/a.go:11:17: Client.ListPets is declared here and in the generated files (see p/list.gen.go:4:18) [hand-written]; rename it, or give the package another dir",
			"p/a.go:3:8: listPets is imported here and declared in the generated files (see p/pets.gen.go:10:5) [hand-written]; import it by another name",
		}},
		"a test of the package itself": {"p/a_test.go", "package pets\n\ntype Client int\n", []string{
			"p/a_test.go:3:6: Client is declared here and in the generated files (see p/pets.gen.go:6:6) [hand-written]; rename it, or give the package another dir",
		}},
		"a test from outside": {"p/a_test.go", "package pets_test\n\ntype Client int\n", nil},
		"a test of another package": {"p/a_test.go", "package other_test\n", []string{
			"p/a_test.go:1:9: the package of the file is other_test, and that of the generated files is pets (see p/pets.gen.go:2:9) [hand-written]; " +
				"name the package with package: in wxpaygen.yaml, or give it another dir",
		}},
		"a program that no build takes in":        {"p/a.go", "//go:build ignore\n\npackage main\n", nil},
		"a file that Go passes over":              {"p/_a.go", "package other\n", nil},
		"a file of the generator's that is stale": {"p/old.gen.go", header + "package other\n", nil},
		"a file that is being written":            {"p/a.go", "package other\n\nfunc {\n", nil},
		"a package of a directory below":          {"p/q/a.go", "package other\n", nil},
		"generated file":                          {"p/pets.gen.go", header + "package other\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			root := plant(t, map[string]string{test.file: test.content})
			conflicts, err := Neighbours(root, "p", files("p/list.gen.go", listFile, "p/pets.gen.go", petsFile), isGenerated)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, conflict := range conflicts {
				got = append(got, conflict.String())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNoNeighbours(t *testing.T) {
	if conflicts, err := Neighbours(plant(t, nil), "p", files("p/pets.gen.go", petsFile), isGenerated); err != nil || conflicts != nil {
		t.Errorf("%v, %v", conflicts, err)
	}
}
