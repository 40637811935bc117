package page

import (
	"regexp"
	"strconv"
	"strings"
)

// A part of an operation's description.
type part int

const (
	overview part = iota
	request
	requestExample
	response
	responseExample
	codes
	rest
)

// A section is the part of a page after a title.
type section struct {
	part   part
	in     string // path, query, header or body; "" if the title does not say
	common bool   // of codes: those that all operations share
	at     int    // line of the title
	blocks []block
}

var (
	numbering = regexp.MustCompile(`^(?:#+\s*)?(?:\d+(?:\.\d+)*[.、]?\s+|[一二三四五六七八九十]+、\s*)?`)
	endMarks  = regexp.MustCompile(`[\s:：。.]+$`)
)

// titles has the titles of sections. A title is a separate line.
var titles = []struct {
	pattern *regexp.Regexp
	section section
}{
	{title(`(?:http\s*)?headers?\s*(?:http)?\s*(?:头参数|请求头参数|请求头|头|参数|parameters?|params?)?|请求头(?:参数)?`), section{part: request, in: "header"}},
	{title(`path\s*(?:路径参数|参数|parameters?|params?)?|路径参数|uri\s*参数|url\s*路径参数`), section{part: request, in: "path"}},
	{title(`query\s*(?:查询参数|参数|parameters?|params?|string)?|查询参数|url\s*参数`), section{part: request, in: "query"}},
	{title(`(?:request\s*)?body\s*(?:包体参数|请求体参数|参数|parameters?|params?)?|包体参数|请求体(?:参数)?|请求包体`), section{part: request, in: "body"}},
	{title(`请求参数(?:列表|说明)?|请求字段|接口参数|输入参数|入参|request\s*(?:parameters?|params?|fields?)?|input parameters?`), section{part: request}},
	{title(`(?:应答|返回|响应|输出)(?:参数|结果|字段|字典|数据|包体|体)?(?:列表|说明)?|出参|return(?:ed)?\s*(?:data|parameters?|params?|results?|values?|fields?)?|responses?\s*(?:parameters?|params?|data|fields?|body)?|data returned`), section{part: response}},
	{title(`请求(?:示例|范例|样例|举例|报文)(?:代码)?|调用示例|request (?:examples?|samples?)|examples? requests?`), section{part: requestExample}},
	{title(`(?:应答|返回|响应|输出)(?:示例|范例|样例|举例|报文)(?:代码)?|(?:正常|成功)(?:应答|返回|响应)?示例|(?:return|response|returned)\s*(?:data\s*)?(?:examples?|samples?)|examples? (?:responses?|returns?)`), section{part: responseExample}},
	{title(`公共错误码|通用错误码|(?:public|common|general) error codes?`), section{part: codes, common: true}},
	{title(`业务错误码|错误码公共错误码|(?:接口)?错误码(?:列表|说明)?|错误代码|(?:business |api )?error codes?(?: list)?`), section{part: codes}},
	{title(`版本说明|更新日志|更新记录|修订记录|变更记录|release notes?|change ?log|常见问题|相关文档|相关链接|联系我们|技术咨询|文档反馈|faq|about wechat pay|页面导航|平台公告|回调通知|开发指引`), section{part: rest}},
}

func title(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)^(?:` + pattern + `)$`) }

var statusLine = regexp.MustCompile(`(?i)^(?:HTTP\s*)?(?:状态码\s*[:：]?\s*)?(2\d\d)\s*(?:OK|Created|Accepted|No ?Content)?$`)

// titleOf returns the section that a block begins.
func titleOf(b block) (section, bool) {
	if b.kind == code {
		return section{}, false
	}
	text := b.text
	if b.kind == row {
		text = b.cells[0] // 请求参数 | 类型 | 描述
	}
	text = endMarks.ReplaceAllString(numbering.ReplaceAllString(visibleText(text), ""), "")
	text = strings.Trim(text, "【】[]■◆●▶* ")
	if before, _, ok := strings.Cut(text, "("); ok && b.kind == heading {
		text = strings.TrimSpace(before)
	}
	if fields := strings.Fields(text); len(fields) > 1 && statusLine.MatchString(strings.Join(fields[1:], " ")) {
		text = fields[0] // 应答参数 200 OK
	}
	for _, t := range titles {
		if t.pattern.MatchString(text) && (b.kind != row || isHeaderTitle(b)) {
			s := t.section
			s.at = b.n
			return s, true
		}
	}
	return section{}, false
}

// isHeaderTitle reports whether a row is the header of a table that names a
// section in its first cell.
func isHeaderTitle(b block) bool {
	_, ok := columnsOf(b.cells)
	return ok && !strings.Contains(strings.ToLower(b.cells[0]), "name")
}

var bareExample = title(`示例|例子|examples?`)

// sections splits the blocks of an operation.
func sections(blocks []block) []section {
	list := []section{{part: overview}}
	for i, b := range blocks {
		last := &list[len(list)-1]
		s, ok := titleOf(b)
		switch {
		case ok && barePlace.MatchString(b.text) && !startsFields(blocks[i+1:]):
			ok = false // the place of one field
		case ok && s.part == rest && last.part == overview, ok && last.part == overview && s.in != "" && !startsFields(blocks[i+1:]):
			ok = false // in a menu, or a legend
		case !ok && b.kind != code && bareExample.MatchString(endMarks.ReplaceAllString(b.text, "")) && startsCode(blocks[i+1:]):
			s, ok = section{part: exampleAfter(last.part), at: b.n}, true
		case !ok && isCodeHeader(b):
			s, ok = section{part: codes, common: last.part == codes && last.common && len(last.blocks) == 0, at: b.n}, true
		}
		if ok && s.part == request && (last.part == response || last.part == responseExample) {
			if s.in == "" {
				ok = false
			}
			s.part = response // a title of its own for the body
		}
		if ok {
			list = append(list, s)
			last = &list[len(list)-1]
		}
		if !ok || b.kind == row {
			last.blocks = append(last.blocks, b)
		}
	}
	return list
}

var barePlace = title(`path|query|body|headers?`)

func exampleAfter(p part) part {
	if p >= response {
		return responseExample
	}
	return requestExample
}

// startsFields reports whether one of the next blocks describes a field.
func startsFields(blocks []block) bool {
	for _, b := range blocks[:min(len(blocks), 4)] {
		if fieldLike(b) {
			return true
		}
	}
	return false
}

// startsCode reports whether the next blocks are an example, and no sentences.
func startsCode(blocks []block) bool {
	for _, b := range blocks[:min(len(blocks), 3)] {
		if b.kind == code || methodLine.MatchString(b.text) {
			return true
		}
		if len([]rune(b.text)) > 20 {
			return false
		}
	}
	return false
}

var methodLine = regexp.MustCompile(`^(?:GET|POST|PUT|DELETE|PATCH)(?:\s+(?:https?://|/v3/)\S+)?$`)

var codeHeader = regexp.MustCompile(`(?i)(?:错误码|error code|错误代码|code)\S*.*(?:解决方案|解决方法|solution|处理|remedy|原因|描述|description)`)

// isCodeHeader reports whether a block is the header of a table of error codes.
func isCodeHeader(b block) bool {
	if b.kind == row && len([]rune(b.text)) <= 80 && isCodeRow(b.cells) {
		return true
	}
	if b.kind == code || len([]rune(b.text)) > 80 || !codeHeader.MatchString(b.text) {
		return false
	}
	_, isFields := columnsOf(b.cells)
	return !isFields && (b.kind == row || !strings.ContainsAny(b.text, "。，,"))
}

// isCodeRow reports whether a row has the titles of a table of error codes, in
// any order.
func isCodeRow(cells []string) bool {
	found := map[int]bool{}
	for _, cell := range cells {
		for k, pattern := range codeTitles {
			if pattern.MatchString(visibleText(cell)) {
				found[k] = true
				break
			}
		}
	}
	return found[1] && (found[0] || found[3]) && len(found) >= 2
}

// statusOf returns the HTTP status that a line of a response names.
func statusOf(text string) int {
	text = endMarks.ReplaceAllString(visibleText(text), "")
	if fields := strings.Fields(text); len(fields) > 1 && !statusLine.MatchString(text) {
		text = strings.Join(fields[1:], " ")
	}
	m := statusLine.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}
