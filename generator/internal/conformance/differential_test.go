package conformance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
)

// setting reads a number from the environment.
func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestValidationAgreesOnCorpus makes values for every schema
// of the corpus: what the generated Validate passes is what kin-openapi finds
// valid in the JSON that would be sent.
func TestValidationAgreesOnCorpus(t *testing.T) {
	needCorpus(t)
	needCompiler(t)
	t.Parallel()
	var all []*subjects
	for _, file := range corpusFiles() {
		all = append(all, readSubjects(t, os.DirFS(corpus), file, packageOf(file)))
	}
	if os.Getenv("WXPAYGEN_VALUES") == "" {
		for _, s := range all {
			s.share(setting(t, "WXPAYGEN_SEED", 1))
		}
	}
	compare(t, all, setting(t, "WXPAYGEN_VALUES", 12))
}

// TestValidationAgreesHardSchemas does the same for schemas that
// have every keyword in every place that is hard.
func TestValidationAgreesHardSchemas(t *testing.T) {
	needCompiler(t)
	t.Parallel()
	here := os.DirFS("testdata")
	compare(t, []*subjects{
		readSubjects(t, here, "stress-3.0.yaml", "hard30"),
		readSubjects(t, here, "stress-3.1.yaml", "hard31"),
	}, setting(t, "WXPAYGEN_VALUES", 60))
}

// packageOf names the package of a document: wechatpay/bill.yaml is wechatpay_bill.
func packageOf(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(file, filepath.Ext(file)), ".openapi")
	return strings.ToLower(strings.NewReplacer("/", "_", "-", "_", ".", "_").Replace(name))
}

// asked is a value that was judged.
type asked struct {
	in   *subjects
	one  *subject
	made json.RawMessage
	says oracle
}

// compare generates and compiles the documents, makes values, and holds the
// verdicts against each other.
func compare(t *testing.T, all []*subjects, values int) {
	t.Helper()
	fsys := fstest.MapFS{}
	var packages []generator.Package
	for _, s := range all {
		s.build(t)
		fsys[s.spec] = &fstest.MapFile{Data: s.data}
		packages = append(packages, generator.Package{Spec: s.spec, Dir: s.name})
	}
	out := generate(t, fsys, packages...)
	skipped := map[string]bool{}
	for _, r := range out.Results {
		for _, one := range r.Skipped {
			skipped[r.Dir+"."+one.Operation] = true
			t.Logf("left out: %s %s: %v", r.Dir, one.Operation, one.Reason)
		}
	}
	for i, s := range all {
		for _, d := range out.Diagnostics {
			if d.Pos.File == packages[i].Spec {
				s.reported = append(s.reported, d)
			}
		}
	}
	program := newDriver(t, writeModule(t, out.Results), out.Results)
	var list []asked
	var questions []question
	for _, s := range all {
		oracles := s.oracles(t)
		seed := uint64(setting(t, "WXPAYGEN_SEED", 1))
		for i := range s.list {
			one := &s.list[i]
			if skipped[s.name+"."+one.op] {
				continue
			}
			m := maker{root: s.doc, rng: rand.New(rand.NewPCG(seed, uint64(i)))}
			for n := range values {
				m.wild = []float64{0, 0.03, 0.15, 0.4}[n%4]
				made, err := json.Marshal(m.value(one.schema, 0))
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, asked{in: s, one: one, made: made, says: oracles[i]})
				questions = append(questions, question{Type: one.typ, Value: made})
			}
		}
	}
	settle(t, list, program.ask(t, questions))
}

// settle compares the verdicts. Of the differences without excuse it shows the
// first of each schema.
func settle(t *testing.T, list []asked, answers []answer) {
	t.Helper()
	count := map[string]int{}
	shown := map[string]bool{}
	for i, a := range answers {
		q := list[i]
		name, said := difference(q, a)
		count[name]++
		if name == "" && !shown[q.one.typ] && len(shown) < 40 {
			shown[q.one.typ] = true
			t.Errorf("%s %s (%s): Validate says %v %s; the oracle says %s; made was %.600s and sent is %.600s",
				q.in.name, q.one.where, q.one.typ, a.Faults, a.Encode, short(said), q.made, a.JSON)
		}
	}
	if n := count[""]; n > 0 {
		t.Errorf("%d differences without excuse", n)
	}
	for _, class := range differences {
		t.Logf("%6d %s: %s", count[class.name], class.name, class.reason)
	}
}

// short is the first line of an error, or of the innermost reason in it.
func short(err error) string {
	line, rest, _ := strings.Cut(fmt.Sprint(err), "\n")
	if strings.HasPrefix(line, "jsonschema") {
		line = rest
	}
	return line[:min(len(line), 300)]
}
