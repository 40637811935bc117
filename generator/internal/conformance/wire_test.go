package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
)

// A wireCase is a call of a generated method, and the request that it has to send.
type wireCase struct {
	name string
	// op is the operation's id. Its method has the same name in upper case.
	op string
	// fields are the fields of the request, by their Go names.
	fields string
	// newWith and callWith are arguments of New and options of the call, as Go.
	newWith, callWith string
	// plain: the client is one without a merchant.
	plain bool
	// response is sent back in place of 204, as it is on the wire.
	response string
	// want has lines of the request, each somewhere in it, with \n for the end of a
	// line and B for the boundary of parts. A line "!X" is in none. "error: " begins
	// what the error of the call has to contain; nothing is sent then. "fails: " begins it
	// for a request that was sent, and "result: " the result of the call as JSON; "succeeds"
	// is no error.
	want []string
}

// A wireSuite is a document with calls of its operations.
type wireSuite struct {
	name, document string
	cases          []wireCase
}

// TestWire compiles the packages of all suites into one program, which makes each call
// with a server on the loopback interface that keeps the bytes of the request.
func TestWire(t *testing.T) {
	needCompiler(t)
	t.Parallel()
	suites := wireSuites()
	fsys := fstest.MapFS{}
	var packages []generator.Package
	for _, s := range suites {
		fsys[s.name+".yaml"] = &fstest.MapFile{Data: []byte(s.document)}
		packages = append(packages, generator.Package{Spec: s.name + ".yaml", Dir: s.name, Name: s.name})
	}
	out, err := generator.Generate(t.Context(), generator.Config{FS: fsys, Packages: packages})
	if err != nil {
		t.Fatalf("%v\n%s", err, listing(out))
	}
	dir := writeModule(t, out.Results)
	writeFile(t, dir, "wire/main.go", wireDriver(suites))
	program := filepath.Join(dir, "wire", "wire.exe")
	goTool(t, dir, "build", "-ldflags=-s -w", "-o", program, "./wire")
	for _, s := range suites {
		t.Run(s.name, func(t *testing.T) { s.run(t, program) })
	}
}

// key is the name of a case in the program.
func (s *wireSuite) key(i int) string { return fmt.Sprintf("%s/%d", s.name, i) }

// sent is what became of a call.
type sent struct{ Request, Error, Result string }

func (s *wireSuite) run(t *testing.T, program string) {
	var in, stderr, out bytes.Buffer
	encoder := json.NewEncoder(&in)
	for i, c := range s.cases {
		fields := json.RawMessage(c.fields)
		if c.fields == "" {
			fields = json.RawMessage("{}")
		}
		if err := encoder.Encode(map[string]any{"Client": s.key(i), "Plain": c.plain, "Op": strings.ToUpper(c.op[:1]) + c.op[1:], "Fields": fields, "Response": c.response}); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
	}
	command := exec.CommandContext(t.Context(), program)
	command.Stdin, command.Stdout, command.Stderr = &in, &out, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, head(stderr.Bytes()))
	}
	decoder := json.NewDecoder(&out)
	for _, c := range s.cases {
		var got sent
		if err := decoder.Decode(&got); err != nil {
			t.Fatal(err)
		}
		for _, problem := range c.differences(got) {
			t.Errorf("%s: %s\nrequest:\n%s\nerror: %s\nresult: %s", c.name, problem, got.Request, got.Error, got.Result)
		}
	}
}

var boundary = regexp.MustCompile(`boundary=([0-9a-f]+)`)

// differences returns what is missing in a request, and what must not be in it.
func (c *wireCase) differences(got sent) []string {
	request := strings.ReplaceAll(got.Request, "\r\n", "\n")
	if found := boundary.FindStringSubmatch(request); found != nil {
		request = strings.ReplaceAll(request, found[1], "B")
	}
	request += "\n"
	var list []string
	for _, want := range c.want {
		line, isAbsent := strings.CutPrefix(want, "!")
		text, isError := strings.CutPrefix(want, "error: ")
		result, isResult := strings.CutPrefix(want, "result: ")
		failure, isFailure := strings.CutPrefix(want, "fails: ")
		switch {
		case isError && (!strings.Contains(got.Error, text) || got.Request != ""):
			list = append(list, "want the error "+text+", and no request")
		case isResult && result != got.Result:
			list = append(list, "want the result "+result)
		case isFailure && !strings.Contains(got.Error, failure):
			list = append(list, "want the error "+failure)
		case want == "succeeds" && got.Error != "":
			list = append(list, "want no error")
		case isError || isResult || isFailure || want == "succeeds":
		case isAbsent && strings.Contains(request, line), !isAbsent && !strings.Contains(request, line+"\n"):
			list = append(list, fmt.Sprintf("want %q", want))
		}
	}
	return list
}

// wireDriver writes the program.
func wireDriver(suites []wireSuite) []byte {
	var imports, clients strings.Builder
	for _, s := range suites {
		fmt.Fprintf(&imports, "\t%q\n", modulePath+"/"+s.name)
		for i, c := range s.cases {
			args := "c"
			if c.newWith != "" {
				args += ", " + c.newWith
			}
			fmt.Fprintf(&clients, "\t%q: {func(c wxpay.Caller) any { return %s.New(%s) }, []wxpay.CallOption{%s}},\n", s.key(i), s.name, args, c.callWith)
		}
	}
	return []byte("package main\n\nimport (\n" + wireImports + imports.String() + ")\n\nvar clients = map[string]struct {\n\tnew func(wxpay.Caller) any\n\toptions []wxpay.CallOption\n}{\n" +
		clients.String() + "}\n" + wireMain)
}

const wireImports = `	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
`

const wireMain = `
// recorder is a server that keeps the bytes of the last request.
type recorder struct {
	listener net.Listener
	response string
	request  chan string
}

func (r *recorder) serve() {
	for {
		conn, err := r.listener.Accept()
		if err != nil {
			return
		}
		reader := bufio.NewReader(conn)
		var head strings.Builder
		length := 0
		for {
			line, err := reader.ReadString('\n')
			head.WriteString(line)
			if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(strings.TrimSpace(value))
			}
			if err != nil || line == "\r\n" {
				break
			}
		}
		body := make([]byte, length)
		_, _ = io.ReadFull(reader, body)
		r.request <- head.String() + string(body)
		_, _ = io.WriteString(conn, r.response)
		conn.Close()
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := &recorder{listener: listener, request: make(chan string, 1)}
	go server.serve()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	client, err := wxpay.NewClient(
		option.WithWechatPayPublicKeyAuthCipher("1900000001", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1", key, "PUB_KEY_ID_1", &other.PublicKey),
		option.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}),
		wxpay.WithServer("http://"+listener.Addr().String()),
	)
	check(err)
	plain, err := wxpay.NewClient(
		wxpay.WithoutMerchant(),
		option.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}),
		wxpay.WithServer("http://"+listener.Addr().String()),
	)
	check(err)
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for {
		var q struct {
			Client, Op, Response string
			Plain                bool
			Fields               map[string]json.RawMessage
		}
		if in.Decode(&q) != nil {
			return
		}
		server.response = q.Response
		if q.Response == "" {
			server.response = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
		}
		caller := client
		if q.Plain {
			caller = plain
		}
		c := clients[q.Client]
		check(out.Encode(call(c.new(caller), server, q.Op, q.Fields, c.options)))
	}
}

// shown fails if a text of a credential has the secret.
func shown(c wxpay.Credential) wxpay.Credential {
	data, err := json.Marshal(c)
	check(err)
	if text := fmt.Sprintf("%v %+v %#v %s %q %x %s", c, c, c, c, c, c, data); strings.Contains(text, "hunter2") {
		panic(text)
	}
	return c
}

var errToken = errors.New("no token")

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func call(client any, server *recorder, op string, fields map[string]json.RawMessage, options []wxpay.CallOption) (got struct{ Request, Error, Result string }) {
	method := reflect.ValueOf(client).MethodByName(op)
	if !method.IsValid() {
		panic("no method " + op)
	}
	request := reflect.New(method.Type().In(1)).Elem()
	for name, value := range fields {
		field := request.FieldByName(name)
		if !field.IsValid() {
			panic(fmt.Sprintf("%v has no field %s", request.Type(), name))
		}
		set(field, value)
	}
	args := []reflect.Value{reflect.ValueOf(context.Background()), request}
	for _, option := range options {
		args = append(args, reflect.ValueOf(option))
	}
	results := method.Call(args)
	if err, _ := results[len(results)-1].Interface().(error); err != nil {
		got.Error = err.Error()
	}
	if len(results) == 2 {
		got.Result = text(results[0])
	}
	select {
	case got.Request = <-server.request:
	default:
	}
	return got
}

func text(v reflect.Value) string {
	if download, ok := v.Interface().(*wxpay.Download); ok && download != nil {
		data, _ := io.ReadAll(download)
		return "download " + string(data)
	}
	data, err := json.Marshal(v.Interface())
	check(err)
	return string(data)
}

// set decodes JSON into a field. A reader and the content of a file are texts.
func set(field reflect.Value, value json.RawMessage) {
	switch {
	case field.Type() == reflect.TypeFor[io.Reader]():
		var text string
		check(json.Unmarshal(value, &text))
		field.Set(reflect.ValueOf(strings.NewReader(text)))
	case field.Type() == reflect.TypeFor[wxpay.File]():
		var f struct{ Name, ContentType, Content string }
		check(json.Unmarshal(value, &f))
		field.Set(reflect.ValueOf(wxpay.File{Name: f.Name, ContentType: f.ContentType, Content: strings.NewReader(f.Content)}))
	case field.Type() == reflect.TypeFor[*wxpay.File]():
		field.Set(reflect.New(field.Type().Elem()))
		set(field.Elem(), value)
	case field.Type() == reflect.TypeFor[[]wxpay.File]():
		var list []json.RawMessage
		check(json.Unmarshal(value, &list))
		field.Set(reflect.MakeSlice(field.Type(), len(list), len(list)))
		for i := range list {
			set(field.Index(i), list[i])
		}
	default:
		check(json.Unmarshal(value, field.Addr().Interface()))
	}
}
`
