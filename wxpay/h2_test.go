package wxpay_test

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// h2Server speaks as much HTTP/2 as it takes to count whole requests and to end
// their streams in ways that net/http's server does not offer.
type h2Server struct {
	url  string
	pool *tls.Config // trusts the server
	seen atomic.Int64
	end  func(c *h2Conn, stream uint32)
}

const (
	h2Data, h2Headers, h2Reset, h2Settings, h2Ping, h2GoAway, h2Window = 0, 1, 3, 4, 6, 7, 8
	h2EndStream, h2Ack, h2EndHeaders                                   = 1, 1, 4
	h2Preface                                                          = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
)

// newH2Server ends the stream of each whole request by end.
func newH2Server(t *testing.T, end func(c *h2Conn, stream uint32)) *h2Server {
	t.Helper()
	certified := httptest.NewTLSServer(nil) // for its certificate
	defer certified.Close()
	s := &h2Server{end: end, pool: certified.Client().Transport.(*http.Transport).TLSClientConfig.Clone()}
	config := certified.TLS.Clone()
	config.NextProtos = []string{"h2"}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	s.url = "https://" + listener.Addr().String()
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(&h2Conn{Conn: conn})
		}
	})
	t.Cleanup(func() { _ = listener.Close(); running.Wait() })
	return s
}

// transport returns a new transport that trusts the server.
func (s *h2Server) transport() *http.Transport {
	return &http.Transport{TLSClientConfig: s.pool.Clone(), ForceAttemptHTTP2: true}
}

// h2Conn writes frames.
type h2Conn struct{ net.Conn }

func (c *h2Conn) frame(kind, flags byte, stream uint32, payload []byte) {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
	head = binary.BigEndian.AppendUint32(append(head, flags), stream)
	_, _ = c.Write(append(head, payload...))
}

func (c *h2Conn) reset(stream, code uint32) {
	c.frame(h2Reset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// goAway says that streams above last were not processed.
func (c *h2Conn) goAway(last, code uint32) {
	c.frame(h2GoAway, 0, 0, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), code))
}

// respond sends a whole response.
func (c *h2Conn) respond(stream uint32, status int, header http.Header, body string) {
	literal := func(block []byte, name, value string) []byte { // HPACK: literal field without indexing
		block = append(append(block, 0, byte(len(name))), name...)
		if len(value) < 127 {
			return append(append(block, byte(len(value))), value...)
		}
		block = append(block, 127)
		rest := len(value) - 127
		for ; rest >= 128; rest /= 128 {
			block = append(block, byte(rest%128+128))
		}
		return append(append(block, byte(rest)), value...)
	}
	block := literal(nil, ":status", strconv.Itoa(status))
	for name, values := range header {
		block = literal(block, strings.ToLower(name), values[0])
	}
	c.frame(h2Headers, h2EndHeaders, stream, block)
	c.frame(h2Data, h2EndStream, stream, []byte(body))
}

func (s *h2Server) serve(c *h2Conn) {
	defer c.Close()
	if _, err := io.ReadFull(c, make([]byte, len(h2Preface))); err != nil {
		return
	}
	c.frame(h2Settings, 0, 0, nil)
	head := make([]byte, 9)
	for {
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		payload := make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
		if _, err := io.ReadFull(c, payload); err != nil {
			return
		}
		kind, flags, stream := head[3], head[4], binary.BigEndian.Uint32(head[5:])
		switch {
		case kind == h2Settings && flags&h2Ack == 0:
			c.frame(h2Settings, h2Ack, 0, nil)
		case kind == h2Ping && flags&h2Ack == 0:
			c.frame(h2Ping, h2Ack, 0, payload)
		case (kind == h2Headers || kind == h2Data) && flags&h2EndStream != 0:
			s.seen.Add(1)
			s.end(c, stream)
		}
	}
}
