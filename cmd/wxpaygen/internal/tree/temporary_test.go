package tree

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a killed run left is removed by the next; what another run is writing, and
// files of other names, are not.
func TestLeftOvers(t *testing.T) {
	ended := exec.Command(os.Args[0], "-test.run=^$")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	killed := fmt.Sprintf("p/.wxpaygen-%d-ABCDEFGH23.tmp", ended.Process.Pid)
	own := fmt.Sprintf("p/.wxpaygen-%d-ABCDEFGH24.tmp", os.Getpid())
	running := fmt.Sprintf("p/.wxpaygen-%d-ABCDEFGH25.tmp", os.Getppid())
	before := map[string]string{
		"p/a.gen.go": header, killed: "", own: "half", running: header,
		"p/.wxpaygen-1x-ABCDEFGH25.tmp": header, "p/wxpaygen-1-ABCDEFGH25.tmp": header, "p/.wxpaygen.tmp": header,
		path.Join("p/q", path.Base(killed)): header,
	}
	root := plant(t, before)
	changes := compare(t, root, "p", files("p/a.gen.go", header)).Changes
	if len(changes) != 2 || changes[0].Kind() != "stale" || changes[1].Kind() != "stale" {
		t.Errorf("changes: %v", kinds(changes))
	}
	if err := Apply(root, changes); err != nil {
		t.Fatal(err)
	}
	delete(before, killed)
	delete(before, own)
	if diff := cmp.Diff(before, look(t, root)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTemporaryName(t *testing.T) {
	if name := temporaryName("p/q/a.gen.go"); path.Dir(name) != "p/q" || !isLeftOver(path.Base(name)) {
		t.Errorf("%s is not recognised", name)
	}
}
