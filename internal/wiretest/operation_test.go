package wiretest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// operation is an operation as a spec describes it.
type operation struct {
	node
	verb, path string // the HTTP method, and the path's template
	servers    []string
	parameters []node
	body       node // of the media type; absent when there is none
	needsBody  bool
	upload     bool // of a file, in place of a JSON body
	successes  []success
	failures   []failure
}

// success is a documented success response.
type success struct {
	node
	status int
	media  node // absent if the response has no body
	binary bool // the body is a file
}

// failure is a documented error response with one of its codes.
type failure struct {
	node
	status                      int
	code, remedy, chineseRemedy string
}

var methods = map[string]string{
	"get": http.MethodGet, "put": http.MethodPut, "post": http.MethodPost, "delete": http.MethodDelete, "patch": http.MethodPatch,
}

// operations returns the operations of a spec in their order.
func (d document) operations(file string) []operation {
	root := d.root(file)
	var list []operation
	for path, item := range root.get("paths").members() {
		for name, member := range item.members() {
			if methods[name] == "" {
				continue
			}
			op := operation{node: member, verb: methods[name], path: path}
			for _, server := range root.get("servers").items() {
				op.servers = append(op.servers, server.get("url").text())
			}
			op.parameters = append(item.get("parameters").items(), member.get("parameters").items()...)
			op.body = jsonOf(member.get("requestBody"))
			op.needsBody = member.get("requestBody").flag("required")
			op.upload = member.get("requestBody", "content", "multipart/form-data").present()
			op.needsBody = op.needsBody && !op.upload
			op.readResponses()
			list = append(list, op)
		}
	}
	return list
}

// readResponses separates successes and errors: a response with codes is an
// error, regardless of its status.
func (op *operation) readResponses() {
	for name, response := range op.get("responses").members() {
		status, _ := strconv.Atoi(name)
		codes := response.get("x-error-codes")
		if !codes.present() {
			a := success{node: response, status: status, media: jsonOf(response)}
			if bytes := response.get("content", "application/octet-stream"); bytes.present() {
				a.media, a.binary = bytes, true
			}
			op.successes = append(op.successes, a)
		}
		for code, entry := range codes.members() {
			op.failures = append(op.failures, failure{entry, status, code, entry.get("remedy").text(), entry.get("remedy-zh").text()})
		}
	}
}

func jsonOf(n node) node { return n.get("content", "application/json") }

// name is the name of the operation's method.
func (op *operation) name() string {
	if name := op.get("x-go-name").text(); name != "" {
		return name
	}
	id := op.get("operationId").text()
	return strings.ToUpper(id[:1]) + id[1:]
}

// host is where a request goes.
func (op *operation) host() string {
	address, err := url.Parse(op.servers[0])
	if err != nil {
		return err.Error()
	}
	return address.Host
}

// modes returns the calling modes of the members below the nodes, or one mode
// without a name.
func modes(places ...node) []string {
	for _, n := range places {
		if hasMode(n, 0) {
			return []string{"common", "institutional"}
		}
	}
	return []string{""}
}

func hasMode(n node, depth int) bool {
	if n.get("x-mode").present() {
		return true
	}
	if depth > maxDepth {
		return false
	}
	for _, property := range n.get("schema").properties() {
		if hasMode(property, depth+1) {
			return true
		}
	}
	for _, property := range n.properties() {
		if hasMode(property, depth+1) {
			return true
		}
	}
	return n.get("items").present() && hasMode(n.get("items"), depth+1)
}
