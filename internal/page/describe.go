package page

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// describe reads the facts in the sentences about a field for which a spec has
// keywords.
func (f *Field) describe() {
	f.Text = strings.TrimSpace(f.Text)
	f.takeTitle()
	f.takeExample()
	f.Mode = modeOf(f.Text)
	f.Encrypted = encrypted.MatchString(f.Text) && !notEncrypted.MatchString(f.Text)
	f.DateTime = f.holds().Name == String && dateTime.MatchString(f.Text)
	f.Enum = enumOf(f.Text)
	for _, child := range f.Fields {
		child.describe()
	}
}

// holds returns the type of the field, or of its elements.
func (f *Field) holds() Type {
	if f.Type.Name == Array && f.Type.Items != nil {
		return *f.Type.Items
	}
	return f.Type
}

var (
	encrypted    = regexp.MustCompile(`(?i)(?:需要?|必须|须)[^。\n]{0,12}加密|敏感信息加密|加密处理|字段加密|encryption is required|(?:must|should|need to) be encrypted|密文`)
	notEncrypted = regexp.MustCompile(`(?i)(?:不需要?|无需|无须)[^。\n]{0,6}加密|no encryption`)
	dateTime     = regexp.MustCompile(`(?i)rfc\s?-?3339|yyyy-MM-ddTHH:mm:ss\+TIMEZONE|ISO\s?8601`)
	firstClause  = regexp.MustCompile(`^[^，。,；;：:\n（(]+`)
)

const longestTitle = 24

// takeTitle moves the title from the text to Title, unless the row has a title.
func (f *Field) takeTitle() {
	if m := treeTitle.FindStringSubmatch(f.Text); m != nil && f.Title == "" {
		f.Title, f.Text = strings.TrimSpace(m[1]), strings.TrimSpace(f.Text[len(m[0]):])
	}
	if f.Title == "" {
		if clause := strings.TrimSpace(firstClause.FindString(f.Text)); len([]rune(clause)) <= longestTitle {
			f.Title = clause
		}
	}
}

var exampleText = regexp.MustCompile(`(?i)(?:^|[\s\n。.;；,，])(?:示例值|样例值|example(?: value)?|e\.g\.)\s*[:：]\s*([^\n]*)`)

// takeExample moves the example from the text to Example.
func (f *Field) takeExample() {
	m := exampleText.FindStringSubmatchIndex(f.Text)
	if m == nil {
		return
	}
	value := strings.TrimSpace(f.Text[m[2]:m[3]])
	f.Text = strings.TrimSpace(f.Text[:m[0]] + f.Text[m[1]:])
	f.Example = scalar(strings.Trim(value, "\"“”'"), f.Type.Name)
}

// scalar parses the text of an example. It returns nil if the text is not of the
// type.
func scalar(text, kind string) *doctree.Node {
	var at diag.Position
	switch {
	case text == "" || text == "无" || text == "-" || len([]rune(text)) > 200:
		return nil
	case kind == String:
		return doctree.NewScalar(doctree.String, text, at)
	case kind == Boolean && (text == "true" || text == "false"):
		return doctree.NewScalar(doctree.Bool, text, at)
	case (kind == Integer || kind == Number) && numeral.MatchString(text):
		return doctree.NewScalar(doctree.Number, text, at)
	}
	return nil
}

var numeral = regexp.MustCompile(`^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,9})?$`)

var (
	onlyCommon        = regexp.MustCompile(`(?i)(?:仅|只|僅)(?:适用于|支持|限)?\s*(?:普通商户|直连|普通)\s*(?:商户)?(?:模式)?|only\s*(?:for|applicable to|in)?\s*(?:the\s*)?(?:common|direct)`)
	onlyInstitutional = regexp.MustCompile(`(?i)(?:仅|只|僅)(?:适用于|支持|限)?\s*(?:机构|服务商)\s*(?:商户)?(?:模式)?|only\s*(?:for|applicable to|in)?\s*(?:the\s*)?(?:institution|partner|service provider)`)
)

// modeOf returns the calling mode that a field belongs to, "" for both.
func modeOf(text string) string {
	common, institutional := onlyCommon.MatchString(text), onlyInstitutional.MatchString(text)
	switch {
	case common && !institutional:
		return "common"
	case institutional && !common:
		return "institutional"
	}
	return ""
}

const memberValue = `[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*`

var (
	enumMark = regexp.MustCompile(`(?i)枚举值?|可选取值|取值(?:范围|如下)?|可选值|possible values?|enum(?:eration)?(?: values?)?|optional values?`)
	// A member and its meaning.
	enumMember = regexp.MustCompile(`(?:^|[\s\n、,，;；。：:|])[“"']?(` + memberValue + `)[”"']?\s*(?:[:：]|\s?[-–—]+\s?|（|\s=\s)\s*([^\n]*)`)
	nextMember = regexp.MustCompile(`[\s、,，;；。|]+[“"']?` + memberValue + `[”"']?\s*(?:[:：]|\s?[-–—]+\s?|（|\s=\s)`)
	// Only members, after a mark.
	enumList = regexp.MustCompile(`^\s*(?:为|有|是|如下|包括)?\s*[:：]?\s*[“"']?(` + memberValue + `)[”"']?((?:[\s、,，;；/|和或]+[“"']?` + memberValue + `[”"']?)*)`)
	// Members before the mark.
	enumBefore = regexp.MustCompile(memberValue + `(?:[\s|、,，/]+` + memberValue + `)*\s*枚举值`)
	values     = regexp.MustCompile(memberValue)
)

// maxEnumText is how much of a text is searched for members.
const maxEnumText = 20_000

// enumOf returns the members of an enumeration in a text: two or more with
// meanings, or those after a word that announces them.
func enumOf(text string) []Member {
	text = text[:min(len(text), maxEnumText)]
	text = strings.ReplaceAll(text, "https://", "https ")
	var list []Member
	for rest := text; ; {
		m := enumMember.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		meaning := rest[m[4]:m[5]]
		next := len(meaning)
		if n := nextMember.FindStringIndex(" " + meaning); n != nil {
			next = max(n[0]-1, 0)
		}
		list = addMember(list, rest[m[2]:m[3]], meaning[:next])
		rest = rest[m[4]+next:]
	}
	mark := enumMark.FindStringIndex(text)
	if mark != nil {
		if m := enumList.FindStringSubmatch(text[mark[1]:]); m != nil {
			for _, value := range append([]string{m[1]}, values.FindAllString(m[2], -1)...) {
				list = addMember(list, value, "")
			}
		}
	}
	if m := enumBefore.FindString(text); m != "" && list == nil {
		for _, value := range values.FindAllString(m, -1) {
			list = addMember(list, value, "")
		}
	}
	if len(list) == 0 || len(list) == 1 && mark == nil {
		return nil
	}
	return list
}

// notMembers are words in capitals that occur in sentences.
var notMembers = []string{"URL", "HTTP", "HTTPS", "API", "APPID", "OPENID", "ID", "IP", "ISO", "RFC", "JSON", "UTF", "PS", "TIPS", "NOTE", "MD5", "TIMEZONE", "SDK", "T", "DD", "MM", "HH", "YYYY"}

func addMember(list []Member, value, meaning string) []Member {
	if len(value) < 2 || slices.Contains(notMembers, value) || slices.ContainsFunc(list, func(m Member) bool { return m.Value == value }) {
		return list
	}
	meaning = strings.Trim(meaning, " ，,；;。、|")
	if strings.Count(meaning, "）") > strings.Count(meaning, "（") {
		meaning = strings.TrimSuffix(meaning, "）")
	}
	return append(list, Member{value, meaning})
}
