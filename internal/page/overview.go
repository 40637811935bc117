package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	methodMark  = regexp.MustCompile(`(?i)(?:请求方式|请求方法|请求类型|http\s*方法|request method|http method|^method)\s*[:：]?\s*【?\s*(GET|POST|PUT|PATCH|DELETE)\b\s*】?`)
	addressMark = regexp.MustCompile(`(?i)(?:请求url|请求地址|接口url|接口地址|接口链接|请求路径|url地址|request url|request address|^url)\s*[:：]?\s*(?:【?(GET|POST|PUT|PATCH|DELETE)】?)?\s*`)
	pathOf      = regexp.MustCompile(`(?:(https?)://([A-Za-z0-9.\-]+))?(/v\d/[A-Za-z0-9_\-./{}~:]*)`)
	methodPath  = regexp.MustCompile(`(?i)(?:^|[\s【])(GET|POST|PUT|PATCH|DELETE)】?\s*(?:https?://[A-Za-z0-9.\-]+)?/v\d/`)
	hostMark    = regexp.MustCompile(`【?(主域名|备域名|备用域名|主要域名)】?\s*[:：]?\s*(https?://[A-Za-z0-9.\-]+)`)
	hostAlone   = regexp.MustCompile(`【?(?:主域名|备域名|备用域名|主要域名)】?\s*[:：]?$`)
	dateMark    = regexp.MustCompile(`(?i)(?:更新时间|更新日期|发布时间|last(?:est)? update[d]?(?: time)?|latest update time|update time|updated(?: at)?)\s*[:：]?\s*(20\d\d)\s*[.\-/年]\s*(\d{1,2})\s*[.\-/月]\s*(\d{1,2})`)
	rolesMark   = regexp.MustCompile(`(?i)(?:适用对象|支持商户|适用商户|applicable (?:object|to|for|merchants?))\s*[:：]?\s*(.*)$`)
	role        = regexp.MustCompile(`【([^】]+)】`)
	breadcrumb  = regexp.MustCompile(`^路径\s*[:：]\s*(.+)$`)
	idempotent  = regexp.MustCompile(`(?i)(?:幂等规则\s*[:：]\s*)?[^。\n；;]*(?:幂等|重入|idempoten)[^。\n；;]*`)
	ownAddress  = regexp.MustCompile(`^(?:原文|来源|页面地址|source|url)\s*[:：]\s*(https://pay\.weixin\.qq\.com/\S+)`)
	globalHosts = regexp.MustCompile(`^https://apihk\.`)
)

// isOperation reports whether a line has the method or the address of an operation,
// which is then described there.
func isOperation(b block) bool { return b.kind != code && methodMark.MatchString(b.text) }

// readOverview reads the part before the fields.
func (p *Page) readOverview(blocks []block) {
	for i, b := range blocks {
		if b.kind == code {
			p.readPHP(b.text)
			continue
		}
		next := ""
		if i+1 < len(blocks) {
			next = blocks[i+1].text
		}
		p.readCall(b.text, next)
		p.readFacts(b, next)
	}
	if p.Title == "" {
		p.Title = titleAbove(blocks)
	}
}

// readCall reads the method and the address.
func (p *Page) readCall(text, next string) {
	if m := methodMark.FindStringSubmatch(text); m != nil && p.Method == "" {
		p.Method = strings.ToUpper(m[1])
		if p.Path == "" && !p.readPath(text) && !addressMark.MatchString(next) {
			p.readPath(next)
		}
	} else if m := methodPath.FindStringSubmatch(text); m != nil && p.Path == "" {
		p.Method = strings.ToUpper(m[1])
		p.readPath(text)
	} else if method := methodAlone(text); method != "" && p.Method == "" && methodWord.MatchString(text) {
		p.Method = method
	}
	if m := addressMark.FindStringSubmatchIndex(text); m != nil && (p.Path == "" || p.Host == "") {
		if !p.readPath(text[m[1]:]) && strings.TrimSpace(text[m[1]:]) == "" {
			p.readPath(next)
		}
	}
	if hostAlone.MatchString(text) {
		text += next // the address is on a line of its own
	}
	for _, m := range hostMark.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[1], "主") {
			p.Host = m[2]
		} else {
			p.Fallback = m[2]
		}
	}
}

var methodWord = regexp.MustCompile(`(?i)^(?:请求方式|request method)`)

// methodAlone reads a method that is in the line of its title, in brackets of
// another kind.
func methodAlone(text string) string {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if strings.Contains(strings.ToUpper(text), method) {
			return method
		}
	}
	return ""
}

// readPath reads the path and the host in a text, and reports whether there is a
// path.
func (p *Page) readPath(text string) bool {
	m := pathOf.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	path, _, _ := strings.Cut(m[3], "?")
	p.Path = strings.TrimRight(templates(path), ".")
	if m[2] != "" {
		p.Host = m[1] + "://" + m[2]
	}
	return true
}

var (
	colonTemplate = regexp.MustCompile(`/:([a-z][a-z0-9_]*)`)
	doubled       = regexp.MustCompile(`\{+([A-Za-z0-9_]+)\}+`)
)

// templates returns a path with its variables as in OpenAPI.
func templates(path string) string {
	return doubled.ReplaceAllString(colonTemplate.ReplaceAllString(path, "/{$1}"), "{$1}")
}

func (p *Page) readFacts(b block, next string) {
	if m := dateMark.FindStringSubmatch(b.text); m != nil && p.Date == "" {
		p.Date = fmt.Sprintf("%s.%02s.%02s", m[1], m[2], m[3])
	}
	if m := rolesMark.FindStringSubmatch(b.text); m != nil && p.Roles == nil {
		text := m[1]
		if text == "" {
			text = next
		}
		p.roles(text)
	}
	if m := breadcrumb.FindStringSubmatch(b.text); m != nil {
		p.Product = productOf(m[1])
	}
	if m := ownAddress.FindStringSubmatch(b.text); m != nil {
		p.URL = m[1]
	}
	if m := idempotent.FindString(b.text); m != "" && p.Idempotent == "" && len([]rune(b.text)) < 200 {
		p.Idempotent = strings.TrimSpace(m)
	}
}

func (p *Page) roles(text string) {
	for _, m := range role.FindAllStringSubmatch(text, -1) {
		p.Roles = append(p.Roles, strings.TrimSpace(m[1]))
	}
	lower := strings.ToLower(text)
	if strings.Contains(lower, "common mode") || strings.Contains(text, "直连模式") || strings.Contains(text, "普通模式") {
		p.Modes = append(p.Modes, "common")
	}
	if strings.Contains(lower, "institutional mode") || strings.Contains(text, "机构模式") {
		p.Modes = append(p.Modes, "institutional")
	}
	if p.Roles == nil && p.Modes == nil && len([]rune(text)) < 60 {
		p.Roles = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、,，/;； ", r) })
	}
}

// productOf returns the product of a breadcrumb: 产品文档/支付产品/Native支付/API列表/Native下单.
func productOf(path string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '>' || r == '＞' })
	for i, part := range parts {
		if strings.Contains(strings.ToUpper(part), "API") && i > 0 {
			return strings.TrimSpace(parts[i-1])
		}
	}
	return ""
}

// titleAbove returns the name of an operation: the line above its date, or its
// first heading.
func titleAbove(blocks []block) string {
	for i, b := range blocks {
		if !dateMark.MatchString(b.text) {
			continue
		}
		if before, _, _ := strings.Cut(b.text, dateMark.FindString(b.text)); i == 0 || clean(before) != "" && clean(before) != "最新" && !strings.HasPrefix(strings.ToLower(before), "latest") {
			return clean(strings.TrimSuffix(before, "最新"))
		}
		return visibleText(blocks[i-1].text)
	}
	for _, want := range []kind{heading, line} {
		for _, b := range blocks {
			text := visibleText(b.text)
			if b.kind == want && text != "" && len([]rune(text)) <= 60 && !genericTitle.MatchString(text) && !breadcrumb.MatchString(text) && !strings.HasPrefix(text, "http") {
				return text
			}
		}
	}
	return ""
}

var genericTitle = title(`\d*[.、\s]*(?:接口说明|接口介绍|接口定义|api intro(?:duction)?|说明|概述|简介|接口|介绍)|.*(?:请求方式|请求url|request url|request method|支持商户|适用对象).*`)

// pathParams returns the names in the path's template.
func (p *Page) pathParams() []string {
	var names []string
	for _, m := range doubled.FindAllStringSubmatch(p.Path, -1) {
		names = append(names, m[1])
	}
	return names
}

func (p *Page) isGlobal() bool {
	return globalHosts.MatchString(p.Host) || strings.HasPrefix(p.Path, "/v3/global/") || slices.Contains(p.Modes, "institutional")
}
