package wxpay

import (
	"strconv"
	"strings"
)

// Chinese returns Path and the limit of each field in Chinese, in one line. To name a field in
// words of your own, combine them with [FieldError.Chinese].
func (e *ValidationError) Chinese() string {
	var b strings.Builder
	for i, field := range e.Fields {
		if i > 0 {
			b.WriteString("；")
		}
		if field.Path != "" {
			b.WriteString(field.Path + " ")
		}
		b.WriteString(field.Chinese())
	}
	return b.String()
}

// Chinese returns Problem in Chinese: "须为1至30个字符，实际为31个". It has no Path, and quotes no
// value. The Problem of a rule that this package does not know is returned unchanged.
func (f FieldError) Chinese() string {
	if text, ok := chineseProblems[f.Rule]; ok {
		return text
	}
	if f.Limit.Unit != "" && f.Rule != "oneOf" {
		return f.Limit.chineseCount()
	}
	limit := f.Limit
	switch f.Rule {
	case "min", "max":
		return limit.chineseRange()
	case "multipleOf":
		return "须为" + string(limit.Step) + "的整数倍"
	case "enum":
		return "须为下列值之一：" + limit.Text
	case "chars":
		return "只能包含这些字符：" + limit.Text
	case "pattern":
		return "须匹配正则表达式 " + limit.Text
	case "separator":
		return "不能包含" + strconv.Quote(limit.Text) + "，它用于分隔列表中的各个值"
	case "unique":
		return "各项不能重复，下标" + strconv.Itoa(limit.Equal[0]) + "与" + strconv.Itoa(limit.Equal[1]) + "的两项相同"
	case "oneOf":
		return "须且只能设置其中一个：" + limit.Text + "，实际设置了" + strconv.Itoa(limit.Found) + "个"
	}
	return f.Problem
}

// chineseProblems has the rules without a limit.
var chineseProblems = map[string]string{
	"required":  "不能缺少",
	"path":      `不能为空，也不能是"."或".."`,
	"utf8":      "须为有效的UTF-8文本",
	"bmp":       "不能包含在UTF-8中占四个字节的字符，例如表情符号",
	"number":    "须为有限的数值",
	"date-time": "须为RFC 3339格式的日期时间（2006-01-02T15:04:05+08:00）",
	"date":      "须为日期（2006-01-02）",
	"uri":       "须为经过百分号编码的绝对URI",
	"email":     "须为电子邮件地址",
	"uuid":      "须为UUID",
	"byte":      "须为base64文本",
	"mode":      "服务商模式下不能设置",
}

// chineseUnits has the measure word of each unit and its name.
var chineseUnits = map[Unit][2]string{
	UnitCharacters: {"个", "字符"},
	UnitBytes:      {"个", "字节"},
	UnitBase64:     {"个", "base64字符"},
	UnitItems:      {"", "项"},
	UnitEntries:    {"", "项"},
	UnitMembers:    {"个", "成员"},
}

func (l Limit) chineseCount() string {
	measure := chineseUnits[l.Unit]
	unit, found := measure[0]+measure[1], "，实际为"+strconv.Itoa(l.Found)+measure[0]
	if measure[0] == "" {
		found += measure[1]
	}
	if l.Found == 0 {
		found = "，实际为空"
	}
	switch {
	case l.Max == "":
		return "至少须有" + string(l.Min) + unit + found
	case l.Min == l.Max:
		return "须为" + string(l.Min) + unit + found
	case l.Min == "":
		return "最多为" + string(l.Max) + unit + found
	}
	return "须为" + string(l.Min) + "至" + string(l.Max) + unit + found
}

func (l Limit) chineseRange() string {
	switch {
	case l.Min != "" && l.Exclusive:
		return "须大于" + string(l.Min)
	case l.Min != "":
		return "不能小于" + string(l.Min)
	case l.Exclusive:
		return "须小于" + string(l.Max)
	}
	return "不能大于" + string(l.Max)
}
