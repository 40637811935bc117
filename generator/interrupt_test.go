package generator_test

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator"
)

// stuck is a file system on which no file can be opened before it is released.
type stuck struct {
	once             sync.Once
	opened, released chan struct{}
}

func (s *stuck) Open(name string) (fs.File, error) {
	s.once.Do(func() { close(s.opened) })
	<-s.released
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// A run that does not look at its context ends with it all the same.
func TestInterrupt(t *testing.T) {
	for name, run := range map[string]func(context.Context, generator.Config) error{
		"generate": func(ctx context.Context, c generator.Config) error { _, err := generator.Generate(ctx, c); return err },
		"lint":     func(ctx context.Context, c generator.Config) error { _, err := generator.Lint(ctx, c); return err },
		"docs":     func(ctx context.Context, c generator.Config) error { _, _, err := generator.Docs(ctx, c); return err },
	} {
		t.Run(name, func(t *testing.T) {
			fsys := &stuck{opened: make(chan struct{}), released: make(chan struct{})}
			defer close(fsys.released)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go func() {
				<-fsys.opened
				cancel()
			}()
			err := run(ctx, generator.Config{FS: fsys, Packages: []generator.Package{{Spec: "a.yaml", Dir: "a"}}})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
		})
	}
}
