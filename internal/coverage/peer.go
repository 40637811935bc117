package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	peers "github.com/wxpaygen/wxpaygen/internal/peer"
)

const peerName = peers.Command

// peer is another generator that reads the same documents.
type peer struct {
	bin  string
	work string // the directory of its output
}

// installPeer installs the pinned peer in a directory.
func installPeer(dir string) (peer, error) {
	cmd := exec.Command("go", "install", peers.Command)
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return peer{}, fmt.Errorf("%s cannot be installed: %w: %s", peers.Command, err, firstLine(string(out)))
	}
	return peer{bin: filepath.Join(dir, peers.Name), work: dir}, nil
}

// read returns the error of the peer for a document, or "". The peer has the
// same time limit as wxpaygen; its output is not compiled.
func (p peer) read(dir, spec string, seconds float64) string {
	limit := time.Duration(seconds * float64(time.Second))
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	path := filepath.Join(dir, filepath.FromSlash(spec))
	cmd := exec.CommandContext(ctx, p.bin, "-generate", "types,client", "-package", "out", "-o", filepath.Join(p.work, "out.gen.go"), path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	switch {
	case err == nil:
		return ""
	case ctx.Err() != nil:
		return fmt.Sprintf("time: more than %v", limit)
	}
	return strings.ReplaceAll(firstLine(stderr.String()+"\n"+err.Error()), "\t", " ")
}
