package repotest

import (
	"bytes"
	"encoding/json"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator"
)

// rulesInSchema is the list of rules in the schema of the configuration, from which editors complete.
var rulesInSchema = regexp.MustCompile(`(?s)("rules": \{.*?"enum": \[)[^\]]*(\])`)

func TestConfigurationSchema(t *testing.T) {
	inRoot(t)
	const name = "wxpaygen.schema.json"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	list := "\n          \"" + strings.Join(generator.Rules(), "\",\n          \"") + "\"\n        "
	want := rulesInSchema.ReplaceAll(data, []byte("${1}"+list+"${2}"))
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(data, want) {
		t.Errorf("%s has other rules than the generator; go test ./internal/repotest -update writes them", name)
	}
	checkPackageNames(t, want)
}

// checkPackageNames compares the names that the schema refuses with those that Go does.
func checkPackageNames(t *testing.T, data []byte) {
	t.Helper()
	var schema struct {
		Defs struct {
			Package struct {
				Properties struct {
					Package struct {
						Not struct{ AnyOf []struct{ Enum []string } }
					}
				}
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	words := append(types.Universe.Names(), "_", "init", "main")
	for tok := token.BREAK; tok <= token.VAR; tok++ {
		words = append(words, tok.String())
	}
	refused := schema.Defs.Package.Properties.Package.Not.AnyOf[0].Enum
	for _, word := range words {
		if generator.ValidPackageName(word) == slices.Contains(refused, word) {
			t.Errorf("the schema and the generator disagree about a package named %s", word)
		}
	}
}

// What init writes points to schemas that are in the repository, by the address that they have there.
func TestSchemasOfInit(t *testing.T) {
	inRoot(t)
	for file, schema := range map[string]string{
		"cmd/wxpaygen/scaffold/wxpaygen.yaml": "wxpaygen.schema.json",
		"cmd/wxpaygen/scaffold/orders.yaml":   "specs/vocabulary.schema.json",
		"wxpaygen.yaml":                       "wxpaygen.schema.json",
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		address := "https://raw.githubusercontent.com/wxpaygen/wxpaygen/main/" + schema
		if first, _, _ := strings.Cut(string(text), "\n"); first != "# yaml-language-server: $schema="+address {
			t.Errorf("%s begins with %q", file, first)
		}
		data, err := os.ReadFile(schema)
		if err != nil {
			t.Fatal(err)
		}
		var head struct {
			ID string `json:"$id"`
		}
		if err := json.Unmarshal(data, &head); err != nil || head.ID != address {
			t.Errorf("%s has the $id %s, %v", schema, head.ID, err)
		}
	}
}
